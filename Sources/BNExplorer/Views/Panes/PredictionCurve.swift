import BNCore

/// What was to be expected of a moving statistic, step by step, since the last change of a parameter or of the source.
///
/// The noise band is two deviations wide to both sides, for those sources of which it is known.
struct PredictionCurve: Equatable, Sendable {
  var steps: [Double] = []
  var expected: [Double] = []
  /// One standard deviation at each step; empty where the source's noise is not known.
  var deviations: [Double] = []

  /// The curve behind a moving statistic; `nil` where nothing can be predicted.
  ///
  /// - Parameters:
  ///   - name: moving mean or moving variance.
  ///   - channels: whose; their mean is predicted where there are several.
  ///   - session: where its history is from.
  init?(of name: VariableName, channels: [Int], in session: Session) {
    guard !channels.isEmpty, name == .movingMean || name == .movingVariance else { return nil }
    let first = session.timeline.events.last { $0.step <= session.step }?.step ?? 0
    guard let starts = Self.values(of: name, after: first, in: session),
      channels.allSatisfy({ starts.indices.contains($0) }),
      let present = session.predictions(of: name, channels: channels),
      present.allSatisfy({ $0.settles && $0.limit.isFinite })
    else { return nil }
    add(Self.mean(present, from: channels.map { starts[$0] }), first: first, in: session)
    if steps.isEmpty { return nil }
  }

  /// The prediction of the mean of several statistics, which moves as each of them does, with the same momentum.
  ///
  /// Channels are independent: the squares of their deviations add up.
  private static func mean(_ predictions: [MovingPrediction], from starts: [Double]) -> MovingPrediction {
    let count = Double(predictions.count)
    let squares = predictions.compactMap { prediction in prediction.batchDeviation.map { $0 * $0 } }
    return MovingPrediction(
      start: starts.reduce(0, +) / count, limit: predictions.reduce(0) { $0 + $1.limit } / count,
      momentum: predictions[0].momentum,
      batchDeviation: squares.count < predictions.count ? nil : squares.reduce(0, +).squareRoot() / count)
  }

  private mutating func add(_ prediction: MovingPrediction, first: Int, in session: Session) {
    let moments = session.history.points(.batchMean, channel: nil)
    var updates = 0
    var last = first
    for (step, moment) in zip(moments.steps, moments.values) where Int(step) > first {
      // A step in inference moves nothing.
      updates += moment.isNaN ? 0 : Int(step) - last
      last = Int(step)
      steps.append(step)
      expected.append(prediction.expected(after: updates))
      if let deviation = prediction.deviation(after: updates) { deviations.append(deviation) }
    }
    if deviations.count != steps.count { deviations = [] }
  }

  /// Where the statistics of all channels stood when nothing was changed any more.
  private static func values(of name: VariableName, after first: Int, in session: Session) -> [Double]? {
    if first == 0 { return session.timeline.checkpoints.first { $0.step == 0 }?.layer?.values(of: name) }
    let record = session.history.record(upTo: first)
    return name == .movingMean ? record?.movingMean : record?.movingVariance
  }
}
