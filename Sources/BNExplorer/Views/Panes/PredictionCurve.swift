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
    let curve: History.Curve = name == .movingMean ? .movingMean : .movingVariance
    var predictions: [MovingPrediction] = []
    let first = session.timeline.events.last { $0.step <= session.step }?.step ?? 0
    for channel in channels {
      guard let start = Self.start(of: name, curve, channel, after: first, in: session),
        let present = session.prediction(of: name, channel: channel), present.settles, present.limit.isFinite
      else { return nil }
      predictions.append(
        MovingPrediction(
          start: start, limit: present.limit, momentum: present.momentum, batchDeviation: present.batchDeviation))
    }
    add(predictions, first: first, in: session)
    if steps.isEmpty { return nil }
  }

  private mutating func add(_ predictions: [MovingPrediction], first: Int, in session: Session) {
    let count = Double(predictions.count)
    let moments = session.history.points(.batchMean, channel: nil)
    var updates = 0
    var last = first
    for (step, moment) in zip(moments.steps, moments.values) where Int(step) > first {
      // A step in inference moves nothing.
      updates += moment.isNaN ? 0 : Int(step) - last
      last = Int(step)
      steps.append(step)
      expected.append(predictions.reduce(0) { $0 + $1.expected(after: updates) } / count)
      let squares = predictions.map { prediction in prediction.deviation(after: updates).map { $0 * $0 } }
      if squares.allSatisfy({ $0 != nil }) {
        deviations.append(squares.reduce(0) { $0 + ($1 ?? 0) }.squareRoot() / count)
      }
    }
    if deviations.count != steps.count { deviations = [] }
  }

  /// Where the statistic stood when nothing was changed any more.
  private static func start(
    of name: VariableName, _ curve: History.Curve, _ channel: Int, after first: Int, in session: Session
  ) -> Double? {
    if first == 0 {
      let initial = session.timeline.checkpoints.first { $0.step == 0 }?.layer?.values(of: name)
      return initial.flatMap { $0.indices.contains(channel) ? $0[channel] : nil }
    }
    let points = session.history.points(curve, channel: channel)
    return points.steps.lastIndex { Int($0) <= first }.map { points.values[$0] }
  }
}
