import TerminalKit

/// A chart drawn in a square that is stretched to whatever room there is; labels stand beside it as text of the page, so that they
/// keep their size on any screen.
struct ChartDrawing {
  /// The extent of the square.
  private static let extent = 1000.0

  private let chart: PageChart
  let scale: ChartScale

  init(_ chart: PageChart) {
    self.chart = chart
    scale = ChartScale(chart)
  }

  // MARK: Paths

  private static func number(_ share: Double) -> String { NumberText.fixed(share * extent, digits: 1) }

  private func point(_ x: Double, _ y: Double) -> String { "\(Self.number(x)) \(Self.number(1 - y))" }

  /// A path; nothing where it has no point.
  private static func path(_ commands: String, _ style: String) -> [Markup] {
    commands.isEmpty ? [] : [.tag("path", ["class": style, "d": commands])]
  }

  /// All that is drawn, from the back to the front.
  var shapes: [Markup] {
    let across = scale.yTicks.map { "M0 \(Self.number(1 - $0.place))H1000" }.joined()
    let edges = "M0 0V1000H1000"
    let series = chart.kind == .stems ? chart.series : chart.series.reversed()
    let marks = chart.marks.compactMap(scale.place).map { "M\(Self.number($0)) 0V1000" }.joined()
    return Self.path(across, "grid") + Self.path(marks, "mark") + chart.bands.flatMap(band) + series.flatMap(shapes)
      + Self.path(edges, "axis")
  }

  private func shapes(_ series: PageChart.Series) -> [Markup] {
    let style = "\(series.look.rawValue) \(series.ink.rawValue)"
    switch chart.kind {
    case .bars: return Self.path(bars(series), style)
    case .curves: return Self.path(series.look == .dots ? dots(series) : line(series), style)
    case .stems:
      guard series.look != .dots else { return Self.path(dots(series), style) }
      return Self.path(stems(series), style) + Self.path(dots(series), "dots \(series.ink.rawValue)")
    }
  }

  /// The runs of values that have a place, as points.
  private func runs(_ values: [Double]) -> [[String]] {
    var runs: [[String]] = [[]]
    for (index, value) in values.enumerated() {
      if let height = scale.height(value) {
        runs[runs.count - 1].append(point(scale.places(index)[0], height))
      } else if !runs[runs.count - 1].isEmpty {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  private func line(_ series: PageChart.Series) -> String {
    // A value alone is a line without length, which round ends make a dot.
    runs(series.values).map { "M" + $0.joined(separator: "L") + ($0.count == 1 ? "h0" : "") }.joined()
  }

  private func dots(_ series: PageChart.Series) -> String {
    runs(series.values).flatMap(\.self).map { "M\($0)h0" }.joined()
  }

  private func stems(_ series: PageChart.Series) -> String {
    guard let base = scale.base.map({ Self.number(1 - $0) }) else { return "" }
    return runs(series.values).flatMap(\.self).map { "M\($0)V\(base)" }.joined()
  }

  private func bars(_ series: PageChart.Series) -> String {
    series.values.indices.compactMap { index -> String? in
      guard let height = scale.height(series.values[index]), height > 0 else { return nil }
      let places = scale.places(index)
      return "M\(point(places[0], 0))V\(Self.number(1 - height))H\(Self.number(places[1]))V1000Z"
    }.joined()
  }

  private func band(_ band: PageChart.Band) -> [Markup] {
    let (low, high) = (chart.series[band.low].values, chart.series[band.high].values)
    let places = low.indices.filter { low[$0].isFinite && high[$0].isFinite }
    let upper = places.compactMap { place in scale.height(high[place]).map { point(scale.places(place)[0], $0) } }
    let lower = places.reversed().compactMap { place in
      scale.height(low[place]).map { point(scale.places(place)[0], $0) }
    }
    let commands = upper.isEmpty ? "" : "M" + (upper + lower).joined(separator: "L") + "Z"
    return Self.path(commands, "band \(band.ink.rawValue)")
  }

  // MARK: Where the points are, for who reads them off

  private static func share(_ value: Double) -> String { NumberText.significant(value, digits: 5) }

  /// A point's place along x.
  func x(_ index: Int) -> String { scale.places(index).map(Self.share).joined(separator: " ") }

  /// The heights of a point's values, a `-` for one without.
  func y(_ index: Int) -> String {
    chart.series.map { series in
      scale.height(series.values[index]).map(Self.share) ?? "-"
    }.joined(separator: " ")
  }
}
