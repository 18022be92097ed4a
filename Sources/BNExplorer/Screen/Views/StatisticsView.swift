import TerminalKit
import BNFiles
import BNCore

/// A moving statistic over the steps: against the batch's own, what was to be expected of it, and other branches.
enum StatisticsView {
  static func chart(_ pane: Pane, _ state: ScreenState) -> LineChart {
    chart(pane == .mean ? Statistic.mean : .variance, state)
  }

  private enum Statistic {
    case mean, variance

    var pane: Pane { self == .mean ? .mean : .variance }
    var name: VariableName { self == .mean ? .movingMean : .movingVariance }
    var title: String { self == .mean ? "moving mean" : "moving variance" }
    var moving: History.Curve { self == .mean ? .movingMean : .movingVariance }
    var batch: History.Curve { self == .mean ? .batchMean : .batchVariance }
    var movingStyle: Style { Style(self == .mean ? .movingMean : .movingVariance, .bold) }
    var batchStyle: Style { Style(self == .mean ? .batchMean : .batchVariance) }
  }

  private static func chart(_ statistic: Statistic, _ state: ScreenState) -> LineChart {
    let session = state.session
    let several = state.shownChannels.count > 1
    let channels = state.shownChannels.isEmpty ? [nil] : state.shownChannels.map(Optional.some)
    let hasOthers = session.branches.names.count > 1
    let looks = ChannelLook.looks(of: channels)
    // What is drawn first lies behind: the batch, then other branches, then the moving statistic.
    let batch = looks.map { look in
      LineChart.Series(
        look.name("batch"), statistic.batch, look.channel, session.history, style: look.style(statistic.batchStyle),
        stroke: .dotted)
    }
    let moving = looks.map { look in
      LineChart.Series(
        look.name(hasOthers && !several ? session.branches.current : "moving"), statistic.moving, look.channel,
        session.history, style: look.style(statistic.movingStyle), stroke: look.stroke)
    }
    // The batches are the same, so of other branches the moving statistic is what differs.
    let others = several ? [] : OtherBranches(of: session).series(statistic.moving, channel: channels[0])
    var chart = LineChart(title: title(statistic.title, state), series: batch + others + moving)
    chart.yKind = state.arrangement.yAxis(of: statistic.pane).kind
    addPrediction(of: statistic, to: &chart, state)
    addOutlook(of: statistic, to: &chart, state)
    chart.readOff(state, statistic.pane)
    return chart
  }

  /// A curve's title, with the channels that it is of.
  static func title(_ name: String, _ state: ScreenState) -> String {
    let which = state.shownChannels.isEmpty ? " (all)" : ElementsView.channelSuffix(state.shownChannels)
    return name + (state.session.layer?.channels == 1 ? "" : which)
  }

  /// How many standard deviations of the moving statistic the noise band has on either side.
  private static let bandWidth = 2.0

  private static func addPrediction(of statistic: Statistic, to chart: inout LineChart, _ state: ScreenState) {
    guard state.shownChannels.count < 2 else { return }
    let channels = state.shownChannels.isEmpty ? Array(0..<(state.session.layer?.channels ?? 0)) : state.shownChannels
    guard let curve = PredictionCurve(of: statistic.name, channels: channels, in: state.session) else { return }
    chart.series.insert(.ghost("expected", curve.expected, at: .at(curve.steps), role: .prediction), at: 0)
    guard !curve.deviations.isEmpty else { return }
    let edges = zip(curve.expected, curve.deviations)
    chart.bands.append(
      LineChart.Band(
        "", edges.map { $0 - Self.bandWidth * $1 }, edges.map { $0 + Self.bandWidth * $1 }, at: .at(curve.steps),
        style: Style(.band, .dim)))
  }
}

extension StatisticsView {
  /// What is to be expected; of a source that nothing is known of what comes if every batch is like the present one.
  private static func outlook(of statistic: Statistic, _ state: ScreenState) -> MovingPrediction? {
    let channel = state.chosenChannel
    if let known = state.session.prediction(of: statistic.name, channel: channel) { return known }
    guard let step = state.previewedSteps?.own, step.mode == .training,
      let limits = step.numbers(statistic == .mean ? .batchMean : .varianceForUpdate),
      let starts = state.session.layer?.values(of: statistic.name), limits.indices.contains(channel),
      starts.indices.contains(channel)
    else { return nil }
    return MovingPrediction(
      start: starts[channel], limit: limits[channel], momentum: state.session.configuration.options.momentum,
      batchDeviation: nil)
  }

  /// The fewest updates that an outlook goes ahead.
  private static let leastAhead = 50

  /// Where the moving statistic would go from here, and where it stays in inference: while somebody turns the momentum.
  private static func addOutlook(of statistic: Statistic, to chart: inout LineChart, _ state: ScreenState) {
    guard state.isScrubbing, let prediction = outlook(of: statistic, state) else { return }
    let ahead = max(leastAhead, state.session.step / 2)
    let steps = (0...ahead).map { Double(state.session.step + $0) }
    chart.series.append(
      .ghost("ahead", (0...ahead).map { prediction.expected(after: $0) }, at: .at(steps), role: .prediction))
    chart.series.insert(
      .ghost("in inference", steps.map { _ in prediction.start }, at: .at(steps), role: .unlit), at: 0)
  }
}

extension LineChart {
  /// Puts in the line at which a person reads the curves off, and another one at the present step where it lies in the past.
  mutating func readOff(_ state: ScreenState, _ pane: Pane) {
    if state.session.isInPast { marker = Double(state.session.step) }
    if pane == state.focusedPane, let step = state.arrangement.chartStep { cursor = Double(step) }
  }
}
