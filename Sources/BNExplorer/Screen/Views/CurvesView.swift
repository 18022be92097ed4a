import TerminalKit

/// The panes with curves over the steps.
enum CurvesView {
  static func draw(_ pane: Pane, _ state: ScreenState, in area: Area, of frame: inout Frame) {
    for (chart, place) in placed(pane, state, in: area) {
      chart.steadied.draw(in: place, of: &frame, glyphs: state.glyphs)
    }
  }

  /// All charts of a pane, whether there is room for them or not.
  static func charts(of pane: Pane, _ state: ScreenState) -> [LineChart] {
    switch pane {
    case .mean, .variance: [StatisticsView.chart(pane, state)]
    case .renorm: RenormView.charts(state)
    case .gamma, .loss: [TrainingView.chart(pane, state, isSmall: false)]
    case .parameters, .story, .example, .batch, .output, .eval, .figure, .channels, .formula: []
    }
  }

  /// The recorded step under a place of the screen, for a mouse; `nil` beside the curves.
  static func step(at place: Position, _ pane: Pane, _ state: ScreenState, in area: Area) -> Int? {
    for (chart, area) in placed(pane, state, in: area) where area.contains(place) {
      return chart.steadied.recordedPosition(atColumn: place.column, in: area, glyphs: state.glyphs).map { Int($0) }
    }
    return nil
  }

  private static func placed(_ pane: Pane, _ state: ScreenState, in area: Area) -> [(LineChart, Area)] {
    guard !area.isEmpty else { return [] }
    guard pane == .renorm else {
      let isSmall = area.rows < 8 && area.columns < 50
      return [
        (
          pane == .mean || pane == .variance
            ? StatisticsView.chart(pane, state) : TrainingView.chart(pane, state, isSmall: isSmall), area
        )
      ]
    }
    // Two charts stand side by side where each gets enough columns, else one above the other, else one alone.
    let charts = RenormView.charts(state)
    if area.columns >= 44 { return [(charts[0], area.halves.left), (charts[1], area.halves.right)] }
    let (top, bottom) = area.splitRows(at: area.rows >= 12 ? area.rows / 2 : area.rows)
    return [(charts[0], top), (charts[1], bottom)].filter { !$0.1.isEmpty }
  }
}

extension LineChart.Series {
  /// A curve of one channel, or of the mean over all of them, over the steps that a history has.
  init(
    _ name: String, _ curve: History.Curve, _ channel: Int?, _ history: History, style: Style, stroke: Stroke
  ) {
    let positions: LineChart.Positions =
      if let first = history.firstOfEvenSteps { .every(Double(history.stride), from: Double(first)) } else {
        .at(history.steps)
      }
    self.init(name, history.values(of: curve, channel: channel), at: positions, style: style, stroke: stroke)
  }
}

extension LineChart {
  /// From so many steps on the end of the x axis moves in jumps.
  private static let steadyFrom = 1024.0

  /// The chart with an x axis that ends up to an eighth behind the last step, so that long curves stand still while
  /// steps are added: with an end that moves at every frame all of their dots would move, too.
  fileprivate var steadied: LineChart {
    let ranges = series.compactMap(\.xRange)
    guard let all = ranges.dropFirst().reduce(ranges.first, { $0?.union($1) }), all.high >= Self.steadyFrom else {
      return self
    }
    // An eighth to a sixteenth of the steps, as a power of two.
    let jump = Double(sign: .plus, exponent: all.high.exponent - 3, significand: 1)
    var chart = self
    chart.xRange = ValueRange(all.low, (all.high / jump).rounded(.up) * jump)
    return chart
  }
}
