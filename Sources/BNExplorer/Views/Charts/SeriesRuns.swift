/// The values of a series that share one column of dots: what is left of them when there are more points than dots.
///
/// Drawing the stretch from `low` to `high` shows every spike, however many points a column stands for.
struct SeriesRun: Hashable, Sendable {
  /// The column, from 0; outside the view for points to its left or right.
  var column: Int
  var first: Double
  var low: Double
  var high: Double
  var last: Double
  /// Whether a line leads here from the run before; false at the start and after a gap.
  var isJoined: Bool
}

extension LineChart.Series {
  /// The series reduced to one run per column of dots and pass over it, in the order of the values.
  func runs(over x: AxisScale, columns: Int, shownOn y: AxisScale) -> [SeriesRun] {
    var runs: [SeriesRun] = []
    runs.reserveCapacity(min(count, columns) + 2)
    var isJoined = false
    for index in 0..<count {
      let value = values[index]
      let position = self.x(index)
      guard y.accepts(value), x.accepts(position) else {
        isJoined = false
        continue
      }
      // Truncation after adding a half rounds to the nearest, and once below zero it needs one more step down.
      let place = x.dot(position, among: columns) + 0.5
      let column = place < 0 ? Int(place) - 1 : Int(place)
      if isJoined, let end = runs.indices.last, runs[end].column == column {
        if value < runs[end].low { runs[end].low = value }
        if value > runs[end].high { runs[end].high = value }
        runs[end].last = value
      } else {
        let run = SeriesRun(column: column, first: value, low: value, high: value, last: value, isJoined: isJoined)
        runs.append(run)
      }
      isJoined = true
    }
    return runs
  }
}

/// What a chart has to know of all its series before it can lay out its axes.
struct SeriesSurvey: Hashable, Sendable {
  /// The drawable values within the x range shown; `nil` if there are none.
  var range: ValueRange?
  /// How many values are NaN or an infinity, or stand at such a position.
  var notFinite = 0
  /// How many finite values a logarithmic axis has no place for.
  var notPositive = 0

  init(_ series: [LineChart.Series], within x: ValueRange, _ kind: AxisScale.Kind) {
    var low = Double.infinity
    var high = -Double.infinity
    for one in series {
      for index in 0..<one.count {
        let value = one.values[index]
        let position = one.x(index)
        guard value.isFinite, position.isFinite else {
          notFinite += 1
          continue
        }
        if kind == .logarithmic, value <= 0 {
          notPositive += 1
          continue
        }
        guard x.contains(position) else { continue }
        if value < low { low = value }
        if value > high { high = value }
      }
    }
    range = ValueRange(low, high)
  }

  /// What is missing in the picture, in words.
  var note: String {
    var parts: [String] = []
    if notFinite > 0 { parts.append("\(notFinite) not finite") }
    if notPositive > 0 { parts.append("\(notPositive) not above 0") }
    return parts.joined(separator: ", ")
  }
}
