import TerminalKit
import BNCore

/// Gamma and beta over the steps, and the loss beside them where there is one and room for it.
enum TrainingView {
  /// Whether there is anything to see: an optimizer, or values that are no longer the initial ones.
  static func isShown(_ session: Session) -> Bool {
    let options = session.configuration.options
    guard options.scale || options.center else { return false }
    return session.configuration.optimizer != .none || session.layer?.isTrained == true
  }

  /// The curves of one of the panes; a small chart, whose legend finds no room, says in its title which is which.
  static func chart(_ pane: Pane, _ state: ScreenState, isSmall: Bool) -> LineChart {
    var chart = pane == .loss ? loss(state.session, isSmall) : variables(state, isSmall)
    chart.yKind = state.arrangement.yAxis(of: pane).kind
    chart.readOff(state, pane)
    return chart
  }

  private static func variables(_ state: ScreenState, _ isSmall: Bool) -> LineChart {
    let session = state.session
    let channels = state.shownChannels.isEmpty ? [nil] : state.shownChannels.map(Optional.some)
    let several = channels.count > 1
    let names = session.layer?.names ?? [.gamma, .beta]
    let kinds: [(VariableName, History.Curve, Role, Stroke)] = [
      (.gamma, .gamma, .gamma, .solid), (.beta, .beta, .beta, .dashed),
    ]
    let looks = ChannelLook.looks(of: channels)
    let series = kinds.filter { names.contains($0.0) }.flatMap { name, curve, role, stroke in
      looks.map { look in
        LineChart.Series(
          look.name(name.rawValue), curve, look.channel, session.history, style: look.style(Style(role, .bold)),
          stroke: stroke)
      }
    }
    // Where a legend has no room the title says which letter is which.
    let both = isSmall && !several ? "gamma A, beta B" : "gamma, beta"
    let title = names.contains(.gamma) ? names.contains(.beta) ? both : "gamma" : "beta"
    return LineChart(title: StatisticsView.title(title, state), series: series)
  }

  private static func loss(_ session: Session, _ isSmall: Bool) -> LineChart {
    var series = LineChart.Series("loss", .loss, nil, session.history, style: Style(.loss, .bold), stroke: .solid)
    guard session.eval != nil else { return LineChart(title: "loss", series: [series]) }
    let eval = LineChart.Series("eval", .evalLoss, nil, session.history, style: Style(.output), stroke: .dashed)
    series.name = "training"
    return LineChart(title: isSmall ? "loss A, eval B" : "loss", series: [series, eval])
  }
}
