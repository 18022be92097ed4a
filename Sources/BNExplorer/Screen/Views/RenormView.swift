import TerminalKit
import BNCore

/// Renorm's r and d over the steps, with the limits that clip them.
enum RenormView {
  /// r, then d.
  static func charts(_ state: ScreenState) -> [LineChart] {
    let clipping = state.session.configuration.options.renormClipping
    let rLimits = [("rmax", clipping.rmax), ("rmin", clipping.rmin)]
    let dLimits = [("dmax", clipping.dmax), ("-dmax", clipping.dmax.map { -$0 })]
    return [
      chart("r", .r, Style(.renormR, .bold), rLimits, state), chart("d", .d, Style(.renormD, .bold), dLimits, state),
    ]
  }

  private static func chart(
    _ name: String, _ curve: History.Curve, _ style: Style, _ limits: [(String, Double?)], _ state: ScreenState
  ) -> LineChart {
    let session = state.session
    let channels = state.shownChannels.isEmpty ? [nil] : state.shownChannels.map(Optional.some)
    let series = ChannelLook.looks(of: channels).map { look in
      LineChart.Series(
        look.name(name), curve, look.channel, session.history, style: look.style(style), stroke: look.stroke)
    }
    // A limit far from the curve is not in view: the title has it all the same.
    let limited = limits.compactMap { limit in limit.1.map { "\(limit.0) \(ValueText.text($0))" } }
    let title = ([StatisticsView.title("renorm \(name)", state)] + limited).joined(separator: "  ")
    var chart = LineChart(title: title, series: series)
    chart.references = limits.compactMap { name, limit in limit.map { .limit($0, name) } }
    chart.yKind = state.arrangement.yAxis(of: .renorm).kind
    chart.readOff(state, .renorm)
    return chart
  }
}
