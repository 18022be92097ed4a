/// The values of a series that share one column of dots: what is left of them when there are more points than dots.
///
/// Drawing the stretch from `low` to `high` shows every spike, however many points a column stands for.
package struct SeriesRun: Hashable, Sendable {
  /// The column, from 0; outside the view for points to its left or right.
  package var column: Int
  package var first: Double
  package var low: Double
  package var high: Double
  package var last: Double
  /// Whether a line leads here from the run before; false at the start and after a gap.
  var isJoined: Bool

  package init(column: Int, _ value: Double, isJoined: Bool) {
    self.column = column
    self.isJoined = isJoined
    first = value
    low = value
    high = value
    last = value
  }

  package mutating func take(_ value: Double) {
    low = value < low ? value : low
    high = value > high ? value : high
    last = value
  }
}

extension LineChart.Series {
  /// The series reduced to one run per column of dots and pass over it, in the order of the values.
  package func runs(over x: AxisScale, columns: Int, shownOn y: AxisScale) -> [SeriesRun] {
    var runs: [SeriesRun] = []
    runs.reserveCapacity(min(count, columns) + 2)
    var isJoined = false
    var start = 0
    var length = 1
    while start < count {
      guard let column = column(of: start, over: x, columns) else {
        isJoined = false
        start += 1
        continue
      }
      let end = end(of: column, from: start, guess: start + length, over: x, columns)
      append(start..<end, column, shownOn: y, isJoined: &isJoined, to: &runs)
      length = end - start
      start = end
    }
    return runs
  }

  /// The column of dots that the value at an index belongs to, in view or not; `nil` if it has no place.
  private func column(of index: Int, over x: AxisScale, _ columns: Int) -> Int? {
    let position = self.x(index)
    guard x.accepts(position) else { return nil }
    // Truncation after adding a half rounds to the nearest, and once below zero it needs one more step down.
    let place = x.dot(position, among: columns) + 0.5
    return place < 0 ? Int(place) - 1 : Int(place)
  }

  /// The first index after `start` that is not in the same column.
  private func end(of column: Int, from start: Int, guess: Int, over x: AxisScale, _ columns: Int) -> Int {
    func isInside(_ index: Int) -> Bool { self.column(of: index, over: x, columns) == column }
    var end = start + 1
    // Evenly spaced values fill columns evenly, so the column before tells nearly where this one ends.
    if case .every = positions {
      end = min(guess, count)
      while end > start + 1, !isInside(end - 1) { end -= 1 }
    }
    while end < count, isInside(end) { end += 1 }
    return end
  }

  /// Appends the values of one column: one run, or more where there are gaps in it.
  private func append(
    _ indices: Range<Int>, _ column: Int, shownOn y: AxisScale, isJoined: inout Bool, to runs: inout [SeriesRun]
  ) {
    var open: SeriesRun?
    for value in values[indices] {
      guard y.accepts(value) else {
        if let run = open { runs.append(run) }
        open = nil
        isJoined = false
        continue
      }
      if open == nil { open = SeriesRun(column: column, value, isJoined: isJoined) }
      open?.take(value)
      isJoined = true
    }
    if let run = open { runs.append(run) }
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
  /// The smallest magnitude that is not 0, looked for where a symlog axis has to choose its threshold.
  private(set) var smallest: Double?

  init(_ series: [LineChart.Series], within x: ValueRange, _ kind: AxisScale.Kind) {
    var low = Double.infinity
    var high = -Double.infinity
    for one in series {
      let isWhollyInView = one.isEven && one.xRange.map { x.contains($0.low) && x.contains($0.high) } ?? false
      // The usual case, where whole vectors of values can be looked at together.
      if isWhollyInView, kind != .logarithmic {
        let bounds = FiniteBounds(one.values)
        if bounds.notFinite > 0 { notFinite += bounds.notFinite - one.values.count(where: NumberText.isMissing) }
        low = min(low, bounds.low)
        high = max(high, bounds.high)
        continue
      }
      for (index, value) in one.values.prefix(one.count).enumerated() {
        guard value.isFinite, one.isEven || one.x(index).isFinite else {
          if !NumberText.isMissing(value) { notFinite += 1 }
          continue
        }
        if kind == .logarithmic, value <= 0 {
          notPositive += 1
          continue
        }
        guard x.contains(one.x(index)) else { continue }
        low = min(low, value)
        high = max(high, value)
      }
    }
    range = ValueRange(low, high)
    if kind == .symlog(threshold: nil) { smallest = Self.smallest(of: series, within: x) }
  }

  private static func smallest(of series: [LineChart.Series], within x: ValueRange) -> Double? {
    var smallest = Double.infinity
    for one in series {
      for (index, value) in one.values.prefix(one.count).enumerated() where value != 0 && x.contains(one.x(index)) {
        smallest = abs(value) < smallest ? abs(value) : smallest
      }
    }
    return smallest.isFinite ? smallest : nil
  }

  /// The kind of axis for these values: a symlog one has its threshold.
  func settled(_ kind: AxisScale.Kind) -> AxisScale.Kind {
    guard kind == .symlog(threshold: nil), let range else { return kind }
    let largest = max(abs(range.low), abs(range.high))
    return .symlog(threshold: Symlog(nil, smallest: smallest, largest: largest).threshold)
  }

  /// What is missing in the picture, in words.
  var note: String {
    var parts: [String] = []
    if notFinite > 0 { parts.append("\(notFinite) not finite") }
    if notPositive > 0 { parts.append("\(notPositive) not above 0") }
    return parts.joined(separator: ", ")
  }
}
