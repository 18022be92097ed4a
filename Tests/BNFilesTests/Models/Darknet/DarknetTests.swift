import BNTestSupport
import Testing

@testable import BNFiles

/// Weights of Darknet with the configurations that say what they are; OpenCV 4.14 computed the known layer of them.
@Suite("Darknet")
struct DarknetTests {
  static let all = Dictionary(uniqueKeysWithValues: ModelFixtures.files("Files").map { ("m/" + $0.key, $0.value) })

  private func open(_ path: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(files))
  }

  private func reason(_ path: String, _ files: [String: [UInt8]]) -> String {
    #expect(throws: FileError.self) { try open(path, files) }?.reason ?? ""
  }

  /// Files of the same stem from texts and others' weights.
  private func pair(_ config: String, _ weights: [UInt8] = all["m/darknet_bn.weights"] ?? []) -> [String: [UInt8]] {
    ["m/a.cfg": Array("[net]\nwidth=1\nheight=1\nchannels=4\n\(config)".utf8), "m/a.weights": weights]
  }

  @Test("the known layer, by either of the two files")
  func known() throws {
    let expected = [
      ("darknet_bn", "convolutional_0"), ("groups", "convolutional_1"), ("sizes", "convolutional_8"),
      ("connected", "connected_0"), ("batchnorm", "batchnorm_0"),
    ]
    for (stem, name) in expected {
      for ending in [".cfg", ".weights"] {
        let model = try open("m/" + stem + ending)
        #expect(model.format == "Darknet" && model.family == .darknet)
        try Expectation(name: name, epsilon: nil, axis: 1).check(try #require(model.layers.last), "\(stem)\(ending)")
        #expect(model.layers.last?.varianceKind == .unbiased && model.remarks.isEmpty)
      }
    }
    #expect(try open("m/sizes.cfg").layers.map(\.name) == ["convolutional_0", "convolutional_8"])
    #expect(try open("m/groups.cfg").tensors.map(\.count) == [4, 72, 4])
  }

  @Test("a batch norm of the branch that writes no beta for it")
  func withoutBeta() throws {
    let model = try open("m/batchnorm_without.weights")
    try Expectation(name: "batchnorm_0", epsilon: nil, axis: 1, hasBeta: false).check(model.layers[0], "without")
  }

  @Test("the first layers alone, as training begins with them")
  func beginning() throws {
    let first = "[convolutional]\nbatch_normalize=1\nfilters=4\nsize=1\n"
    let model = try open("m/a.weights", pair(first + "[convolutional]\nfilters=9\n"))
    #expect(model.layers.count == 1)
    #expect(
      model.remarks.map(\.text) == [
        "the weights end before convolutional_1: these are the first layers of the network alone"
      ])
  }

  @Test("names of weights as training writes them")
  func names() throws {
    let (config, weights) = (Self.all["m/darknet_bn.cfg"] ?? [], Self.all["m/darknet_bn.weights"] ?? [])
    for name in ["yolo_final.weights", "yolo_1000.weights", "yolo.conv.1"] {
      let files = ["m/yolo.cfg": config, "m/" + name: weights]
      for path in ["m/yolo.cfg", "m/" + name] { #expect(try open(path, files).layers.count == 1, "\(path), \(name)") }
    }
    let alone = reason("m/a.weights", ["m/a.weights": weights])
    #expect(alone == "weights of Darknet say nothing of their layout: \"a.cfg\" is not beside them; copy it too")
    #expect(reason("m/a.cfg", ["m/a.cfg": config]).contains("without its numbers"))
  }

  @Test("what does not belong together, and what cannot be")
  func refusals() {
    let layer = "[convolutional]\nbatch_normalize=1\nfilters=4\nsize=1\n"
    #expect(reason("m/a.cfg", pair(layer + "groups=x\n")).contains("\"groups\" is \"x\"; expected a whole number"))
    #expect(reason("m/a.cfg", pair("[convolutional]\n")).contains("goes on for 27 numbers behind the last layer"))
    #expect(reason("m/a.cfg", pair("[convolutional]\nfilters=9\n")).contains("needs 45 numbers and has 32"))
    #expect(reason("m/a.cfg", pair("[route]\nlayers=-1\n")).contains("there is no layer -1 before it"))
    #expect(reason("m/a.cfg", pair("[maxpool]\nstride=0\n")).contains("a stride of 0"))
    #expect(reason("m/a.cfg", pair("[lstm]\n")).contains("recurrent layers of Darknet are not read"))
    #expect(reason("m/a.cfg", pair("layers\n")).contains("expected [section], name=value or a comment"))
    #expect(
      reason("m/a.cfg", pair("[upsample]\nstride=1000000\n[upsample]\nstride=1000000\n")).contains("are no image's"))
    let large = Array("[net]\nwidth=4611686018427387904\nheight=4\nchannels=4\n".utf8)
    #expect(
      reason("m/a.cfg", ["m/a.cfg": large, "m/a.weights": [UInt8](repeating: 0, count: 20)]).contains(
        "expected a whole number"))
    let cut = Array((Self.all["m/darknet_bn.weights"] ?? []).dropLast())
    #expect(reason("m/a.cfg", pair(layer, cut)).contains("the numbers do not end with the file"))
  }

  @Test("every beginning of a file, and changed bytes", arguments: ["m/sizes", "m/connected"])
  func damage(name: String) {
    let damage = Tampering(files: Self.all, opened: name + ".cfg")
    for part in [name + ".cfg", name + ".weights"] {
      #expect(damage.truncations(of: part) == [])
      #expect(damage.changes(of: part, count: 400, seed: 3) == [])
    }
  }
}
