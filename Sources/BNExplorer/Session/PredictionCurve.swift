import BNFiles
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
    let changed = session.timeline.events.last { $0.step <= session.step }?.step ?? 0
    guard let start = Start(of: name, unchangedSince: changed, in: session),
      channels.allSatisfy({ start.values.indices.contains($0) }),
      let present = session.predictions(of: name, channels: channels),
      present.allSatisfy({ $0.settles && $0.limit.isFinite })
    else { return nil }
    let prediction = Self.mean(present, from: channels.map { start.values[$0] })
    add(prediction, from: start.step, unchangedSince: changed, in: session)
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

  private mutating func add(
    _ prediction: MovingPrediction, from start: Int, unchangedSince changed: Int, in session: Session
  ) {
    var updates = 0
    var last = start
    for step in session.history.steps where Int(step) > changed {
      // A step in inference moves nothing.
      updates += Int(step) - last - session.timeline.countOfInference(after: last, upTo: Int(step))
      last = Int(step)
      steps.append(step)
      expected.append(prediction.expected(after: updates))
      if let deviation = prediction.deviation(after: updates) { deviations.append(deviation) }
    }
    if deviations.count != steps.count { deviations = [] }
  }

  /// Where the statistics of all channels stood when nothing was changed any more.
  private struct Start {
    let step: Int
    let values: [Double]

    /// The state behind the last change, or else the first one behind it that was recorded: a record of the step itself
    /// knows nothing of what was changed after it, an assignment for one.
    init?(of name: VariableName, unchangedSince changed: Int, in session: Session) {
      if let values = session.timeline.checkpoint(at: changed)?.state.layer?.values(of: name) {
        (step, self.values) = (changed, values)
      } else if let record = session.history.record(after: changed) {
        (step, values) = (record.step, name == .movingMean ? record.movingMean : record.movingVariance)
      } else {
        return nil
      }
    }
  }
}
