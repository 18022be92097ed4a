import BNTestSupport
import Testing

@testable import BNFiles

/// Models in the form that TensorFlow.js 4.22 documents for `tf.io.ModelJSON`.
@Suite("TensorFlow.js")
struct TensorFlowJSTests {
  private static let roles = [
    ("gamma", KnownLayer.gamma), ("beta", KnownLayer.beta), ("moving_mean", KnownLayer.mean),
    ("moving_variance", KnownLayer.variance),
  ]

  private static func bytes(_ numbers: [Double]) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in numbers { bytes.append(littleEndian: Float(number).bitPattern) }
    return bytes
  }

  /// A model whose numbers lie in two files, cut in the middle of one.
  private func files(_ topology: String, _ prefix: String) -> [String: [UInt8]] {
    let weights = Self.roles.map { #"{"name":"\#(prefix)\#($0.0)","shape":[4],"dtype":"float32"}"# }.joined(
      separator: ",")
    let all = Self.roles.flatMap { Self.bytes($0.1) }
    let json =
      #"{"format":"x","modelTopology":\#(topology),"weightsManifest":[{"paths":["group1-shard1of2.bin","group1-shard2of2.bin"],"weights":[\#(weights)]}]}"#
    return [
      "m/model.json": Array(json.utf8), "m/group1-shard1of2.bin": Array(all[..<22]),
      "m/group1-shard2of2.bin": Array(all[22...]),
    ]
  }

  private static let keras = #"""
    {"keras_version":"2.15.0","backend":"tensorflow","model_config":{"class_name":"Sequential","config":{"name":"s","layers":[
    {"class_name":"BatchNormalization","config":{"name":"bn","axis":[3],"momentum":0.97,"epsilon":0.002,"center":true,"scale":true}}]}}}
    """#

  private func open(_ files: [String: [UInt8]]) throws -> ModelFile {
    try ModelFile.open("m/model.json", files: MemoryFiles(files))
  }

  @Test("layers of Keras, whose configuration says epsilon and momentum")
  func layers() throws {
    let model = try open(files(Self.keras, "bn/"))
    #expect(
      model.format == "TensorFlow.js" && model.family == .keras && model.layers.count == 1 && model.tensors.isEmpty)
    try Expectation(name: "bn", epsilon: 0.002, momentum: 0.97, axis: 3).check(model.layers[0], "keras")
  }

  @Test("what tensorflowjs 4.22 wrote: a layer of Keras, and the same in a graph with its activation taken in")
  func written() throws {
    let files = ModelFixtures.files("Files")
    let layers = try ModelFile.open("layers/model.json", files: MemoryFiles(files)).layers
    try Expectation(name: "bn", epsilon: 0.002, momentum: 0.95, axis: 3).check(layers[0], "layers")
    let graph = try ModelFile.open("graph/model.json", files: MemoryFiles(files)).layers
    #expect(graph.count == 1)
    try Expectation(name: "StatefulPartitionedCall/model/bn", epsilon: 0.002, axis: -1).check(graph[0], "graph")
  }

  @Test("a graph with a batch norm in it, and one that was folded")
  func graphs() throws {
    let inputs = (["x"] + Self.roles.map { "s/bn/" + $0.0 }).map { "\"\($0)\"" }.joined(separator: ",")
    let graph = #"""
      {"node":[{"name":"s/bn/FusedBatchNormV3","op":"FusedBatchNormV3","input":[\#(inputs)],
      "attr":{"epsilon":{"f":0.0020000000949949026},"is_training":{"b":false},"data_format":{"s":"TkhXQw=="}}}]}
      """#
    let model = try open(files(graph, "s/bn/"))
    try #require(model.layers.count == 1)
    try Expectation(name: "s/bn", epsilon: 0.002, axis: -1).check(model.layers[0], "graph")
    #expect(model.layers[0].notes == [])
    let folded =
      #"{"node":[{"name":"s/bn/batchnorm/mul_1","op":"Mul","input":["x","gamma"]},{"name":"s/bn/batchnorm/add_1","op":"AddV2","input":["s/bn/batchnorm/mul_1","beta"]}]}"#
    let remains = try open(files(folded, "")).layers
    #expect(remains.map(\.name) == ["s/bn"] && remains[0].kind == .folded(into: "the Mul s/bn/batchnorm/mul_1"))
    #expect(try remains[0].gamma?.numbers() == KnownLayer.gamma && remains[0].beta?.numbers() == KnownLayer.beta)
  }

  @Test("numbers of fewer bits stand for a scale times themselves and a least one")
  func quantized() throws {
    let json = #"""
      {"modelTopology":{"node":[]},"weightsManifest":[{"paths":["a.bin"],"weights":[
      {"name":"t","shape":[1],"dtype":"string"},
      {"name":"q","shape":[3],"dtype":"float32","quantization":{"dtype":"uint8","min":-1,"scale":0.5,"original_dtype":"float32"}},
      {"name":"h","shape":[1],"dtype":"float32","quantization":{"dtype":"float16","original_dtype":"float32"}}]}]}
      """#
    let numbers: [UInt8] = [2, 0, 0, 0, 0x68, 0x69, 0, 2, 255, 0, 0x3C]
    let model = try open(["m/model.json": Array(json.utf8), "m/a.bin": numbers])
    #expect(try model.tensors.map { try $0.numbers() } == [[-1, 0, 126.5], [1]])
  }

  @Test("what is not there, leads elsewhere or does not fit")
  func refusals() {
    func reason(_ change: (inout [String: [UInt8]]) -> Void) -> String {
      var all = files(Self.keras, "bn/")
      change(&all)
      return #expect(throws: FileError.self) { try open(all) }?.reason ?? ""
    }
    func text(_ from: String, _ to: String) -> String {
      reason { files in
        files["m/model.json"] = Array(
          String(decoding: files["m/model.json"] ?? [], as: UTF8.self).replacing(from, with: to).utf8)
      }
    }
    #expect(reason { $0["m/group1-shard2of2.bin"] = nil }.contains("its numbers are in \"group1-shard2of2.bin\""))
    #expect(reason { $0["m/group1-shard2of2.bin"] = [] }.contains("the file ends too soon"))
    #expect(text("group1-shard2of2.bin", "../x").contains("only files in its own folder are opened"))
    #expect(text("\"float32\"", "\"strange\"").contains("of the type \"strange\", which is not known"))
    #expect(text("[4]", "[-4]").contains("larger than any memory"))
  }

  @Test("every beginning of a file, and changed bytes")
  func damage() {
    let damage = Tampering(files: files(Self.keras, "bn/"), opened: "m/model.json")
    #expect(damage.truncations(of: "m/model.json") == [])
    #expect(damage.changes(of: "m/model.json", count: 500, seed: 3) == [])
  }
}
