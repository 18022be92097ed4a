import BNCore
import TerminalKit

extension SessionCharts {
  // MARK: Training

  /// Gamma and beta, and the loss where there is one; nothing where nothing moves them.
  var training: Page.Section? {
    let history = session.history
    let names = session.layer?.names ?? []
    var charts: [PageChart] = []
    charts += lookedAt.flatMap { channel in
      [(VariableName.gamma, History.Curve.gamma), (.beta, .beta)].filter { names.contains($0.0) }.compactMap {
        let curve = chart("\($0.0 == .gamma ? "Gamma" : "Beta"), \(name(channel))", $0.0.rawValue, $0.1, channel)
        // What nothing moves is a flat line, and stands in the table of channels.
        return session.configuration.optimizer != .none || curve.moves ? curve : nil
      }
    }
    let losses = values(.loss, nil, of: history, at: history.steps)
    if losses.contains(where: { !NumberText.isMissing($0) }) { charts.append(loss(losses)) }
    return charts.isEmpty ? nil : Page.Section("Training", [.charts(charts)])
  }

  private func chart(_ title: String, _ label: String, _ curve: History.Curve, _ channel: Int?) -> PageChart {
    let history = session.history
    let series = PageChart.Series(
      label, .moving, .strong, values(curve, channel, of: history, at: history.steps), text: text(channel))
    return PageChart(
      title: title, about: "As it stands after each step.", steps: history.steps, series: [series], marks: marks)
  }

  private func loss(_ losses: [Double]) -> PageChart {
    let history = session.history
    let evaluated = values(.evalLoss, nil, of: history, at: history.steps)
    var series = [PageChart.Series("loss", .moving, .strong, losses, text: text(0))]
    if evaluated.contains(where: { !NumberText.isMissing($0) }) {
      series.append(PageChart.Series("loss of the evaluated batch", .batch, .dashed, evaluated, text: text(0)))
    }
    return PageChart(
      title: "Loss", about: "Of each batch, without regularization losses.", steps: history.steps, series: series,
      marks: marks)
  }

  // MARK: Renorm

  var renorm: Page.Section? {
    let history = session.history
    let all = values(.r, nil, of: history, at: history.steps)
    guard all.contains(where: { !NumberText.isMissing($0) }) else { return nil }
    let charts = lookedAt.flatMap { channel in
      [
        chart("Renorm's r, \(name(channel))", "r", .r, channel),
        chart("Renorm's d, \(name(channel))", "d", .d, channel),
      ]
    }
    let limits = "Limits: \(Parameter.renormClipping.text(in: session.configuration))."
    return Page.Section("Renorm", [.remark(limits), .charts(charts)])
  }

  // MARK: The last batch

  /// So many values tell how they are spread.
  private static let mostValues = 1 << 17

  var lastBatch: Page.Section? {
    guard let step = session.lastStep else { return nil }
    var parts: [(String, String, [Double]?, AxisLayout, ChartInk)] = [
      ("Batch x", "As it came in", step.numbers(.input), step.layout, .first),
      (
        "Output y", "What \(step.mode == .training ? "training" : "inference") made of it", step.numbers(.output),
        step.layout, .moving
      ),
    ]
    if let eval = session.lastEval {
      parts.append(
        ("Evaluated y", "What inference made of the second batch", eval.numbers(.output), eval.layout, .second))
    }
    let chosen: [Int?] = session.viewer.channels.isEmpty ? [nil] : lookedAt.filter { $0 != nil }
    let charts = chosen.flatMap { channel in
      parts.compactMap { title, about, values, layout, ink -> PageChart? in
        guard let values else { return nil }
        let (shown, isSample) = Self.elements(values, of: channel, in: layout)
        let which = channel.map { ", \(name($0))" } ?? (layout.channels > 1 ? ", all channels" : "")
        let sampled = isSample ? "; evenly spaced ones of \(values.count) elements" : ""
        return PageChart(
          histogramOf: shown, title: title + which, about: "\(about)\(sampled).", ink: ink)
      }
    }
    return Page.Section("The last batch", [.charts(charts)])
  }

  /// The elements of a channel or of all; of very many some, evenly spaced.
  private static func elements(
    _ values: [Double], of channel: Int?, in layout: AxisLayout
  ) -> (values: [Double], isSample: Bool) {
    let own =
      channel.map { channel in
        values.indices.filter { $0 / layout.inner % layout.channels == channel }.map { values[$0] }
      } ?? values
    guard own.count > mostValues else { return (own, false) }
    // An odd distance, so that no even number of channels is looked at in a few of them only.
    let distance = (own.count + mostValues - 1) / mostValues | 1
    return (stride(from: 0, to: own.count, by: distance).map { own[$0] }, true)
  }

  // MARK: All channels beside each other

  var channels: Page.Section? {
    guard let layer = session.layer, layer.channels > 1 else { return nil }
    let step = session.lastStep.flatMap { $0.layout.channels == layer.channels ? $0 : nil }
    func pair(_ title: String, _ name: VariableName, _ batch: StepPart) -> PageChart? {
      guard let moving = layer.values(of: name) else { return nil }
      let number = text(0)
      var series = [PageChart.Series(title.lowercased(), .moving, .thin, moving, text: number)]
      if let values = step?.numbers(batch) {
        let label = batch == .batchMean ? "batch mean" : "batch variance"
        series.append(PageChart.Series(label, .batch, .dots, values, text: number))
      }
      return stems("\(title) of each channel", "After step \(session.step).", series)
    }
    var charts = [
      pair("Moving mean", .movingMean, .batchMean), pair("Moving variance", .movingVariance, .batchVariance),
    ].compactMap(\.self)
    if layer.isTrained {
      let learned = [(VariableName.gamma, ChartInk.first), (.beta, .second)]
      charts += learned.compactMap { name, ink in
        layer.values(of: name).map { values in
          let series = PageChart.Series(name.rawValue, ink, .thin, values, text: text(0))
          return stems("\(name == .gamma ? "Gamma" : "Beta") of each channel", "After step \(session.step).", [series])
        }
      }
    }
    return Page.Section("Channels beside each other", [.charts(charts)])
  }

  private func stems(_ title: String, _ about: String, _ series: [PageChart.Series]) -> PageChart {
    let channels = Array(0..<(series.first?.values.count ?? 0))
    return PageChart(
      title: title, about: about, kind: .stems, positionName: "channel", positions: channels.map(Double.init),
      names: channels.map { session.channelName($0) }, series: series)
  }
}

extension PageChart {
  /// Whether the first curve has more than one value.
  fileprivate var moves: Bool {
    let values = series.first?.values.filter { !NumberText.isMissing($0) } ?? []
    return values.contains { $0 != values[0] }
  }
}
