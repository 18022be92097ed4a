import BNTestSupport
import Testing

@testable import BNFiles

/// Programs with nameless numbers that PaddlePaddle 3.3.1 wrote, as messages (old) and as text (pir).
@Suite("PaddlePaddle's programs")
struct PaddleTests {
  static let all = Dictionary(uniqueKeysWithValues: ModelFixtures.files("Files").map { ("m/" + $0.key, $0.value) })

  private func open(_ path: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(files))
  }

  private func reason(_ path: String, _ files: [String: [UInt8]]) -> String {
    #expect(throws: FileError.self) { try open(path, files) }?.reason ?? ""
  }

  /// PaddlePaddle itself gave -3.249775, 7.987231, 138.50002, -661.9705 for 1, 2, 3, 4.
  @Test(
    "the known layer, by either of the two files",
    arguments: ["one_old.pdmodel", "one_old.pdiparams", "one_pir.json", "one_pir.pdiparams"])
  func known(path: String) throws {
    let model = try open("m/" + path)
    #expect(model.format == "PaddlePaddle program" && model.layers.count == 1 && model.tensors.isEmpty)
    try Expectation(name: "batch_norm2d_0", epsilon: 8e-4, momentum: 0.8, axis: 1).check(model.layers[0], "\(path)")
    #expect(model.layers[0].notes == [])
  }

  /// The numbers lie in the order of the names, in which 10 comes before 2.
  @Test(
    "twelve layers and a layer norm, of which the third is known", arguments: ["twelve_old.pdmodel", "twelve_pir.json"])
  func twelve(path: String) throws {
    let model = try open("m/" + path)
    let norms = model.layers.filter { $0.kind == .batchNorm }
    #expect(norms.map(\.name) == (1...12).map { "batch_norm2d_\($0)" })
    #expect(try norms[2].gamma?.numbers() == KnownLayer.gamma && norms[2].variance?.numbers() == KnownLayer.variance)
    #expect(try norms[2].mean?.numbers() == KnownLayer.mean && norms[2].beta?.numbers() == KnownLayer.beta)
    for other in norms.indices where other != 2 {
      #expect(try norms[other].mean?.numbers() == [0, 0, 0, 0] && norms[other].variance?.numbers() == [1, 1, 1, 1])
    }
    #expect(model.layers.last?.kind == .lookAlike("layer_norm"))
    #expect(model.tensors.map(\.name) == ["conv2d_0.w_0"])
  }

  @Test("names that a person gave, and channels at the end", arguments: ["named_old.pdmodel", "named_pir.json"])
  func named(path: String) throws {
    let layer = try #require(try open("m/" + path).layers.first)
    try Expectation(name: "stem_bn", epsilon: 1e-5, momentum: 0.9, axis: -1).check(layer, "\(path)")
  }

  @Test(
    "statistics that the program does not use, and no gamma and beta",
    arguments: ["global_old.pdmodel", "global_pir.json"])
  func training(path: String) throws {
    let layer = try #require(try open("m/" + path).layers.first)
    #expect(layer.notes.contains { $0.contains("does not use the stored statistics") })
    #expect(layer.gamma == nil && layer.beta == nil && layer.name.hasPrefix("batch_norm1d_"))
  }

  @Test("what does not belong together, or is not there")
  func refusals() {
    let numbers = Self.all["m/one_old.pdiparams"] ?? []
    let alone = reason("m/a.pdiparams", ["m/a.pdiparams": numbers])
    #expect(alone.contains("neither \"a.pdmodel\" nor \"a.json\" is beside them"))
    let program = Self.all["m/one_old.pdmodel"] ?? []
    #expect(reason("m/a.pdmodel", ["m/a.pdmodel": program]).contains("its numbers are in \"a.pdiparams\""))
    func pair(_ numbers: [UInt8]) -> String {
      reason("m/a.pdmodel", ["m/a.pdmodel": program, "m/a.pdiparams": numbers])
    }
    #expect(pair(numbers + numbers).contains("goes on behind the 4 tensors of \"m/a.pdmodel\""))
    #expect(pair(Array(numbers.dropLast())).contains("the file ends too soon"))
    #expect(pair([1, 0, 0, 0]).contains("no tensor stands where \"batch_norm2d_0.b_0\" is expected"))
    #expect(reason("m/a.pdmodel", ["m/a.pdmodel": [], "m/a.pdiparams": []]).contains("keeps no tensors"))
  }

  @Test("every beginning of a file, and changed bytes", arguments: ["one_old.pdmodel", "one_pir.json"])
  func damage(name: String) {
    let damage = Tampering(files: Self.all, opened: "m/" + name)
    for part in ["m/" + name, "m/" + name.prefix { $0 != "." } + ".pdiparams"] {
      #expect(damage.truncations(of: part, step: 11) == [])
      #expect(damage.changes(of: part, count: 300, seed: 3) == [])
    }
  }
}
