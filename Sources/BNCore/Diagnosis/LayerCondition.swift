/// The state of a layer in use, as far as it can be judged without its model: numbers in double precision whatever the
/// layer's type.
///
/// ``findings`` judges it. What is not known is left as it is here, and the criteria that need it find nothing.
public struct LayerCondition: Sendable {
  /// The layer's arguments.
  public var options: BatchNormalizationOptions
  /// The type of the layer's numbers.
  public var dataType: DataType
  /// The layer's variables, renorm's weights as one number each.
  public var variables: [VariableName: [Double]]
  /// The moving statistics that the initializers make.
  public var initialMean: [Double] = []
  /// The moving variances that the initializers make.
  public var initialVariance: [Double] = []
  /// Whether the steps to come train.
  public var mode = Mode.training
  /// Whether the update operations of the steps to come run.
  public var runsUpdates = true
  /// Whether an optimizer moves gamma or beta.
  public var isOptimizing = false
  /// The implementation that a training step runs.
  public var implementation: FusedChoice?
  /// How many dimensions a batch has.
  public var dimensions = BatchRank.two.rawValue
  /// Elements a channel in a batch.
  public var count: Int?
  /// Elements a channel in the last batch of an epoch, where that is smaller.
  public var lastCount: Int?
  /// Steps so far.
  public var steps = 0
  /// Steps whose update operations ran, on variables that are gone too.
  public var updatesRun = 0
  /// What became of each variable; those without a record are as the initializers made them.
  public var records: [VariableName: VariableRecord] = [:]
  /// In words, what made a variable other than finite, where that is known.
  public var causes: [VariableName: String] = [:]
  /// The moments of what comes in.
  public var observed: ObservedMoments?
  /// The moments of what comes in by a second pipeline, which is evaluated in inference mode.
  public var evaluated: ObservedMoments?
  /// Whether every element of a channel is drawn independently from one population.
  public var isIndependent = false
  /// Channel by channel the means of the latest training batches, and their biased variances, in one order.
  public var recentMeans: [[Double]] = []
  /// See ``recentMeans``.
  public var recentVariances: [[Double]] = []
  /// The channels whose r or d the last training pass clipped; `nil` without one under renorm.
  public var clippedChannels: [Int]?
  /// How far the last step moved the moving means while `trainable` was off, in standard deviations; `nil` otherwise.
  public var frozenMovement: Double?
  /// The share of the batch's variance that lies between the positions along each axis; `nil` where there are too few
  /// elements to tell.
  public var sharesOfVariance: [Double?] = []
  /// The share of the positions of the last batch that are 0 in every channel; `nil` where that was not counted.
  public var shareOfEmptyRows: Double?
  /// The layer's axis, counted from 0.
  public var axis = 0

  /// Whether the layer stands in a file, and nobody knows its steps.
  public var isFile = false
  /// Whether its moving statistics are kept in float16.
  public var isStoredAsHalf = false
  /// How many batches the file counted; `nil` where it counts none.
  public var countedBatches: Int?

  /// Makes the condition of a layer of which nothing but the layer is known.
  public init(options: BatchNormalizationOptions, dataType: DataType, variables: [VariableName: [Double]]) {
    self.options = options
    self.dataType = dataType
    self.variables = variables
  }

  /// Everything that is worth saying, the gravest first.
  ///
  /// Of the same gravity: numbers that are not finite, then channels that carry nothing, updates that did not run, averages that
  /// have not settled, arguments, channels, drift, batches.
  public var findings: [Finding] {
    let all =
      nonFiniteFindings + [constantChannels].compactMap(\.self) + updateFindings + argumentFindings + channelFindings
      + driftFindings + batchFindings
    return Finding.Severity.gravestFirst.flatMap { severity in all.filter { $0.severity == severity } }
  }
}

extension LayerCondition {
  var movingMean: [Double] { variables[.movingMean] ?? [] }
  var movingVariance: [Double] { variables[.movingVariance] ?? [] }

  /// As it is added to the variance.
  var epsilon: Double {
    implementation.map { options.epsilonInForce(by: $0, dimensions: dimensions) } ?? options.epsilon
  }

  /// Which share a momentum states.
  var momentumSense: MomentumArgument.Sense { options.conventions?.momentum.sense ?? .old }

  /// A share of the old value as the argument states it that it was given by.
  func written(_ share: Double) -> Double { options.conventions?.momentum.written(share) ?? share }

  func record(of name: VariableName) -> VariableRecord { records[name] ?? VariableRecord() }

  /// The records of the moving statistics.
  var statistics: [VariableRecord] { [record(of: .movingMean), record(of: .movingVariance)] }

  /// The share of what the initializer made that is left in a moving statistic, by the momenta of its own updates.
  ///
  /// Nothing of it is in what was assigned or read. `nil` before the first update of all, and where averages settle nowhere.
  func shareLeft(in record: VariableRecord) -> Double? {
    guard record.origin == .initializer else { return 0 }
    guard updatesRun > 0, (0...1).contains(options.momentum), (0...1).contains(record.shareLeft) else { return nil }
    return record.shareLeft
  }

  /// How far the output is off, by what comes in; `nil` where that is not known.
  var gap: StatisticsGap? { observed.flatMap(gap(to:)) }

  func gap(to observed: ObservedMoments) -> StatisticsGap? {
    StatisticsGap(
      mean: movingMean, variance: movingVariance, gamma: variables[.gamma], epsilon: epsilon, observed)
  }

  /// Whether less than a hundredth of what the initializers made is left in both moving statistics.
  var isSettled: Bool { statistics.allSatisfy { record in shareLeft(in: record).map { $0 <= 0.01 } ?? false } }

  var isUntouched: Bool {
    !initialMean.isEmpty && movingMean == initialMean && movingVariance == initialVariance
  }

  /// The channels of which something holds.
  func channels(where isFound: (Int) -> Bool) -> [Int] { movingMean.indices.filter(isFound) }
}

extension [Double] {
  /// The middle number, or the mean of both; NaN of none.
  package var median: Double {
    guard !isEmpty else { return .nan }
    let ordered = sorted()
    return (ordered[(count - 1) / 2] + ordered[count / 2]) / 2
  }
}
