import BNTestSupport
import Testing

@testable import BNFiles

/// Models that the converters of TensorFlow 2.15 and 2.21 wrote, from the known layer with an epsilon of 1e-3.
@Suite("TensorFlow Lite")
struct TensorFlowLiteTests {
  static let all = ModelFixtures.files("Files")

  private func open(_ path: String, _ files: [String: [UInt8]] = all) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(files))
  }

  @Test(
    "a batch norm is a product and a sum under its name",
    arguments: [
      ("tf215_bn4", "sequential/bn"), ("tf221_bn4", "sequential_1/bn_1"), ("tf221_bn2", "sequential_1_1/bn_1"),
    ])
  func folded(path: String, name: String) throws {
    let model = try open("b_tflite_\(path).tflite")
    try #require(model.format == "TensorFlow Lite" && model.layers.count == 1)
    let layer = model.layers[0]
    guard case .folded = layer.kind else { Issue.record("not folded"); return }
    #expect(layer.name == name && layer.mean == nil && layer.variance == nil)
    let scale = zip(KnownLayer.gamma, KnownLayer.variance).map { $0 / ($1 + 1e-3).squareRoot() }
    let shift = zip(KnownLayer.beta, zip(KnownLayer.mean, scale)).map { $0 - $1.0 * $1.1 }
    for (found, wanted) in [(layer.gamma, scale), (layer.beta, shift)] {
      // The converter folds in single precision.
      for (a, b) in zip(try #require(found).numbers(), wanted) { #expect(abs(a - b) <= abs(b) * 1e-6) }
    }
  }

  @Test("folded into a convolution nothing but the name is left")
  func convolution() throws {
    let layer = try #require(try open("b_tflite_tf215_conv.tflite").layers.first)
    #expect(layer.kind == .folded(into: "the CONV_2D StatefulPartitionedCall:0"))
    #expect(layer.name == "sequential_2/bn" && layer.gamma == nil && layer.beta == nil && layer.channels == 4)
  }

  @Test("what is computed from the input is no batch norm, in whatever part of the model it stands")
  func parts() throws {
    let layers = try open("cond.tflite").layers
    #expect(layers.map(\.name).dropFirst() == ["cond/model/bn", "cond/model/ln"])
    #expect(layers[0].kind == .lookAlike("L2_NORMALIZATION"))
    guard case .folded = layers[1].kind else { Issue.record("not folded"); return }
    #expect(layers[2].kind == .lookAlike("a norm that computes mean and variance from its input"))
  }

  @Test("what only is called so")
  func refusals() {
    let error = #expect(throws: FileError.self) { try open("a.tflite", ["a.tflite": [1, 2, 3, 4, 5, 6, 7, 8]]) }
    #expect(error?.reason.contains("does not begin as a model of TensorFlow Lite") == true)
    let cut = #expect(throws: FileError.self) { try open("a", ["a": [255, 0, 0, 0] + Array("TFL3".utf8)]) }
    #expect(cut?.reason == "a table of the file is damaged; copy or save it again")
  }

  @Test("every beginning of a file, and changed bytes", arguments: ["tf215_bn4", "tf215_conv"])
  func damage(name: String) {
    let path = "b_tflite_\(name).tflite"
    let damage = Tampering(files: Self.all, opened: path)
    #expect(damage.truncations(of: path) == [])
    #expect(damage.changes(of: path, count: 1500, seed: 3) == [])
  }
}
