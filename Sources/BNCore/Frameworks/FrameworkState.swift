/// What a framework stores beside gamma and beta.
public struct FrameworkState: Sendable, Equatable {
  /// The moving mean, as stored; of a pair of hidden and public averages the hidden one.
  public var mean: [Float]
  /// The moving variance, as stored; of a pair of hidden and public averages the hidden one.
  public var variance: [Float]
  /// How many training steps were asked for, those that were refused among them.
  public var steps = 0
  /// How many of them moved the statistics.
  public var updates = 0
  /// What renorm's corrections are taken from; `nil` without renorm.
  public var renorm: Renorm?
  /// The statistics that inference uses, where they are kept beside the stored ones.
  var average: Moments<Float>?

  /// Averages of batch renormalization, as TensorFlow from 1.5 on keeps them.
  public struct Renorm: Sendable, Equatable {
    /// The average of the means.
    public var mean: [Float]
    /// The average of the deviations.
    public var stddev: [Float]
    /// The deviations' average that the moving variance is the square of.
    public var movingStddev: [Float]
  }

  /// Makes the state of a layer whose statistics are known.
  ///
  /// - Parameters:
  ///   - mean: the moving mean.
  ///   - variance: the moving variance.
  public init(mean: [Float], variance: [Float]) {
    (self.mean, self.variance) = (mean, variance)
  }

  /// Makes the state of a layer that a framework has just made.
  ///
  /// - Parameters:
  ///   - rules: the framework's.
  ///   - channels: how many channels it has.
  ///   - renorm: whether it does batch renormalization.
  public init(new rules: FrameworkRules, channels: Int, renorm: Bool = false) {
    self.init(
      mean: Array(repeating: rules.start.mean[0], count: channels),
      variance: Array(repeating: rules.start.variance[0], count: channels))
    guard renorm else { return }
    let ones = [Float](repeating: 1, count: channels)
    self.renorm = Renorm(mean: Array(repeating: 0, count: channels), stddev: ones, movingStddev: ones)
  }

  /// Makes the state of a layer that came to certain statistics after so many updates.
  ///
  /// A hidden average is what belongs to them: the share of them that the start has lost by then. Before the first update
  /// that is nothing, so the first batch's moments become the average outright.
  ///
  /// - Parameters:
  ///   - rules: the framework's.
  ///   - mean: the mean that inference uses.
  ///   - variance: the variance that inference uses.
  ///   - updates: how many updates have been.
  ///   - shareOfOld: the share of the old value in them.
  public init(_ rules: FrameworkRules, mean: [Float], variance: [Float], updates: Int, shareOfOld: Double?) {
    self.init(mean: mean, variance: variance)
    (self.updates, steps) = (updates, updates)
    guard let shareOfOld else { return }
    let share = Float(1 - MovingPrediction.power(Double(Float(shareOfOld)), updates))
    switch rules.kind {
    case .hiddenAndAverage:
      average = Moments(mean: mean, variance: variance)
      (self.mean, self.variance) = (mean.map { $0 * share }, variance.map { $0 * share })
    case .dividedMean:
      average = Moments(mean: mean, variance: variance)
      self.mean = mean.map { $0 * share }
    case .plain, .firstOutright, .dividedAtUse, .given: break
    }
  }
}
