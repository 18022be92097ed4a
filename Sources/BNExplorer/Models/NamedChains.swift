import BNCore
import BNFiles

/// What follows what in a file without a graph, by the names and the order of its tensors.
///
/// A PyTorch state dict has its tensors in the order in which the modules were made, mostly that of the network: a
/// batch norm, the weights behind it, the next batch norm. Neither activations nor sums nor poolings show in it. So the
/// activation is the one that fits best over the whole model, and a pair that does not agree is an accusation only within a
/// block, and where most of the others agree.
struct NamedChains {
  /// Weights between two batch norms.
  private struct Pair {
    let before: String
    let norm: String
    let kernel: StoredTensor
    let bias: StoredTensor?
    /// Whether both are in one block, so that no sum is likely between.
    let isInBlock: Bool

    /// Whether the kernel may be as long as the image along an axis, whose positions then have means of their own: a kernel of
    /// even extent has no middle, and is not made to keep the image's extent.
    var mayCoverImage: Bool { kernel.shape.dropFirst(2).contains { $0.isMultiple(of: 2) } }
  }

  private let tensors: [StoredTensor]
  private let isOrdered: Bool

  init(_ file: ModelFile) {
    tensors = file.tensors.filter { !$0.isIntegral }
    isOrdered = file.family == .pytorch || file.family == .any
  }

  /// Compares each layer with the one in front of it, and with others of as many channels where that does not agree.
  func compare(in chains: inout MeanChains) throws(FileError) {
    guard isOrdered else { return }
    chains.usual = .noNeighbour
    let pairs = pairs(chains.numbers)
    let function = try activation(pairs, chains)
    var judged = (agree: 0, not: [String]())
    for (index, pair) in pairs.enumerated() {
      let earlier = Array(pairs[max(0, index - Self.reach)..<index].map(\.norm).reversed())
      guard let best = try best(pair, earlier, function, chains) else { continue }
      chains.note(pair.norm, best)
      guard best.agreement.verdict == .disagrees else {
        if pair.isInBlock, best.agreement.verdict == .agrees { judged.agree += 1 }
        continue
      }
      if !pair.isInBlock {
        chains.doubts[pair.norm] = .maybeSum
      } else if pair.mayCoverImage {
        chains.doubts[pair.norm] = .maybeWhole
      } else if try isMaximum(pair, best, function, chains) {
        chains.doubts[pair.norm] = .maybeMaximum
      } else {
        judged.not.append(pair.norm)
      }
    }
    // Where hardly any pair agrees, the order may be another one, as in a file that was sorted.
    if judged.agree < 2 || judged.agree < judged.not.count {
      for name in judged.not { chains.doubts[name] = .order }
    }
  }

  /// How many layers back another one is looked for.
  private static let reach = 8

  // MARK: Pairs

  private func pairs(_ numbers: NormNumbers) -> [Pair] {
    var norms: [String: String] = [:]
    for layer in numbers.found where numbers.layers[layer.name] != nil {
      for tensor in [layer.gamma, layer.beta, layer.mean, layer.variance] {
        if let tensor { norms[tensor.name] = layer.name }
      }
    }
    let blocks = Blocks(Array(Set(norms.values)))
    var pairs: [Pair] = []
    var last: String?
    var weights: (kernel: StoredTensor, bias: StoredTensor?)?
    for tensor in tensors {
      if let norm = norms[tensor.name] {
        if norm != last, let before = last, let weights, weights.kernel.shape.first == numbers.layers[norm]?.channels {
          pairs.append(
            Pair(
              before: before, norm: norm, kernel: weights.kernel, bias: weights.bias,
              isInBlock: blocks.isInOne(before, norm)))
        }
        (last, weights) = (norm, nil)
      } else if tensor.shape.count >= 2 {
        // More than one kernel between: then it is not told which one the layer is behind.
        if weights != nil { last = nil }
        weights = (tensor, nil)
      } else if let kernel = weights?.kernel, weights?.bias == nil, tensor.shape == [kernel.shape[0]],
        TensorName.split(tensor.name[...]).path == TensorName.split(kernel.name[...]).path
      {
        weights?.bias = tensor
      } else {
        (last, weights) = (nil, nil)
      }
    }
    return pairs
  }

  // MARK: What stands between

  private static let functions: [ActivationFunction] = [
    .relu, .clippedReLU(6), .silu, .hardSwish, .leakyReLU(slope: 0.01), .leakyReLU(slope: 0.1),
    .leakyReLU(slope: 0.2), .gelu, .elu(alpha: 1), .mish,
  ]

  /// Pairs that are tried with every function: enough to tell, and soon read.
  private static let sample = 8

  /// The function by which the pairs within blocks agree best; each of them may have none between.
  private func activation(_ pairs: [Pair], _ chains: MeanChains) throws(FileError) -> ActivationFunction {
    let inside = pairs.filter(\.isInBlock)
    let small = (inside.isEmpty ? pairs : inside).sorted { ($0.kernel.count ?? 0) < ($1.kernel.count ?? 0) }
    var residuals: [[Double]] = Array(repeating: [], count: Self.functions.count)
    for pair in small.prefix(Self.sample) {
      guard let weights = try Weights(pair) else { continue }
      let plain = comparison(pair, pair.before, weights, .identity, chains)?.agreement.residual
      for (index, function) in Self.functions.enumerated() {
        let residual = comparison(pair, pair.before, weights, function, chains)?.agreement.residual
        if let residual { residuals[index].append(min(residual, plain ?? residual)) }
      }
    }
    let medians = residuals.map { $0.isEmpty ? .infinity : $0.median }
    // Neighbours in the list hardly differ where the data does not tell them apart; the usual ones come first.
    let limit = 1.1 * (medians.min() ?? .infinity)
    return Self.functions[medians.firstIndex { $0 <= limit } ?? 0]
  }

  /// A kernel and its bias, read.
  private struct Weights {
    let numbers: [Double]
    let shape: [Int]
    let bias: [Double]?

    init?(_ pair: Pair) throws(FileError) {
      guard let count = pair.kernel.count, count > 0, count <= Self.largest else { return nil }
      numbers = try pair.kernel.numbers()
      shape = pair.kernel.shape
      bias = try pair.bias?.numbers()
    }

    /// Larger ones are no kernels of a convolution, and would take much memory.
    private static let largest = 1 << 25

    /// The kernel for so many channels that go in: what has fewer is in groups.
    func kernel(inputs: Int) -> WeightKernel? {
      guard inputs > 0, inputs % shape[1] == 0 else { return nil }
      let groups = inputs / shape[1]
      guard groups == 1 || shape[0] % groups == 0 else { return nil }
      return WeightKernel(numbers, shape: shape, layout: .outputFirst, groups: groups)
    }
  }

  private func comparison(
    _ pair: Pair, _ before: String, _ weights: Weights, _ function: ActivationFunction, _ chains: MeanChains,
    lift: Double = 0
  ) -> PredictedLayer.Comparison? {
    guard let layer = chains.numbers.layers[before], !chains.numbers.untrained.contains(before),
      let kernel = weights.kernel(inputs: layer.channels)
    else { return nil }
    let value = ExpectedValue(layer, function, name: before, lift: lift)
    let result = chains.comparison(
      pair.norm, value, kernel, weights.bias, called: pair.kernel.name, inferred: function, isByNames: true)
    return try? result.get()
  }

  /// The comparison with the layer in front, or one with an earlier layer that agrees where that does not, as of branches
  /// beside each other.
  private func best(
    _ pair: Pair, _ earlier: [String], _ function: ActivationFunction, _ chains: MeanChains
  ) throws(FileError) -> PredictedLayer.Comparison? {
    guard let weights = try Weights(pair) else { return nil }
    func nearest(_ before: String) -> PredictedLayer.Comparison? {
      [function, .identity].compactMap { comparison(pair, before, weights, $0, chains) }
        .min { Self.excess($0) < Self.excess($1) }
    }
    let first = nearest(pair.before)
    if first?.agreement.verdict == .agrees { return first }
    let other = earlier.lazy.filter { $0 != pair.before }.compactMap(nearest).first { $0.agreement.verdict == .agrees }
    return other ?? first
  }

  /// Whether a maximum over positions would explain most of what a pair is off.
  private func isMaximum(
    _ pair: Pair, _ comparison: PredictedLayer.Comparison, _ function: ActivationFunction, _ chains: MeanChains
  ) throws(FileError) -> Bool {
    guard let weights = try Weights(pair) else { return false }
    return [0.35, 0.7, 1.03].contains { lift in
      let lifted = self.comparison(pair, pair.before, weights, function, chains, lift: lift)?.agreement
      return lifted.map { $0.verdict == .agrees || $0.residual < comparison.agreement.residual / 2 } ?? false
    }
  }

  /// The residual by what it may be, as without an activation it has to be smaller; and more where it does not agree.
  private static func excess(_ comparison: PredictedLayer.Comparison) -> Double {
    let agreement = comparison.agreement
    let share = agreement.residual / MeanAgreement.greatestResidual(agreement.precision)
    return agreement.verdict == .agrees ? share : share + 1
  }

  // MARK: Blocks

  /// The modules that hold batch norms, by the names of those.
  private struct Blocks {
    private var counts: [[Substring]: Int] = [:]

    init(_ norms: [String]) {
      for norm in norms {
        let parts = TensorName.parts(of: norm[...])
        for end in parts.indices { counts[Array(parts[..<end]), default: 0] += 1 }
      }
    }

    /// Whether no block ends between two batch norms: where their paths part at the numbers of a list, an entry that
    /// holds more than one batch norm is a block, at whose end a sum may stand.
    func isInOne(_ first: String, _ second: String) -> Bool {
      let (a, b) = (TensorName.parts(of: first[...]), TensorName.parts(of: second[...]))
      let common = zip(a, b).prefix { $0 == $1 }.count
      guard common < a.count, common < b.count else { return false }
      return [a, b].allSatisfy { parts in counts[Array(parts[...common]), default: 0] <= 1 }
    }
  }
}

extension [Double] {
  /// The middle number, or the greater one of two.
  fileprivate var median: Double { sorted()[count / 2] }
}
