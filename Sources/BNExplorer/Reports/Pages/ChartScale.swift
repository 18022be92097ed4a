import TerminalKit

/// Where positions and values of a chart lie: shares of its width and height.
struct ChartScale: Sendable {
  private let x: AxisScale
  let y: AxisScale
  private let chart: PageChart
  let xTicks: [(place: Double, label: String)]
  let yTicks: [(place: Double, label: String)]

  init(_ chart: PageChart) {
    self.chart = chart
    let known = Self.range(of: chart)
    y = chart.kind == .bars ? AxisScale(ValueRange(0, known.high * 1.05) ?? known) : AxisScale(around: known)
    let range = ValueRange(of: chart.positions) ?? .unit
    // A thing has a stretch of its own, in whose middle it stands.
    let shown = chart.kind == .stems ? ValueRange(range.low - 0.5, range.high + 0.5) ?? range : range
    x = AxisScale(shown)
    let (x, y) = (x, y)
    yTicks = PageTicks(in: y.range, most: 6, whole: chart.kind == .bars).ticks.map { (y.fraction($0.value), $0.label) }
    // Every label has to have room at the width of a phone.
    let ticks = PageTicks(in: x.range, most: 5, whole: chart.kind != .bars).ticks
    xTicks = ticks.map { tick in
      let isNamed = chart.kind == .stems
      let index = isNamed ? chart.positions.firstIndex(of: tick.value) : nil
      return (x.fraction(tick.value), index.map { chart.names[$0] } ?? tick.label)
    }
  }

  /// The share of the width; of a bar, where it begins and where it ends.
  func places(_ index: Int) -> [Double] {
    let ends = chart.kind == .bars ? [index, index + 1] : [index]
    return ends.map { x.fraction(chart.positions[$0]) }
  }

  /// The share of the width of a position that need not be a point's; `nil` where it is out of view.
  func place(of position: Double) -> Double? { x.range.contains(position) ? x.fraction(position) : nil }

  /// The share of the height; `nil` for what has no place.
  func height(_ value: Double) -> Double? { value.isFinite ? y.fraction(value) : nil }

  /// Where stems begin; `nil` where zero is not in view, since a stem from elsewhere shows no size.
  var base: Double? { y.range.contains(0) ? y.fraction(0) : nil }

  /// What the y axis has to show: all values, and zero where stems would come near it.
  private static func range(of chart: PageChart) -> ValueRange {
    let least = chart.leastRange.flatMap { ValueRange($0.lowerBound, $0.upperBound) }
    let values = chart.series.map { ValueRange(of: $0.values) }
    let known = values.reduce(least) { $0?.union($1) ?? $1 } ?? .unit
    let isNear = min(known.low.magnitude, known.high.magnitude) <= known.high - known.low
    return chart.kind == .stems && isNear ? known.union(0) : known
  }
}
