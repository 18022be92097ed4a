import BNCore

/// Moving mean and moving variance over the steps, each against the batch's own.
enum StatisticsView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    // Two charts stand side by side where each gets enough columns, else one above the other, else one alone.
    if area.columns >= 44 {
      let (left, right) = area.halves
      chart(.mean, state).draw(in: left, of: &frame, glyphs: state.glyphs)
      chart(.variance, state).draw(in: right, of: &frame, glyphs: state.glyphs)
    } else {
      let (top, bottom) = area.splitRows(at: area.rows >= 12 ? area.rows / 2 : area.rows)
      chart(.mean, state).draw(in: top, of: &frame, glyphs: state.glyphs)
      chart(.variance, state).draw(in: bottom, of: &frame, glyphs: state.glyphs)
    }
  }

  private enum Statistic {
    case mean, variance

    var title: String { self == .mean ? "moving mean" : "moving variance" }
    var moving: History.Curve { self == .mean ? .movingMean : .movingVariance }
    var batch: History.Curve { self == .mean ? .batchMean : .batchVariance }
    var movingStyle: Style { Style(self == .mean ? .movingMean : .movingVariance, .bold) }
    var batchStyle: Style { Style(self == .mean ? .batchMean : .batchVariance) }
  }

  private static func chart(_ statistic: Statistic, _ state: ScreenState) -> LineChart {
    let session = state.session
    let several = session.channels.count > 1
    let channels = session.channels.isEmpty ? [nil] : session.channels.map(Optional.some)
    // The batch first, so that the moving statistic is drawn over it.
    let batch = channels.map { channel in
      series(
        statistic.batch, several ? "batch \(channel ?? 0)" : "batch", channel, statistic.batchStyle, .dotted, session)
    }
    let moving = channels.enumerated().map { index, channel in
      let name = several ? "moving \(channel ?? 0)" : "moving"
      return series(
        statistic.moving, name, channel, statistic.movingStyle, index.isMultiple(of: 2) ? .solid : .dashed, session)
    }
    let which =
      session.channels.isEmpty ? " (all)" : DistributionView.channelSuffix(session.channels)
    return LineChart(
      title: statistic.title + (session.layer?.channels == 1 ? "" : which), series: batch + moving)
  }

  private static func series(
    _ curve: History.Curve, _ name: String, _ channel: Int?, _ style: Style, _ stroke: Stroke, _ session: Session
  ) -> LineChart.Series {
    let points = session.history.points(curve, channel: channel)
    var series = LineChart.Series(name, points.values, at: .at(points.steps), style: style, stroke: stroke)
    // An inference step takes no moments of its batch.
    series.hasMeantGaps = curve == .batchMean || curve == .batchVariance
    return series
  }
}
