import BNFiles
import Testing

@testable import BNExplorer

@Suite("Look-alikes")
struct LookAlikeTests {
  /// The one look-alike of some tensors, as it is explained.
  private func explanation(_ tensors: [StoredTensor]) throws -> String {
    let layers = try FoundModel(tensors).layers
    try #require(layers.count == 1)
    #expect(!layers[0].isBatchNorm)
    return try #require(layers[0].kind.explanation)
  }

  @Test(
    "weight and bias without statistics are named by what the module is called",
    arguments: [
      ("encoder.layernorm.", "LayerNorm"), ("ln_1.", "LayerNorm"), ("group_norm.", "GroupNorm"),
      ("bn1.", "batch norm"), ("blocks.0.norm.", "layer or group norm"),
    ])
  func norms(_ prefix: String, _ word: String) throws {
    let tensors = [
      StoredTensor(unread: prefix + "weight", shape: [8]), StoredTensor(unread: prefix + "bias", shape: [8]),
    ]
    #expect(try explanation(tensors).contains(word))
  }

  @Test(
    "weight norm is named by its two parts", arguments: ["conv.weight_g", "conv.parametrizations.weight.original0"])
  func weightNorm(_ name: String) throws {
    let other = name.hasSuffix("_g") ? "conv.weight_v" : "conv.parametrizations.weight.original1"
    let tensors = [StoredTensor(unread: name, shape: [8, 1, 1]), StoredTensor(unread: other, shape: [8, 3, 3])]
    #expect(try explanation(tensors).contains("weight norm"))
    #expect(try FoundModel(tensors).layers[0].name == "conv")
  }

  @Test("convolutions and dense layers are no look-alikes")
  func others() throws {
    let tensors = [
      StoredTensor(unread: "conv.weight", shape: [8, 3, 3, 3]), StoredTensor(unread: "conv.bias", shape: [8]),
      StoredTensor(unread: "dense/kernel", shape: [8, 2]), StoredTensor(unread: "dense/bias", shape: [2]),
    ]
    #expect(try FoundModel(tensors).layers.isEmpty)
  }

  @Test(
    "what optimizers keep of gamma and beta is one line, and no layer",
    arguments: [
      ["bn/gamma/Adam", "bn/gamma/Adam_1", "bn/beta/Adam", "bn/beta/Adam_1"],
      ["bn/gamma/Momentum", "bn/beta/Momentum"], ["training/Adam/bn/gamma/m:0", "training/Adam/bn/beta/m:0"],
      [
        "model/bn/gamma/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE",
        "model/bn/beta/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE",
      ], ["opt_state/0/mu/bn/scale", "opt_state/0/mu/bn/bias"], ["Adam/m/bn/gamma", "Adam/m/bn/beta"],
    ])
  func optimizers(_ names: [String]) throws {
    let slots = names.map { StoredTensor($0, KnownLayer.gamma) }
    #expect(try explanation(slots).contains("optimizer"))
    let layers = try FoundModel(DialectTests.tensorFlow("bn/") + slots).layers
    #expect(layers.map(\.isBatchNorm) == [true, false])
    #expect(try layers[0].isKnown())
  }

  @Test("averages of variables and the shadows of zero debias are named")
  func shadows() throws {
    let averages = DialectTests.tensorFlow("bn/", "/ExponentialMovingAverage")
    let debias = ["moving_mean", "moving_variance"].flatMap {
      [StoredTensor("bn/bn/\($0)/biased", [9, 9, 9, 9]), StoredTensor("bn/bn/\($0)/local_step", [3], shape: [])]
    }
    let layers = try FoundModel(averages + debias + DialectTests.tensorFlow("bn/")).layers
    #expect(layers.filter(\.isBatchNorm).map(\.name) == ["bn"])
    #expect(try layers[0].isKnown())
    let words = layers.compactMap { $0.kind.explanation }
    #expect(words.count == 2 && words.contains { $0.contains("average") } && words.contains { $0.contains("shadow") })
  }

  @Test("an averaged copy of a model is a look-alike beside the model, and the model where it is alone")
  func averagedModel() throws {
    let copy = KnownLayer.tensors("ema.bn.")
    #expect(try FoundModel(copy).batchNorms.map(\.name) == ["ema.bn"])
    let layers = try FoundModel(KnownLayer.tensors("model.bn.") + copy).layers
    #expect(layers.map(\.isBatchNorm) == [true, false])
    #expect(layers[1].name == "ema.bn")
    let networks = KnownLayer.tensors("teacher.bn.") + KnownLayer.tensors("student.bn.")
    #expect(try FoundModel(networks).batchNorms.count == 2)
  }

  @Test("means and variances of inputs are no layer")
  func inputs() throws {
    let count = StoredTensor("normalization/count", [100], shape: [], isIntegral: true)
    let keras = [StoredTensor("normalization/mean", [1, 2]), StoredTensor("normalization/variance", [3, 4]), count]
    #expect(try explanation(keras).contains("inputs"))
    let observer = KnownLayer.tensors("obs.", gamma: nil, beta: nil) + [StoredTensor("obs.count", [100], shape: [])]
    #expect(try explanation(observer).contains("inputs"))
    #expect(try explanation([StoredTensor("obs_mean", [1]), StoredTensor("obs_var", [1])]).contains("inputs"))
  }

  @Test("what the file itself calls folded or something else stays so")
  func stated() throws {
    let layers = [
      StatedLayer(name: "conv1", kind: .folded(into: "the Conv conv1")),
      StatedLayer(name: "ln", kind: .lookAlike("LayerNormalization")),
    ]
    let found = try FoundModel(ModelFile(format: "sample", family: .onnx, layers: layers)).layers
    #expect(found.map(\.kind.word) == ["folded", "look_alike"])
    #expect(found.map(\.kind.explanation) == ["a batch norm folded into the Conv conv1", "LayerNormalization"])
    #expect(found.allSatisfy { $0.epsilon == nil && $0.momentum == nil })
  }
}
