/// What each group was normalized by, and how far that may be off.
struct GroupNumbers: Sendable {
  var mean: [Double]
  var meanError: [Double]
  var variance: [Double]
  var varianceError: [Double]

  init(mean: [Double], meanError: [Double], variance: [Double], varianceError: [Double]) {
    (self.mean, self.meanError, self.variance, self.varianceError) = (mean, meanError, variance, varianceError)
  }

  /// A batch's moments as some arithmetic may make them.
  init(_ moments: GroupMoments, _ model: RoundingModel) {
    (mean, variance) = (moments.mean, moments.variance)
    meanError = moments.mean.indices.map {
      model.meanError(count: moments.count, largest: moments.largest[$0], mean: moments.mean[$0])
    }
    varianceError = moments.variance.indices.map { [meanError] in
      model.varianceError(
        count: moments.count, variance: moments.variance[$0], meanError: meanError[$0], largest: moments.largest[$0])
    }
  }

  /// A layer's statistics.
  init(mean: KnownNumbers, variance: KnownNumbers, count: Int, _ model: RoundingModel) {
    self.mean = mean.spread(to: count)
    self.variance = variance.spread(to: count)
    meanError = self.mean.map { max(mean.precision.error(of: $0), model.unit * $0.magnitude) }
    varianceError = self.variance.map { max(variance.precision.error(of: $0), model.unit * $0.magnitude) }
  }
}

extension KnownNumbers {
  /// The numbers, one of them standing for all groups.
  func spread(to count: Int) -> [Double] {
    numbers.count == count ? numbers : Array(repeating: numbers[0], count: count)
  }

  /// How far the number of a group may be off.
  func error(of number: Double) -> Double { precision.digits == nil ? 0 : precision.error(of: number) }
}
