import BNFiles

/// A batch norm of a model in training that another model has folded into something else: its scale multiplied into a
/// kernel, its shift added to a bias.
struct FoldedPair: Sendable {
  /// What the numbers of both say of the fold.
  struct Proof: Equatable, Sendable {
    /// The kernel in front of the batch norm, and the one that it became; `nil` where scale and shift stand alone.
    let kernels: KernelNames?
    /// By how much the kernel, or the scale that stands alone, is off, relative to what the fold should have made of it.
    let scaleError: Double
    /// By how much the bias is off, in deviations of the layer's output; `nil` where none was found.
    let shiftError: Double?
    /// Whether rounding explains it.
    let isWithinPrecision: Bool

    /// The largest error; infinite where the bias was not found.
    var worst: Double { max(scaleError, shiftError ?? .infinity) }
  }

  /// The names of a kernel in both files.
  struct KernelNames: Equatable, Sendable {
    let before: String
    let after: String
  }

  /// The batch norm, where it still is one.
  let layer: FoundLayer
  /// Whether that is in A, so that B is the folded model.
  let isInA: Bool
  /// What it was folded into, as the other file tells it: "the Conv conv1", or the name of a kernel.
  let target: String
  /// `nil` where no more than a name tells the fold.
  let proof: Proof?
}

/// Finds what became of batch norms that a folded model does not have any more.
///
/// A folded kernel is the kernel times the scale, for each channel that it gives out: so are the length of the channel's weights and,
/// with its sign, their sum, in whatever order the other dimensions lie.
struct FoldSearch {
  /// A batch norm that has lost its partner.
  struct Lost {
    let layer: FoundLayer
    let inference: InferenceLayer
  }

  private(set) var pairs: [FoldedPair] = []
  /// The places in the list of what was searched of those that were found.
  private(set) var found: Set<Int> = []
  private let isInA: Bool

  /// Looks for layers of one model in the other.
  ///
  /// - Throws: ``FileError`` where a kernel cannot be read.
  init(of lost: [Lost], from training: FoundModel, in folded: FoundModel, isInA: Bool) throws(FileError) {
    self.isInA = isInA
    guard !lost.isEmpty else { return }
    try searchNames(lost, folded)
    let left = lost.indices.filter { !found.contains($0) || pairs.contains { $0.proof == nil } }
    guard !left.isEmpty else { return }
    let channels = Set(left.map { lost[$0].inference.channels })
    let before = try StoredKernels(training.file, channels)
    let after = try StoredKernels(folded.file, channels)
    guard !before.all.isEmpty, !after.all.isEmpty else { return }
    for index in left { try searchKernels(index, lost[index], before, after) }
  }

  // MARK: By name

  /// Takes what the folded model says of itself, with the numbers where scale and shift stand alone in it.
  private mutating func searchNames(_ lost: [Lost], _ folded: FoundModel) throws(FileError) {
    for layer in folded.layers {
      guard case .folded(let into) = layer.kind else { continue }
      let path = LayerPath(layer.name)
      let open = lost.indices.filter { !found.contains($0) }
      var index = open.first { LayerPath(lost[$0].layer.name).ends(like: path) }
      var proof: FoldedPair.Proof?
      for candidate in index.map({ [$0] }) ?? open {
        proof = try Self.proof(lost[candidate].inference, scale: layer.gamma, shift: layer.beta)
        // Without a name in common the numbers have to tell.
        if proof?.isWithinPrecision == true { index = candidate }
        if index != nil { break }
      }
      guard let index else { continue }
      found.insert(index)
      pairs.append(FoldedPair(layer: lost[index].layer, isInA: isInA, target: into, proof: proof))
    }
  }

  private static func proof(
    _ layer: InferenceLayer, scale: StoredTensor?, shift: StoredTensor?
  ) throws(FileError) -> FoldedPair.Proof? {
    guard let scale, scale.count == layer.channels else { return nil }
    let scales = try scale.numbers()
    let shifts = shift?.count == layer.channels ? try shift?.numbers() : nil
    let precision = StoredPrecision(type: scale.type)
    let fold = Fold(layer)
    let error = fold.scaleError(scales.map { ($0, 1) })
    return FoldedPair.Proof(
      kernels: nil, scaleError: error, shiftError: shifts.map { fold.shiftError($0, bias: nil) },
      isWithinPrecision: error <= fold.relativeError + 4 * precision.roundoff)
  }

  // MARK: By kernels

  private mutating func searchKernels(
    _ index: Int, _ lost: Lost, _ before: StoredKernels, _ after: StoredKernels
  ) throws(FileError) {
    let fold = Fold(lost.inference)
    var best: (before: StoredKernels.Kernel, after: StoredKernels.Kernel, error: Double)?
    for first in before.all where first.channels == lost.inference.channels {
      for second in after.all where second.count == first.count && second.channels == first.channels {
        let limit = fold.relativeError + 8 * (first.precision.roundoff + second.precision.roundoff)
        let error = fold.error(from: first, to: second, limit: min(best?.error ?? 1e-2, max(limit, 1e-5)))
        if let error, error < best?.error ?? .infinity { best = (first, second, error) }
      }
    }
    guard let best else { return }
    let limit = fold.relativeError + 8 * (best.before.precision.roundoff + best.after.precision.roundoff)
    let proof = FoldedPair.Proof(
      kernels: FoldedPair.KernelNames(before: best.before.name, after: best.after.name), scaleError: best.error,
      shiftError: try shiftError(fold, best.before, before, after), isWithinPrecision: best.error <= limit)
    let pair = FoldedPair(layer: lost.layer, isInA: isInA, target: best.after.name, proof: proof)
    if let place = pairs.firstIndex(where: { $0.layer.name == lost.layer.name && $0.proof == nil }) {
      pairs[place] = FoldedPair(layer: lost.layer, isInA: isInA, target: pairs[place].target, proof: proof)
    } else {
      pairs.append(pair)
    }
    found.insert(index)
  }

  /// How far the nearest bias of the folded model is off; `nil` where none comes near.
  private func shiftError(
    _ fold: Fold, _ kernel: StoredKernels.Kernel, _ before: StoredKernels, _ after: StoredKernels
  ) throws(FileError) -> Double? {
    let path = TensorName.split(kernel.name[...]).path
    let own = before.vectors.filter {
      $0.count == fold.layer.channels && !path.isEmpty && TensorName.split($0.name[...]).path == path
    }
    var biases: [[Double]?] = [nil]
    for vector in own { biases.append(try vector.numbers()) }
    var least: Double?
    for vector in after.vectors where vector.count == fold.layer.channels {
      let numbers = try vector.numbers()
      for bias in biases { least = min(least ?? .infinity, fold.shiftError(numbers, bias: bias)) }
    }
    return least.flatMap { $0 < 0.01 ? $0 : nil }
  }

  /// What a fold should make of the numbers around a layer.
  private struct Fold {
    let layer: InferenceLayer
    let scales: [Double]

    init(_ layer: InferenceLayer) {
      self.layer = layer
      scales = (0..<layer.channels).map(layer.scale)
    }

    /// How far rounding may have moved the scales, relative to them.
    var relativeError: Double {
      (0..<layer.channels).filter { scales[$0] != 0 && layer.isFinite($0) }.map {
        layer.scaleError($0) / scales[$0].magnitude
      }.max() ?? 0
    }

    /// The largest error of what should be the scale times something, relative to that.
    func scaleError(_ numbers: [(Double, times: Double)]) -> Double {
      zip(scales, numbers).map { scale, number in
        let expected = scale * number.times
        return expected == number.0
          ? 0 : (number.0 - expected).magnitude / max(expected.magnitude, .leastNormalMagnitude)
      }.max() ?? 0
    }

    /// The largest error of a kernel's channels; `nil` where one is beyond the limit.
    func error(from before: StoredKernels.Kernel, to after: StoredKernels.Kernel, limit: Double) -> Double? {
      var best: Double?
      for first in before.sides {
        for second in after.sides {
          var worst = 0.0
          for channel in scales.indices where worst <= limit {
            let expected = (scales[channel] * first.lengths[channel]).magnitude
            let size = max(expected, .leastNormalMagnitude)
            let length = (second.lengths[channel] - expected).magnitude / size
            // A sum of many signs is less exact than a length, and may be near zero.
            let sum = (second.sums[channel] - scales[channel] * first.sums[channel]).magnitude / size
            worst = max(worst, expected == second.lengths[channel] ? 0 : length, sum > 100 * limit ? sum : 0)
          }
          if worst <= limit { best = min(best ?? worst, worst) }
        }
      }
      return best
    }

    /// The largest error of a bias, which should be the shift and what the scale makes of the former bias.
    func shiftError(_ numbers: [Double], bias: [Double]?) -> Double {
      let deviations = (0..<layer.channels).map(layer.deviation)
      let average = deviations.reduce(0, +) / Double(max(deviations.count, 1))
      return (0..<layer.channels).map { channel in
        let shift = layer.beta[channel] - scales[channel] * (layer.mean[channel] - (bias?[channel] ?? 0))
        let unit = max(deviations[channel], average / 10)
        return unit > 0 ? (numbers[channel] - shift).magnitude / unit : (numbers[channel] - shift).magnitude
      }.max() ?? 0
    }
  }
}
