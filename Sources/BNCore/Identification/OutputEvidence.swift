/// A batch and its output, held against conventions.
struct OutputEvidence {
  let layer: KnownLayer
  let model: RoundingModel
  let all: BatchSample
  let witnesses: BatchSample
  /// The moments of all groupings that may be looked for.
  let moments: [ChannelGrouping: GroupMoments]
  /// Those of all rows, where a mask keeps some out.
  private let unmasked: [ChannelGrouping: GroupMoments]
  /// Float32 sums of frameworks whose moments are others than the exact ones.
  let sums: [ChannelGrouping: [FrameworkSums]]

  init(shape: [Int], input: KnownNumbers, output: [Double], layer: KnownLayer, model: RoundingModel) {
    (self.layer, self.model) = (layer, model)
    let x = model.taken(input.numbers)
    all = BatchSample(shape: shape, x: x, y: output)
    witnesses = all.witnesses
    let isKept = layer.isKept(shape: shape)
    let groupings = ChannelGrouping.candidates(shape: shape)
    func taken(_ isKept: [Bool]?) -> [ChannelGrouping: GroupMoments] {
      // A mask is of examples: where those are kept apart there is nothing for it to do.
      Dictionary(
        uniqueKeysWithValues: groupings.map { grouping in
          (grouping, GroupMoments(x, grouping.groups(), grouping, isKept: grouping.axes.contains(0) ? nil : isKept))
        })
    }
    moments = taken(isKept)
    unmasked = isKept == nil ? [:] : taken(nil)
    sums =
      model.unit < NumberPrecision.float32.unit
      ? [:]
      : Dictionary(
        uniqueKeysWithValues: groupings.filter(\.isUsual).map { [moments] in
          ($0, FrameworkSums.others(x, $0, moments[$0], model))
        })
  }

  /// What a convention normalizes by.
  func numbers(_ convention: OutputConvention) -> GroupNumbers? {
    guard let moments = moments[convention.grouping] else { return nil }
    var own = GroupNumbers(moments, model)
    let count = convention.grouping.count
    func given() -> GroupNumbers? {
      guard let mean = layer.mean, let variance = layer.variance else { return nil }
      return GroupNumbers(mean: mean, variance: variance, count: count, model)
    }
    let zeros = [Double](repeating: 0, count: count)
    switch convention.statistics {
    case .batch(.population): break
    case .batch(.sample):
      let factor = Double(moments.count) / Double(max(moments.count - 1, 1))
      own.variance = own.variance.map { $0 * factor }
      own.varianceError = own.varianceError.map { $0 * factor }
    case .sums(let variance, let order):
      return sums[convention.grouping]?.first { $0.variance == variance && $0.order == order }?.numbers
    case .unmaskedBatch: return unmasked[convention.grouping].map { GroupNumbers($0, model) }
    case .meanOfSquares:
      for group in zeros.indices {
        let square = own.mean[group] * own.mean[group]
        own.variance[group] += square
        own.varianceError[group] += (Double(moments.count).squareRoot() + 8) * model.unit * square
      }
    case .uncentredBatch: (own.mean, own.meanError) = (zeros, zeros)
    case .given: return given()
    case .swapped:
      guard let mean = layer.variance, let variance = layer.mean else { return nil }
      return GroupNumbers(mean: mean, variance: variance, count: count, model)
    case .uncentredGiven:
      guard var numbers = given() else { return nil }
      (numbers.mean, numbers.meanError) = (zeros, zeros)
      return numbers
    case .givenVariance:
      guard let variance = layer.variance else { return nil }
      let known = GroupNumbers(mean: variance, variance: variance, count: count, model)
      (own.variance, own.varianceError) = (known.variance, known.varianceError)
    case .givenMean:
      guard let mean = layer.mean else { return nil }
      let known = GroupNumbers(mean: mean, variance: mean, count: count, model)
      (own.mean, own.meanError) = (known.mean, known.meanError)
    case .initial:
      let ones = [Double](repeating: 1, count: count)
      return GroupNumbers(mean: zeros, meanError: zeros, variance: ones, varianceError: zeros)
    }
    return own
  }

  /// Scale and shift of each number of a sample.
  func parameters(_ convention: OutputConvention, _ sample: BatchSample, _ groups: [Int32]) -> ParameterTerms {
    let places =
      convention.parameterAxis.map { sample.groups(ChannelGrouping(shape: sample.shape, axes: [$0])) } ?? groups
    let count = convention.parameterAxis.map { sample.shape[$0] } ?? convention.grouping.count
    func terms(_ use: ParameterUse, _ own: KnownNumbers?, _ other: KnownNumbers?, _ usual: Double) -> (
      [Double], [Double]
    ) {
      let numbers = use == .applied ? own : use == .exchanged ? other : nil
      guard let numbers else {
        return (Array(repeating: usual, count: count), Array(repeating: 0, count: count))
      }
      let values = numbers.spread(to: count)
      return (values, values.map(numbers.error))
    }
    let (gamma, gammaError) = terms(convention.gamma, layer.gamma, layer.beta, 1)
    let (beta, betaError) = terms(convention.beta, layer.beta, layer.gamma, 0)
    return ParameterTerms(places: places, gamma: gamma, gammaError: gammaError, beta: beta, betaError: betaError)
  }
}

/// Scales and shifts, and which of them belongs to each number of a sample.
struct ParameterTerms {
  let places: [Int32]
  let gamma: [Double]
  let gammaError: [Double]
  let beta: [Double]
  let betaError: [Double]
}
