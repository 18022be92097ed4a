import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer

/// A convolution and its batch norm, folded by hand as `torch.nn.utils.fuse_conv_bn_weights` does.
@Suite("A folded model beside its checkpoint")
struct FoldedPairTests {
  private static let shape = [8, 3, 3, 3]

  private static func numbers(_ count: Int, _ seed: UInt64) -> [Double] {
    var random = SplitMix(state: seed)
    return (0..<count).map { _ in Double(Float(Double.random(in: -1...1, using: &random))) }
  }

  private static func rounded(_ values: [Double]) -> [Double] { values.map { Double(Float($0)) } }

  /// Kernel and bias of the folded convolution, in PyTorch's order or in TensorFlow's.
  private static func folded(
    _ norm: SampleNorm, _ kernel: [Double], _ bias: [Double], channelsLast: Bool, name: String
  ) -> [StoredTensor] {
    let size = kernel.count / 8
    let first = (0..<8).flatMap { channel in
      (0..<size).map { kernel[channel * size + $0] * norm.scale(channel) }
    }
    let last = (0..<size).flatMap { index in (0..<8).map { first[$0 * size + index] } }
    let shift = (0..<8).map { bias[$0] * norm.scale($0) + norm.shift($0) }
    return [
      StoredTensor("\(name).weight", rounded(channelsLast ? last : first), shape: channelsLast ? [3, 3, 3, 8] : shape),
      StoredTensor("\(name).bias", rounded(shift)),
    ]
  }

  @Test("says which kernel has which batch norm folded in", arguments: [false, true])
  func kernels(_ channelsLast: Bool) throws {
    let norms = [SampleNorm("bn1", seed: 1), SampleNorm("bn2", seed: 2)]
    let kernels = [Self.numbers(216, 3), Self.numbers(216, 4)]
    let biases = [Self.numbers(8, 5), Array(repeating: 0, count: 8)]
    var training = norms.flatMap(\.tensors)
    training += kernels.enumerated().map { StoredTensor("conv\($0.offset + 1).weight", $0.element, shape: Self.shape) }
    training.append(StoredTensor("conv1.bias", biases[0]))
    // The names of exporters say nothing.
    let folded = norms.indices.reversed().flatMap {
      Self.folded(norms[$0], kernels[$0], biases[$0], channelsLast: channelsLast, name: "onnx::Conv_\($0)")
    }
    for isInA in [true, false] {
      let difference =
        try isInA ? ModelDifference(tensors: training, folded) : ModelDifference(tensors: folded, training)
      #expect(difference.onlyInA.isEmpty && difference.onlyInB.isEmpty && difference.pairs.isEmpty)
      try #require(difference.folds.count == 2)
      for (index, fold) in difference.folds.enumerated() {
        #expect(fold.layer.name == norms[index].name && fold.isInA == isInA)
        let proof = try #require(fold.proof)
        #expect(
          proof.kernels
            == FoldedPair.KernelNames(before: "conv\(index + 1).weight", after: "onnx::Conv_\(index).weight"))
        // One rounding of each weight to float32.
        #expect(proof.scaleError < 2e-7 && proof.isWithinPrecision)
        #expect(try #require(proof.shiftError) < 1e-6)
      }
    }
  }

  @Test("takes no kernel for folded that is none")
  func others() throws {
    let norm = SampleNorm("bn1", seed: 1)
    let kernel = StoredTensor("conv1.weight", Self.numbers(216, 3), shape: Self.shape)
    let other = StoredTensor("conv1.weight", Self.numbers(216, 4), shape: Self.shape)
    for after in [kernel, other] {
      let difference = try ModelDifference(tensors: norm.tensors + [kernel], [after])
      #expect(difference.folds.isEmpty && difference.onlyInA.map(\.name) == ["bn1"])
    }
  }

  @Test("a kernel of one channel that was not scaled right is no fold")
  func oneChannel() throws {
    let norm = SampleNorm("bn1", seed: 1)
    let kernel = Self.numbers(216, 3)
    var wrong = norm
    wrong.gamma[6] *= 1.1
    let after = Self.folded(wrong, kernel, Array(repeating: 0, count: 8), channelsLast: false, name: "c")
    let difference = try ModelDifference(
      tensors: norm.tensors + [StoredTensor("conv1.weight", kernel, shape: Self.shape)], after)
    #expect(difference.folds.isEmpty)
  }
}
