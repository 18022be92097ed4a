import TerminalKit
import BNFiles
import BNCore

/// What either mode normalizes the chosen channel by, the batch's own pair of numbers and the moving one, on the axis of
/// the story.
struct BeliefView {
  private let state: ScreenState
  private let preview: Preview
  private let scale: AxisScale
  private let labelColumns: Int

  init(_ state: ScreenState, _ preview: Preview, _ scale: AxisScale, labelColumns: Int) {
    self.state = state
    self.preview = preview
    self.scale = scale
    self.labelColumns = labelColumns
  }

  private struct Pair {
    let name: String
    let mean: Double
    let variance: Double
    let role: Role
  }

  private var pairs: [Pair] {
    let channel = state.chosenChannel
    func value(_ values: [Double]?) -> Double? {
      values.flatMap { $0.indices.contains(channel) ? $0[channel] : nil }
    }
    var pairs: [Pair] = []
    if let mean = value(preview.training.numbers(.batchMean)),
      let variance = value(preview.training.numbers(.batchVariance))
    {
      pairs.append(Pair(name: "batch", mean: mean, variance: variance, role: .batchMean))
    }
    if let mean = value(state.session.layer?.values(of: .movingMean)),
      let variance = value(state.session.layer?.values(of: .movingVariance))
    {
      pairs.append(Pair(name: "moving", mean: mean, variance: variance, role: .movingMean))
    }
    return pairs
  }

  func draw(in area: Area, of frame: inout Frame) {
    let (title, rest) = area.splitRows(at: 1)
    let long = spelled("channel \(state.chosenChannel): mean ± deviation")
    let text = long.count + 3 <= area.columns ? long : "channel \(state.chosenChannel)"
    PaneTitle.draw(text, in: title, state.glyphs, of: &frame)
    var room = rest
    for pair in pairs where room.rows >= 2 {
      let (own, others) = room.splitRows(at: 2)
      draw(pair, in: own, of: &frame)
      room = others
    }
    drawMarks(endingIn: room, of: &frame)
  }

  /// What the marks of the strips mean, in the last rows of what is left, where all of it fits.
  private func drawMarks(endingIn area: Area, of frame: inout Frame) {
    let (_, place) = area.splitColumns(at: 1)
    let lines = ScreenMarks.strip(state.glyphs).reduce(into: [String]()) { lines, mark in
      if let last = lines.last, last.columns + 2 + mark.columns <= place.columns {
        lines[lines.count - 1] = last + "  " + mark
      } else {
        lines.append(mark)
      }
    }
    guard lines.count <= place.rows, lines.allSatisfy({ $0.columns <= place.columns }) else { return }
    for (row, line) in lines.enumerated() {
      frame.write(
        line, column: place.column, row: place.row + place.rows - lines.count + row, limit: place.columns,
        Style(.faint))
    }
  }

  private func draw(_ pair: Pair, in area: Area, of frame: inout Frame) {
    let (line, bar) = area.splitRows(at: 1)
    let place = line.splitColumns(at: labelColumns).right
    let deviation = pair.variance.squareRoot()
    let (mean, variance) = (NumberText.significant(pair.mean), NumberText.significant(pair.variance))
    let long = "\(pair.name)  mean \(mean)  variance \(variance)"
    let numbers =
      long.count <= place.columns
      ? ["mean \(mean)", "variance \(variance)"] : [spelled("\(mean) ± \(NumberText.significant(deviation))")]
    frame.write(
      [(pair.name, Style(pair.role, .bold))] + numbers.map { ($0, Style()) }, in: place, glyphs: state.glyphs)
    let plot = bar.splitColumns(at: labelColumns).right
    guard let spread = SpreadSummary([pair.mean - deviation, pair.mean, pair.mean + deviation]) else { return }
    StripChart(strips: [StripChart.Strip("", spread)], scale: scale, style: Style(pair.role))
      .draw(in: plot, labelColumns: 0, of: &frame, glyphs: state.glyphs)
  }

  private func spelled(_ text: String) -> String {
    state.glyphs == .ascii ? text.replacing("±", with: "+-") : text
  }
}
