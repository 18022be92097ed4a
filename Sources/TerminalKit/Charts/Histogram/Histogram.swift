/// How values are spread: counts as bars over the data's own range, the mean and ±1 standard deviation on the axis.
///
/// A few values far from all others do not flatten the bars: the range leaves them out, and a mark at that end counts them.
///
/// Binning the data's own range keeps the picture honest where the variance is tiny beside the mean.
package struct Histogram: Sendable {
  package var title: String
  package let values: [Double]
  package let summary: SampleSummary
  /// The range of the bins, the same one for histograms to be compared; `nil` is the data's own but for far tails.
  package var range: ValueRange?
  /// The number of values that a bar of full height stands for; `nil` is the fullest bin's.
  var fullCount: Int?
  package var style = Style()
  /// A value of its own, with the letter that marks it on the axis.
  package var mark: Mark?
  /// Values to compare with, drawn behind the bars and on their scale.
  package var ghost: [Double]?
  /// How many significant digits the values carry.
  private let digits: Int

  /// A value that is marked on the axis.
  package struct Mark: Hashable, Sendable {
    package let letter: Character
    package let value: Double

    package init(_ letter: Character, at value: Double) {
      self.letter = letter
      self.value = value
    }
  }

  package init(title: String, values: some Collection<Double>, range: ValueRange? = nil, style: Style = Style()) {
    self.init(title, Array(values), range, style, digits: 10)
  }

  package init(title: String, values: some Collection<Float>, range: ValueRange? = nil, style: Style = Style()) {
    self.init(title, values.map { Double($0) }, range, style, digits: 7)
  }

  /// Values that carry so many significant digits, the title to be given later.
  package init(values: [Double], style: Style, digits: Int) { self.init("", values, nil, style, digits: digits) }

  private init(_ title: String, _ values: [Double], _ range: ValueRange?, _ style: Style, digits: Int) {
    self.title = title
    self.values = values
    self.range = range
    self.style = style
    self.digits = digits
    summary = SampleSummary(values)
  }

  /// A range that shows all of some histograms; `nil` if none has a finite value.
  static func commonRange(_ histograms: [Histogram]) -> ValueRange? {
    let ranges = histograms.compactMap(\.summary.range)
    return ranges.dropFirst().reduce(ranges.first) { $0?.union($1) }
  }

  /// The bins for a plot of some columns: about 2√n of them, each a whole number of columns wide.
  func bins(columns: Int) -> (bins: HistogramBins, columnsPerBin: Int) {
    let shown = range ?? ownRange
    let wanted = max(8, Int(2 * Double(values.count).squareRoot()))
    if shown.low == shown.high {
      return (HistogramBins(values, in: shown, count: 1), max(1, columns / 8))
    }
    let width = max(1, columns / wanted)
    return (HistogramBins(values, in: shown, count: columns / width), width)
  }

  /// The range of the bins where none is given.
  package var ownRange: ValueRange { summaryRange.map { HistogramTails.shown(values, in: $0) } ?? .unit }

  /// What the values take up, with those to compare with.
  private var summaryRange: ValueRange? {
    guard let ghost, let theirs = SampleSummary(ghost).range else { return summary.range }
    return summary.range?.union(theirs) ?? theirs
  }

  /// The line above the bars, most important first.
  ///
  /// How many values lie outside is said where it costs none of the others: the marks at the axis say it, too.
  /// Where mean and deviation have no room beside each other, a mean that is small beside the deviation says its size
  /// only: its further digits tell nothing, and the deviation would be lost for them.
  package func heading(_ bins: HistogramBins, columns: Int, hasMarks: Bool) -> [(text: String, style: Style)] {
    let full = heading(bins, columns: columns, saysOutside: true)
    guard hasMarks, Self.columns(of: full) - 2 > columns else { return full }
    return heading(bins, columns: columns, saysOutside: false)
  }

  private func heading(
    _ bins: HistogramBins, columns: Int, saysOutside: Bool
  ) -> [(text: String, style: Style)] {
    var outside: [String] = []
    if bins.below > 0 { outside.append("\(bins.below) below") }
    if bins.above > 0 { outside.append("\(bins.above) above") }
    var pieces = [
      (text: title, style: Style(.title)), (summary.note, Style(.warning)),
      (saysOutside ? outside.joined(separator: ", ") : "", Style(.warning)),
    ]
    guard summary.count > 0 else { return pieces }
    if summary.isConstant {
      pieces.append(("all equal \(valueText(summary.mean))", Style(.accent)))
    } else {
      let deviation = "sd \(NumberText.significant(summary.deviation))"
      pieces.append((mean(columns: columns - Self.columns(of: pieces) - deviation.columns - 2), Style()))
      pieces.append((deviation, Style()))
    }
    let number = "n \(summary.count)"
    // The count never stands where the deviation found no room.
    return Self.columns(of: pieces) + number.columns <= columns ? pieces + [(number, Style(.faint))] : pieces
  }

  /// What pieces take up of a line, the gap behind them included.
  private static func columns(of pieces: [(text: String, style: Style)]) -> Int {
    pieces.filter { !$0.text.isEmpty }.map { $0.text.columns + 2 }.reduce(0, +)
  }

  private func mean(columns: Int) -> String {
    let full = "mean \(NumberText.resolved(summary.mean, by: summary.deviation))"
    guard full.columns > columns, abs(summary.mean) < summary.deviation / 1000 else { return full }
    let shorter = (1...3).reversed().map { "mean \(NumberText.significant(summary.mean, digits: $0))" }
    return shorter.first { $0.columns <= columns } ?? full
  }

  func valueText(_ value: Double) -> String { NumberText.significant(value, digits: digits) }
}
