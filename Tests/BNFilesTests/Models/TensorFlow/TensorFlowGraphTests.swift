import BNTestSupport
import Testing

@testable import BNFiles

/// Graphs of TensorFlow: frozen ones, and those of SavedModels.
@Suite("Graphs of TensorFlow")
struct TensorFlowGraphTests {
  private func open(_ path: String) throws -> ModelFile {
    try ModelFile.open(path, files: MemoryFiles(TensorFlowCheckpointTests.all))
  }

  @Test(
    "one value may stand for many elements, but not for so many that a small file fills the memory", arguments: [0, 1])
  func repeated(more: Int) throws {
    let tensor = MessageWriter.message {
      $0.add(1, 1)
      $0.add(2) { $0.add(2) { $0.add(1, 1 << 20 + more) } }
      $0.add(5, fixed32: Float(0.5).bitPattern)
    }
    let source = MemoryBytes(tensor, path: "a.pb")
    let stored = try #require(try TensorProto(ByteWindow(source), 0..<source.size).stored("halves"))
    guard more == 0 else {
      #expect(throws: FileError.self) { try stored.numbers() }
      return
    }
    let numbers = try stored.numbers()
    #expect(numbers.count == 1 << 20 && numbers.allSatisfy { $0 == 0.5 })
  }

  @Test("frozen graphs hold their numbers; a layer with an operation for training and one for inference is one")
  func frozen() throws {
    let expected: [(String, [Expectation])] = [
      ("cond", [Expectation(name: "bn", epsilon: 2e-3, axis: 3)]), ("dense", [Expectation(name: "bn", epsilon: 2e-3)]),
      ("training", [Expectation(name: "a/bn", axis: 3)]), ("renorm", [Expectation(name: "bn")]),
      ("parts", [Expectation(name: "net/bn", axis: 3)]), ("nchw", [Expectation(name: "bn", axis: 1, hasGamma: false)]),
      ("plain", [Expectation(name: "a/bn"), Expectation(name: "b/bn", hasGamma: false, hasBeta: false)]),
    ]
    for (path, layers) in expected {
      let model = try open(path + "/frozen.pb")
      #expect(model.format == "TensorFlow GraphDef")
      #expect(model.layers.count == layers.count, "\(path)")
      for (layer, expectation) in zip(model.layers, layers) { try expectation.check(layer, "\(path)") }
    }
    #expect(
      try open("training/frozen.pb").layers[0].notes.contains { $0.contains("does not use the stored statistics") })
  }

  @Test("an epsilon that is left out is the one that TensorFlow defines, and is said to be")
  func leftOut() throws {
    func node(_ name: String, _ kind: String, _ inputs: [String], _ attributes: [(String, [UInt8])]) -> [UInt8] {
      MessageWriter.message { node in
        node.add(1, name)
        node.add(2, kind)
        for input in inputs { node.add(3, input) }
        for (key, value) in attributes {
          node.add(5) { entry in
            entry.add(1, key)
            entry.add(2, value)
          }
        }
      }
    }
    let names = ["bn/gamma", "bn/beta", "bn/moving_mean", "bn/moving_variance"]
    let values = [KnownLayer.gamma, KnownLayer.beta, KnownLayer.mean, KnownLayer.variance]
    let graph = MessageWriter.message { graph in
      for (name, numbers) in zip(names, values) {
        var bytes: [UInt8] = []
        for number in numbers { bytes.append(littleEndian: Float(number).bitPattern) }
        let value = MessageWriter.message {
          $0.add(8) { tensor in
            tensor.add(1, 1)
            tensor.add(2) { $0.add(2) { $0.add(1, 4) } }
            tensor.add(4, bytes)
          }
        }
        graph.add(1, node(name, "Const", [], [("value", value)]))
      }
      graph.add(1, node("x", "Placeholder", [], []))
      let off = MessageWriter.message { $0.add(5, 0) }
      graph.add(1, node("bn/FusedBatchNormV3", "FusedBatchNormV3", ["x"] + names, [("is_training", off)]))
    }
    let layer = try ModelFile.open("a.pb", files: MemoryFiles(["a.pb": graph])).layers[0]
    try Expectation(name: "bn", epsilon: 1e-4, axis: 3).check(layer, "left out")
    #expect(layer.notes == ["epsilon is left out in the file; TensorFlow defines 0.0001 for that"])
  }

  @Test("a graph that Keras of TensorFlow 2 froze: a layer norm by the same operation is none")
  func keras() throws {
    let model = try open("frozen2.pb")
    #expect(model.layers.count == 3)
    try Expectation(name: "sequential/enc/inner", epsilon: 2e-3, axis: 3).check(model.layers[0], "inner")
    #expect(model.layers[1].name == "sequential/ln")
    #expect(model.layers[1].kind == .lookAlike("a norm by the moments of its input"))
    try Expectation(name: "sequential/outer", axis: 3, hasGamma: false).check(model.layers[2], "outer")
  }

  @Test(
    "a SavedModel without Keras: functions are followed to the variables",
    arguments: ["module", "module/saved_model.pb"])
  func module(path: String) throws {
    let model = try open(path)
    #expect(model.format == "TensorFlow SavedModel")
    #expect(model.layers.count == 1)
    try Expectation(name: "bn", epsilon: 2e-3, axis: 3).check(model.layers[0], "module")
  }

  @Test("a SavedModel of Keras tells momentum too, of an inner model as well")
  func savedKeras() throws {
    let layers = try open("keras").layers
    let inner = try #require(layers.first { $0.name == "inner" })
    let outer = try #require(layers.first { $0.name == "outer" })
    try Expectation(name: "inner", epsilon: 2e-3, momentum: 0.9, axis: 3).check(inner, "inner")
    try Expectation(name: "outer", momentum: 0.99, axis: 3, hasGamma: false).check(outer, "outer")
    #expect(layers.filter { $0.kind == .batchNorm }.count == 2)
  }

  @Test("an export of Keras 3 holds each variable twice, under names that only its saving operations tell")
  func exported() throws {
    let model = try open("keras3_export")
    #expect(model.layers.count == 1)
    try Expectation(name: "net/bn", epsilon: 2e-3).check(model.layers[0], "export")
    #expect(model.tensors.isEmpty)
  }

  @Test("what TensorFlow's own tool folds keeps the layer's name")
  func folded() throws {
    let layers = try open("folded.pb").layers
    #expect(layers.map(\.name) == ["bn"])
    #expect(layers.map(\.kind) == [.folded(into: "the BiasAdd bn/FusedBatchNormV3")])
  }

  @Test("names of folded layers")
  func foldedNames() {
    #expect(FoldedName.layer("model/bn/batchnorm/mul") == "model/bn")
    #expect(FoldedName.layer("m/re_lu/Relu;m/bn_3/FusedBatchNormV3;m/conv/Conv2D1") == "m/bn_3")
    #expect(FoldedName.layer("FusedBatchNormV31") == "FusedBatchNormV31")
    #expect(FoldedName.layer("ConvBnFusion_BN_B_layer1.bn.bias") == "layer1.bn")
    #expect(FoldedName.layer("conv1/Conv2D_bn_offset") == "conv1/Conv2D")
    #expect(FoldedName.layer("conv.weight") == nil)
    #expect(FoldedName.layer("batch_normalization/gamma") == nil)
  }

  @Test("names that tensors have in common")
  func commonNames() {
    #expect(LayerName.common(["bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"]) == "bn")
    #expect(LayerName.common(["running_mean", "running_var"]) == nil)
    #expect(LayerName.common(["n/moving_mean", "n/moving_variance"]) == "n")
    #expect(LayerName.common(["conv1_bn_scale", "conv1_bn_offset"]) == "conv1_bn")
    #expect(LayerName.common(["12", "13"]) == nil)
  }
}
