import BNFiles
import Testing

@testable import BNExplorer

@Suite("Layers told by names")
struct NamedLayersTests {
  @Test("a layer without gamma and beta has none, rather than ones and zeros")
  func withoutAffine() throws {
    let counter = StoredTensor("bn.num_batches_tracked", [7], shape: [], isIntegral: true)
    let layers = try FoundModel(KnownLayer.tensors("bn.", gamma: nil, beta: nil) + [counter]).layers
    #expect(layers.count == 1)
    #expect(try layers[0].isBatchNorm && layers[0].isKnown(affine: false))
  }

  @Test("one of gamma and beta may be missing")
  func oneOfAffine() throws {
    let center = try FoundModel(
      KnownLayer.tensors("bn/", gamma: nil, beta: "beta", mean: "moving_mean", variance: "moving_variance")
    ).layers
    #expect(try center.map { try LayerNumbers($0).gamma } == [nil])
    #expect(try center.map { try LayerNumbers($0).beta } == [KnownLayer.beta])
    let scale = try FoundModel(KnownLayer.tensors("bn.", beta: nil)).layers
    #expect(try scale.map { try LayerNumbers($0).gamma } == [KnownLayer.gamma])
    #expect(scale[0].beta == nil)
  }

  @Test("a number of batches says nothing, whatever it is", arguments: [0.0, 176277])
  func counter(_ batches: Double) throws {
    let counter = StoredTensor("bn.num_batches_tracked", [batches], shape: [], isIntegral: true)
    let layers = try FoundModel([counter] + KnownLayer.tensors("bn.")).layers
    #expect(layers.count == 1)
    #expect(try layers[0].isKnown())
    #expect(!layers[0].notes.contains { $0.contains("trained") })
  }

  @Test("in a module with a convolution gamma is what is called so, and bias the convolution's")
  func quantizationAware() throws {
    let kernel = StoredTensor(unread: "conv.weight", shape: [4, 1, 1, 1])
    let bias = StoredTensor(unread: "conv.bias", shape: [4])
    let quantizer = [
      StoredTensor("conv.weight_fake_quant.scale", [1]), StoredTensor("conv.weight_fake_quant.min_val", [], shape: [0]),
    ]
    let layers = try FoundModel(
      [kernel, bias] + KnownLayer.tensors("conv.", gamma: "gamma", beta: "beta") + quantizer, family: .pytorch
    ).layers
    #expect(layers.map(\.name) == ["conv"])
    #expect(try layers[0].isKnown())
    #expect(layers[0].momentum == 0.9)
    #expect(layers[0].varianceKind == .unbiased)
  }

  @Test("Haiku's parameters without a tree of their own belong to the statistics below them")
  func haikuMixed() throws {
    let hidden = StoredTensor("batch_norm/~/mean_ema/hidden", [1, 2, 3, 4], shape: [1, 4])
    let tensors =
      KnownLayer.tensors(
        "batch_norm/", gamma: "scale", beta: "offset", mean: "~/mean_ema/average", variance: "~/var_ema/average",
        shape: [1, 4]) + [
        hidden, StoredTensor("layer_norm/scale", [1, 1]), StoredTensor("layer_norm/offset", [0, 0]),
      ]
    let layers = try FoundModel(tensors).layers.filter(\.isBatchNorm)
    #expect(layers.map(\.name) == ["batch_norm"])
    #expect(try layers[0].isKnown() && layers[0].varianceKind == .biased)
  }

  @Test("in a file of Flax the names are Flax' without trees, too")
  func flaxInOneTree() throws {
    let tensors = KnownLayer.tensors("bn/", gamma: "scale", beta: "bias", mean: "mean", variance: "var")
    let layer = try FoundModel(tensors, family: .flax).layers[0]
    #expect(try layer.isKnown() && layer.momentum == 0.99 && layer.varianceKind == .biased)
    #expect(try FoundModel(tensors).layers[0].momentum == nil)
  }

  @Test("in newer ones the layer is a part of its own")
  func quantizationAwareNow() throws {
    let kernel = StoredTensor(unread: "0.weight", shape: [4, 1, 1, 1])
    let layers = try FoundModel([kernel] + KnownLayer.tensors("0.bn."), family: .pytorch).layers
    #expect(layers.map(\.name) == ["0.bn"])
    #expect(try layers[0].isKnown())
  }

  @Test("a kernel of one number a channel is no gamma")
  func kernelAlone() throws {
    let kernel = StoredTensor(unread: "block.weight", shape: [4, 1, 1, 1])
    let bias = StoredTensor(unread: "block.bias", shape: [4])
    let layers = try FoundModel([kernel, bias] + KnownLayer.tensors("block.", gamma: nil, beta: nil)).layers
    #expect(try layers.count == 1 && layers[0].isKnown(affine: false))
    #expect(layers[0].notes.contains { $0.contains("convolution") })
  }

  @Test("names that only begin like a role are none")
  func longerNames() throws {
    let holder = [
      StoredTensor("bn.running_var_holder", KnownLayer.variance), StoredTensor("bn.running_mean", KnownLayer.mean),
    ]
    #expect(try FoundModel(holder).batchNorms.isEmpty)
    let beside = KnownLayer.tensors("bn.") + [StoredTensor("bn.running_var_holder", [1, 2])]
    #expect(try FoundModel(beside).layers.map { try $0.isKnown() } == [true])
  }

  @Test("batch renormalization's own statistics belong to the layer, and inference does not use them")
  func renorm() throws {
    let others = ["moving_stddev", "renorm_mean", "renorm_stddev", "renorm_mean_weight", "renorm_stddev_weight"].map {
      StoredTensor("bn/" + $0, $0.hasSuffix("weight") ? [0] : [9, 9, 9, 9], shape: $0.hasSuffix("weight") ? [] : [4])
    }
    let layers = try FoundModel(DialectTests.tensorFlow("bn/") + others).layers
    #expect(try layers.count == 1 && layers[0].isKnown())
    #expect(layers[0].notes.contains { $0.contains("renorm") })
  }

  @Test("lengths that disagree are said once, and make no batch norm")
  func unequalLengths() throws {
    let wrong = [StoredTensor("bn.running_mean", [1, 2, 3]), StoredTensor("bn.running_var", [1, 2])]
    let layers = try FoundModel(wrong).layers
    #expect(layers.count == 1 && !layers[0].isBatchNorm)
    #expect(layers[0].notes.count == 1)
    #expect(layers[0].notes[0].contains("[3]") && layers[0].notes[0].contains("[2]"))
    let gamma = KnownLayer.tensors("bn.", gamma: nil) + [StoredTensor("bn.weight", [1, 2])]
    #expect(try FoundModel(gamma).batchNorms.isEmpty)
  }

  @Test("a statistic that is missing is named", arguments: ["running_mean", "running_var"])
  func missingStatistic(_ present: String) throws {
    let tensors = [StoredTensor("bn.weight", KnownLayer.gamma), StoredTensor("bn." + present, KnownLayer.mean)]
    let layers = try FoundModel(tensors).layers
    #expect(layers.count == 1 && !layers[0].isBatchNorm)
    #expect(layers[0].notes.contains { $0.contains("missing") })
  }

  @Test("a layer of one channel may be numbers of no dimension")
  func scalars() throws {
    let tensors = [("gamma", 2.0), ("beta", 1), ("moving_mean", 3), ("moving_variance", 4)]
      .map { StoredTensor("bn/" + $0.0, [$0.1], shape: []) }
    let layers = try FoundModel(tensors).batchNorms
    #expect(layers.map(\.channels) == [1])
    #expect(try LayerNumbers(layers[0]).variance == [4])
  }

  @Test("a deviation kept as its inverse becomes the variance with epsilon in it")
  func inverseDeviation() throws {
    let tensors = [
      StoredTensor("1.gamma", [1, 2]), StoredTensor("1.beta", [0, 0]), StoredTensor("1.mean", [5, 6]),
      StoredTensor("1.inv_std", [0.5, 2]),
    ]
    let layer = try #require(try FoundModel(tensors).batchNorms.first)
    #expect(try LayerNumbers(layer).variance == [4, 0.25])
    #expect(layer.epsilon == 0 && layer.epsilonSource == .file)
    #expect(layer.remarks.contains { $0.contains("epsilon") })
  }

  @Test("one number for all channels is repeated, and whole numbers are numbers")
  func broadcast() throws {
    let one = StoredTensor("bn/gamma", [1], shape: [], isIntegral: true)
    let zero = StoredTensor("bn/beta", [0, 0, 0, 0], isIntegral: true)
    let statistics = KnownLayer.tensors("bn/", gamma: nil, beta: nil, mean: "moving_mean", variance: "moving_variance")
    let layer = try #require(try FoundModel([one, zero] + statistics).batchNorms.first)
    #expect(try LayerNumbers(layer).gamma == [1, 1, 1, 1])
    #expect(try LayerNumbers(layer).beta == [0, 0, 0, 0])
  }

  @Test("numbers are read when they are asked for")
  func lazy() throws {
    let tensors = ["weight", "bias", "running_mean", "running_var"].map { StoredTensor(unread: "bn.\($0)", shape: [4]) }
    let layer = try #require(try FoundModel(tensors).batchNorms.first)
    #expect(throws: FileError.self) { try LayerNumbers(layer) }
  }
}
