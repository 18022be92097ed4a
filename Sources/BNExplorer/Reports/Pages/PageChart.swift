import TerminalKit

/// A chart as a value: where its points lie, what they are called, and how they are drawn.
///
/// Every number in it has a text, which is what a reader gets to see: the drawing is for the eye alone.
struct PageChart: Sendable {
  enum Kind: String, Sendable {
    /// Lines over positions.
    case curves
    /// A position for each thing, such as a channel: stems and dots.
    case stems
    /// Counts between edges.
    case bars
  }

  enum Look: String, Sendable {
    case strong, thin, dashed, dotted, dots, bars
  }

  /// A curve, or numbers of one kind.
  struct Series: Sendable {
    let name: String
    let ink: ChartInk
    let look: Look
    /// A value for each position; `NumberText.notMeasured` where there is none.
    var values: [Double]
    /// The digits that a value is shown with.
    let text: @Sendable (Double) -> String

    init(
      _ name: String, _ ink: ChartInk, _ look: Look, _ values: [Double], text: @escaping @Sendable (Double) -> String
    ) {
      (self.name, self.ink, self.look, self.values, self.text) = (name, ink, look, values, text)
    }
  }

  /// What lies between two series, by their places.
  struct Band: Sendable {
    let name: String
    let ink: ChartInk
    let low: Int
    let high: Int
  }

  let title: String
  /// What it shows, in a sentence or two.
  let about: String
  var kind = Kind.curves
  /// What a position is: "step", "channel".
  var positionName = "step"
  var positions: [Double]
  /// What each position is called.
  var names: [String]
  /// In the order in which they are read; of curves the first lies in front of the others.
  var series: [Series]
  var bands: [Band] = []
  /// Positions at which something happened; what it was, the page says elsewhere.
  var marks: [Double] = []
  /// What the y axis shows at least.
  var leastRange: ClosedRange<Double>?
  /// What has to be known of it besides.
  var remarks: [String] = []

  /// A chart of curves over steps.
  init(
    title: String, about: String, steps: [Double], series: [Series], bands: [Band] = [], marks: [Double] = []
  ) {
    self.init(
      title: title, about: about, positions: steps, names: steps.map { NumberText.significant($0, digits: 15) },
      series: series, bands: bands)
    self.marks = marks
  }

  init(
    title: String, about: String, kind: Kind = .curves, positionName: String = "step", positions: [Double],
    names: [String], series: [Series], bands: [Band] = [], leastRange: ClosedRange<Double>? = nil
  ) {
    self.title = title
    self.about = about
    self.kind = kind
    self.positionName = positionName
    self.positions = positions
    self.names = names
    self.series = series
    self.bands = bands
    self.leastRange = leastRange
    addRemarks()
    thin()
  }

  /// Says what no drawing shows: values that are not finite.
  private mutating func addRemarks() {
    for series in series {
      let odd = series.values.indices.filter {
        !series.values[$0].isFinite && !NumberText.isMissing(series.values[$0])
      }
      guard let first = odd.first else { continue }
      remarks.append(
        "\(series.name): \(odd.count) of \(series.values.count) values are not finite, the first at \(positionName) "
          + "\(names[first]).")
    }
  }

  /// Leaves out points that there is no room for.
  private mutating func thin() {
    guard kind != .bars else { return }
    let kept = Decimation.kept(series.map(\.values), isMissing: NumberText.isMissing)
    guard kept.count < positions.count else { return }
    remarks.append(
      "Shown are \(NumberText.grouped(kept.count)) of \(NumberText.grouped(positions.count)) \(positionName)s, the lowest and the "
        + "highest values of each stretch among them.")
    positions = kept.map { positions[$0] }
    names = kept.map { names[$0] }
    for index in series.indices { series[index].values = kept.map { series[index].values[$0] } }
  }
}

extension PageChart {
  /// About so many bars tell most.
  private static let mostBars = 48

  /// How values are spread: how many lie in each of some stretches of equal width.
  ///
  /// - Parameters:
  ///   - values: the values.
  ///   - title: the chart's title.
  ///   - about: what the values are.
  ///   - ink: the colour of the bars.
  init(histogramOf values: [Double], title: String, about: String, ink: ChartInk) {
    let histogram = Histogram(values: values, style: Style(), digits: 7)
    let range = histogram.ownRange
    let count = min(Self.mostBars, max(8, Int(2 * Double(values.count).squareRoot())))
    let bins = HistogramBins(values, in: range, count: range.low == range.high ? 1 : count)
    let edges = range.low == range.high ? [range.visible.low, range.visible.high] : bins.edges
    self.init(
      title: title, about: about, kind: .bars, positionName: "between", positions: edges,
      names: bins.counts.indices.map { "\(Self.edge(bins.edges[$0])) and \(Self.edge(bins.edges[$0 + 1]))" },
      series: [
        Series("values", ink, .bars, bins.counts.map(Double.init)) { NumberText.significant($0, digits: 15) }
      ], leastRange: 0...1)
    let summary = histogram.summary
    remarks = []
    if summary.count > 0 {
      remarks.append(
        "\(NumberText.grouped(summary.count)) values: mean \(NumberText.resolved(summary.mean, by: summary.deviation)), standard "
          + "deviation \(NumberText.significant(summary.deviation)).")
    }
    let outside = [(bins.below, "below"), (bins.above, "above")].filter { $0.0 > 0 }
    if !outside.isEmpty {
      remarks.append("Beyond the bars lie " + outside.map { "\($0.0) \($0.1)" }.joined(separator: " and ") + ".")
    }
    if !summary.note.isEmpty { remarks.append("Not in it: \(summary.note).") }
  }

  private static func edge(_ value: Double) -> String { NumberText.significant(value, digits: 6) }
}
