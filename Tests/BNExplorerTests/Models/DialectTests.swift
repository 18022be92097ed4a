import BNFiles
import Testing

@testable import BNExplorer

@Suite("Names of a layer's numbers")
struct DialectTests {
  /// A library's names, and what is said of a layer that has them.
  struct Sample: Sendable, CustomTestStringConvertible {
    let tensors: [StoredTensor]
    let name: String
    let epsilon: Double
    let momentum: Double?
    var testDescription: String { tensors[0].name }

    init(_ tensors: [StoredTensor], name: String, _ epsilon: Double, _ momentum: Double?) {
      self.tensors = tensors
      self.name = name
      self.epsilon = epsilon
      self.momentum = momentum
    }
  }

  static let samples = [
    Sample(KnownLayer.tensors("layer1.0.bn1."), name: "layer1.0.bn1", 1e-5, 0.9),
    Sample(KnownLayer.tensors(""), name: "", 1e-5, 0.9),
    Sample(KnownLayer.tensors("module._orig_mod.bn."), name: "module._orig_mod.bn", 1e-5, 0.9),
    Sample(KnownLayer.tensors("embedder.normalization."), name: "embedder.normalization", 1e-5, 0.9),
    Sample(KnownLayer.tensors("bn.", shape: [1, 4]), name: "bn", 1e-5, 0.9),
    Sample(KnownLayer.tensors("bn.", shape: [1, 4, 1, 1]), name: "bn", 1e-5, 0.9),
    Sample(tensorFlow(""), name: "", 1e-3, 0.99),
    Sample(tensorFlow("net/bn/"), name: "net/bn", 1e-3, 0.99),
    Sample(tensorFlow("bn/", ":0"), name: "bn", 1e-3, 0.99),
    Sample(tensorFlow("net/Conv/BatchNorm/"), name: "net/Conv/BatchNorm", 1e-3, 0.999),
    Sample(tensorFlow("BatchNorm_12/"), name: "BatchNorm_12", 1e-3, 0.999),
    Sample(tensorFlow("BatchNormal/"), name: "BatchNormal", 1e-3, 0.99),
    Sample(tensorFlow("model/bn/", "/.ATTRIBUTES/VARIABLE_VALUE"), name: "model/bn", 1e-3, 0.99),
    Sample(
      KnownLayer.tensors("bn.", gamma: "gamma", beta: "beta", mean: "moving_mean", variance: "moving_var"), name: "bn",
      1e-3, 0.9),
    Sample(
      [
        ("arg:bn_gamma", KnownLayer.gamma), ("arg:bn_beta", KnownLayer.beta), ("aux:bn_moving_mean", KnownLayer.mean),
        ("aux:bn_moving_var", KnownLayer.variance),
      ].map { StoredTensor($0.0, $0.1) }, name: "bn", 1e-3, 0.9),
    Sample(KnownLayer.tensors("0.", gamma: "gamma", beta: "beta"), name: "0", 1e-5, 0.9),
    Sample(KnownLayer.tensors("bn.", mean: "_mean", variance: "_variance"), name: "bn", 1e-5, 0.9),
    Sample(
      KnownLayer.tensors("batch_norm_0.", gamma: "w_0", beta: "b_0", mean: "w_1", variance: "w_2"),
      name: "batch_norm_0",
      1e-5, 0.9),
    Sample(KnownLayer.tensors("bn/", gamma: "scale", beta: "B", mean: "mean", variance: "var"), name: "bn", 1e-5, 0.9),
    Sample(
      KnownLayer.tensors("bn1_", gamma: "scale", beta: "offset", mean: "mean", variance: "variance"), name: "bn1", 1e-5,
      nil),
    Sample(
      KnownLayer.tensors("bn/", gamma: "gamma", beta: "beta", mean: "avg_mean", variance: "avg_var"), name: "bn", 2e-5,
      0.9),
    Sample(
      KnownLayer.tensors("bn/", gamma: "gamma", beta: "beta", mean: "mean/EMA", variance: "variance/EMA"), name: "bn",
      1e-5, 0.9),
    Sample(
      trees("params/net/bn/", gamma: "scale", beta: "bias", "batch_stats/net/bn/", mean: "mean", variance: "var"),
      name: "net/bn", 1e-5, 0.99),
    Sample(
      trees(
        "params/batch_norm/", gamma: "scale", beta: "offset", "state/batch_norm/~/", mean: "mean_ema/average",
        variance: "var_ema/average", shape: [1, 4]), name: "batch_norm", 1e-5, nil),
    Sample(
      KnownLayer.tensors(
        "bn/", gamma: "scale", beta: "offset", mean: "moving_mean/average", variance: "moving_variance/average"),
      name: "bn", 1e-5, 0.999),
    Sample(
      trees(
        "['params']['bn']['", gamma: "scale']", beta: "bias']", "['batch_stats']['bn']['", mean: "mean']",
        variance: "var']"),
      name: "bn", 1e-5, 0.99),
    Sample(
      trees("params//bn//", gamma: "scale", beta: "bias", "batch_stats//bn//", mean: "mean", variance: "var"),
      name: "bn",
      1e-5, 0.99),
    Sample(
      KnownLayer.tensors(
        "bn.", gamma: "scale.value", beta: "bias.value", mean: "mean.value", variance: "var.value"), name: "bn", 1e-5,
      nil),
  ]

  static func tensorFlow(_ prefix: String, _ ending: String = "") -> [StoredTensor] {
    KnownLayer.tensors(
      prefix, gamma: "gamma" + ending, beta: "beta" + ending, mean: "moving_mean" + ending,
      variance: "moving_variance" + ending)
  }

  /// Parameters in one tree, statistics in another.
  static func trees(
    _ parameters: String, gamma: String, beta: String, _ statistics: String, mean: String, variance: String,
    shape: [Int] = [4]
  ) -> [StoredTensor] {
    let both = [
      (statistics + mean, KnownLayer.mean), (statistics + variance, KnownLayer.variance),
      (parameters + gamma, KnownLayer.gamma), (parameters + beta, KnownLayer.beta),
    ]
    return both.map { StoredTensor($0.0, $0.1, shape: shape) }
  }

  @Test("each library's names tell the layer", arguments: samples)
  func names(_ sample: Sample) throws {
    let layers = try FoundModel(sample.tensors).layers
    try #require(layers.count == 1)
    #expect(layers[0].isBatchNorm)
    #expect(layers[0].name == sample.name)
    #expect(layers[0].channels == 4)
    #expect(try layers[0].isKnown())
    #expect(layers[0].epsilon == sample.epsilon)
    #expect(layers[0].epsilonSource == .assumed)
    #expect(layers[0].momentum == sample.momentum)
    #expect(layers[0].momentumSource == (sample.momentum == nil ? .unknown : .assumed))
    #expect(layers[0].remarks.contains { $0.contains("assumed") && $0.contains("--epsilon") })
  }

  @Test("the order of the tensors does not matter, nor do those of other layers among them", arguments: samples)
  func order(_ sample: Sample) throws {
    let others = [
      StoredTensor(unread: "conv.weight", shape: [4, 3, 3, 3]), StoredTensor(unread: "fc/kernel", shape: [8, 2]),
    ]
    let layers = try FoundModel(others + sample.tensors.reversed()).batchNorms
    #expect(layers.map(\.name) == [sample.name])
    #expect(try layers.allSatisfy { try $0.isKnown() })
  }

  @Test("a table row says where its defaults come from")
  func sources() {
    let all = Dialect.all + Dialect.ofPlaces
    #expect(all.allSatisfy { $0.source.contains(where: \.isNumber) && $0.epsilon >= 0 })
    #expect(Set(all.map(\.name)).count == all.count)
  }

  @Test("many layers come in the order of the file")
  func many() throws {
    let names = (0..<300).map { "layer\($0).bn" }
    let layers = try FoundModel(names.flatMap { KnownLayer.tensors($0 + ".") }).layers
    #expect(layers.map(\.name) == names)
  }
}
