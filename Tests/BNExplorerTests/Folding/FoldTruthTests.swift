import BNCore
import BNFiles
import Foundation
import Testing

@testable import BNExplorer

/// Layers that `torch.nn.utils.fusion` folded and `torch.ao` observed; see `Truth/make_truth.py`.
@Suite("Folding as PyTorch does it")
struct FoldTruthTests {
  struct Truth: Decodable {
    let epsilon: Double
    let reach: Double
    let cases: [Case]
  }

  struct Case: Decodable, CustomTestStringConvertible {
    let name: String
    let layout: String
    let groups: Int
    let shape: [Int]
    let weight: [Double]
    let bias: [Double]?
    let gamma, beta, mean, variance: [Double]
    let folded_weight, folded_bias: [Double]
    let weight_together, output_together, output_alone: Observed
    let weight_alone: Observed?

    var testDescription: String { name }
  }

  struct Observed: Decodable {
    let steps: [Double]
    let zero_points: [Int]
  }

  static let folder = "\(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex))/Truth"

  static let truth = Result {
    try JSONDecoder().decode(Truth.self, from: Data(contentsOf: URL(filePath: folder + "/truth.json")))
  }

  static let names = ((try? truth.get())?.cases ?? []).map(\.name)

  private static func folded(_ name: String) throws -> (truth: Case, norm: FoldedNorm, reach: Double) {
    let all = try truth.get()
    let example = try #require(all.cases.first { $0.name == name })
    let layouts: [String: KernelChannels.Layout] = [
      "outputFirst": .outputFirst, "outputLast": .outputLast, "depthwise": .depthwise,
      "transposedFirst": .transposedFirst, "transposedLast": .transposedLast,
    ]
    var sample = SampleNorm("bn", channels: example.gamma.count, seed: 1)
    (sample.gamma, sample.beta, sample.mean) = (example.gamma, example.beta, example.mean)
    (sample.variance, sample.epsilon) = (example.variance, all.epsilon)
    let layer = try #require(try FoundModel(sample.tensors).batchNorms.first)
    let front = FoldFront.make(
      StoredTensor("layer.weight", example.weight, shape: example.shape), layout: try #require(layouts[example.layout]),
      groups: example.groups, bias: example.bias.map { StoredTensor("layer.bias", $0) }, channels: example.gamma.count,
      basis: .graph)
    let norm = try #require(InferenceLayer(layer, LayerNumbers(layer)))
    return (example, try FoldedNorm(layer, norm, .known(front.get()), FoldedNorm.Settings()), all.reach)
  }

  /// float32's rounding.
  private static let rounding = 0x1p-24

  @Test("weights and bias are those of fuse_conv_bn_weights and fuse_linear_bn_weights", arguments: names)
  func weights(_ name: String) throws {
    let (truth, norm, _) = try Self.folded(name)
    let front = try norm.front.get()
    let weights = front.channels.scaled(try front.weights(), by: norm.scale)
    try #require(weights.count == truth.folded_weight.count)
    // PyTorch rounds the sum below the root (of which half is left), its inverse root (to one unit), and two products.
    for (own, theirs) in zip(weights, truth.folded_weight) {
      #expect((own - theirs).magnitude <= 5 * Self.rounding * own.magnitude)
    }
    let bias = norm.foldedBias(truth.bias)
    for channel in bias.indices {
      // The same, a difference and a sum.
      let terms =
        norm.scale[channel].magnitude * ((truth.bias?[channel] ?? 0).magnitude + truth.mean[channel].magnitude)
        + truth.beta[channel].magnitude
      #expect((bias[channel] - truth.folded_bias[channel]).magnitude <= 7 * Self.rounding * terms)
    }
  }

  @Test("steps and zero points are those of torch.ao's observers", arguments: names)
  func observers(_ name: String) throws {
    let (truth, norm, reach) = try Self.folded(name)
    #expect(reach == FoldedNorm.Settings().reach)
    let weights = try #require(norm.weights)
    func expect(_ grids: [QuantizationGrid], _ observed: Observed) {
      #expect(grids.map(\.zeroPoint) == observed.zero_points)
      // The roundings of a folded weight or of a range's end, of a difference, and of a quotient.
      #expect(zip(grids, observed.steps).allSatisfy { ($0.step - $1).magnitude <= 8 * Self.rounding * $0.step })
    }
    expect([weights.grid], truth.weight_together)
    expect([norm.output.grid], truth.output_together)
    expect(norm.output.ownGrids, truth.output_alone)
    if let alone = truth.weight_alone { expect(weights.ownGrids, alone) }
  }

  @Test("effective bits are the logarithm of how many numbers of the grid a channel gets")
  func bits() {
    let channels = QuantizedChannels(
      least: [-8, -0.5, 0, 2, .nan], greatest: [8, 0.5, 0, 3, 1], bits: 8, form: .affine)
    // 16 / 255 a step, of which 0.5 to both sides of zero has 15.94 and an end.
    #expect(channels.grid.step == 16.0 / 255 && channels.grid.zeroPoint == 128)
    func expect(_ bits: [Double], _ levels: [Double]) {
      for (own, level) in zip(bits, levels) { #expect((own - Foundation.log2(level)).magnitude < 1e-12) }
      #expect(bits[4].isNaN)
    }
    expect(channels.bits, [256, 1 + 255.0 / 16, 1, 1 + 255.0 / 16])
    // A grid has zero on it: of one from 0 to 3 a channel from 2 to 3 gets a third.
    expect(channels.ownBits, [256, 256, 1, 86])
    #expect(channels.costly?.channels == [0])
    // From -0.5 to 3 in place of -8 to 8.
    #expect(((channels.costly?.gain ?? 0) - Foundation.log2(16 / 3.5)).magnitude < 1e-12)
    let even = QuantizedChannels(least: [-1, -1], greatest: [1, 1], bits: 8, form: .symmetric)
    #expect(even.costly == nil && even.grid.zeroPoint == 0 && even.bits.allSatisfy { ($0 - 8).magnitude < 1e-12 })
  }
}
