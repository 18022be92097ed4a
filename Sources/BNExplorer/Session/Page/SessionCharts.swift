import BNCore
import TerminalKit

/// The charts of a session's page.
struct SessionCharts {
  let session: Session
  /// The channels that have curves of their own, before them `nil` for the mean over all.
  let lookedAt: [Int?]
  private let beside: [(name: String, branch: Branch)]
  let type: NumberType

  /// So many channels can all have their curves.
  private static let few = 4

  init(_ session: Session, _ findings: [Finding]) {
    self.session = session
    type = session.layer?.dtype ?? .float64
    beside = Array(session.branchesBeside.prefix(Self.looks.count))
    let count = session.layer?.channels ?? 0
    let chosen = session.viewer.channels.filter { $0 < count }
    let found = findings.compactMap(\.channels.first).first.map { [$0] }
    let channels = !chosen.isEmpty ? chosen : count <= Self.few ? Array(0..<count) : found ?? [0]
    lookedAt = (count > 1 ? [nil] : []) + channels
  }

  var sections: [Page.Section] {
    guard session.layer != nil, !session.history.isEmpty else { return [] }
    return [statistics, training, renorm, lastBatch, channels].compactMap(\.self)
  }

  // MARK: Numbers

  /// How the numbers of a curve are written: exactly, in the digits of the session's type; a mean over channels is a double's.
  func text(_ channel: Int?) -> @Sendable (Double) -> String {
    let type = type
    guard channel != nil else { return { NumberType.float64.text($0) } }
    return { value in
      let text = type.text(value)
      // What was recorded in another type than the present one keeps all of its digits.
      return value.isNaN || Self.number(text, type) == value ? text : NumberType.float64.text(value)
    }
  }

  /// What a text of a type reads back to.
  private static func number(_ text: String, _ type: NumberType) -> Double? {
    type == .float64 ? Double(text) : Float(text).map { Double($0) }
  }

  func name(_ channel: Int?) -> String {
    guard let channel else { return "mean over all channels" }
    let name = session.channelName(channel)
    return name == String(channel) ? "channel \(channel)" : "channel \(channel), \(name)"
  }

  // MARK: Curves

  /// The recorded steps of some histories together.
  private func steps(_ histories: [History]) -> [Double] { Set(histories.flatMap(\.steps)).sorted() }

  /// A history's values at some steps; nothing measured where it has no such step.
  func values(
    _ curve: History.Curve, _ channel: Int?, of history: History, at steps: [Double]
  ) -> [Double] {
    let points = history.points(curve, channel: channel)
    if points.steps == steps { return points.values }
    let known = Dictionary(zip(points.steps, points.values)) { $1 }
    return steps.map { known[$0] ?? NumberText.notMeasured }
  }

  private var statistics: Page.Section {
    var blocks: [Page.Block] = []
    if let changes { blocks.append(.paragraph(changes)) }
    let stride = session.history.stride
    if stride > 1 { blocks.append(.remark("Of so many steps every \(stride)th is remembered.")) }
    if session.isInPast {
      blocks.append(.remark("The curves go up to step \(session.step), where the session stands."))
    }
    blocks.append(
      .charts(lookedAt.flatMap { channel in [chart(.movingMean, channel), chart(.movingVariance, channel)] }))
    if let outlook { blocks.append(.table(outlook)) }
    return Page.Section("Moving statistics over the steps", blocks)
  }

  /// Where the moving statistics of the channels that are looked at go; `nil` where nothing is known of that.
  private var outlook: PageTable? {
    func short(_ number: Double?) -> String { number.map { NumberText.significant($0, digits: 5) } ?? "" }
    let rows = lookedAt.compactMap(\.self).flatMap { channel in
      [VariableName.movingMean, .movingVariance].compactMap { name -> PageTable.Row? in
        guard let prediction = session.prediction(of: name, channel: channel), prediction.settles,
          prediction.limit.isFinite
        else { return nil }
        let updates = prediction.updatesToOnePercent.map(String.init) ?? ""
        return PageTable.Row(
          cells: ["\(name.rawValue)[\(channel)]", short(prediction.limit), short(prediction.band), updates])
      }
    }
    let heads = ["in the end", "standard deviation then", "updates until 1% of the way is left"]
    guard !rows.isEmpty else { return nil }
    return PageTable(
      caption: "Where the moving statistics go if steps go on as they are",
      columns: [PageTable.Column(name: "statistic")] + heads.map { PageTable.Column(name: $0, isNumber: true) },
      rows: rows)
  }

  private func chart(_ name: VariableName, _ channel: Int?) -> PageChart {
    let isMean = name == .movingMean
    let (moving, batch): (History.Curve, History.Curve) =
      isMean ? (.movingMean, .batchMean) : (.movingVariance, .batchVariance)
    let history = session.history
    let steps = steps([history] + beside.map(\.branch.history))
    let number = text(channel)
    func own(_ curve: History.Curve) -> [Double] { values(curve, channel, of: history, at: steps) }
    let what = isMean ? "moving mean" : "moving variance"
    let label = beside.isEmpty ? what : "\(what), \(session.branches.current)"
    var series = [
      PageChart.Series(label, .moving, .strong, own(moving), text: number),
      PageChart.Series(isMean ? "batch mean" : "batch variance", .batch, .thin, own(batch), text: number),
    ]
    for (other, look) in zip(beside, Self.looks) {
      let theirs = values(moving, channel, of: other.branch.history, at: steps)
      series.append(PageChart.Series("branch \(other.name)", look.0, look.1, theirs, text: number))
    }
    let expected = expected(name, channel, at: steps)
    let bands =
      expected.count < 3
      ? [] : [PageChart.Band(name: "expected ± 2 sd", ink: .expected, low: series.count + 1, high: series.count + 2)]
    series += expected
    return PageChart(
      title: "\(isMean ? "Moving mean" : "Moving variance"), \(self.name(channel))",
      about: isMean
        ? "What inference takes off, and the mean of each batch."
        : "What inference divides by the root of, and the variance of each batch.",
      steps: steps, series: series, bands: bands, marks: marks)
  }

  /// How the curves of other branches are told apart.
  private static let looks: [(ChartInk, PageChart.Look)] = [
    (.first, .dashed), (.second, .dotted), (.third, .dashed), (.fourth, .dotted),
  ]

  /// What was to be expected; behind it two standard deviations to both sides, where the noise is known.
  private func expected(_ name: VariableName, _ channel: Int?, at steps: [Double]) -> [PageChart.Series] {
    let channels = channel.map { [$0] } ?? Array(0..<(session.layer?.channels ?? 0))
    guard let curve = PredictionCurve(of: name, channels: channels, in: session) else { return [] }
    func series(_ name: String, _ look: PageChart.Look, _ values: [Double]) -> PageChart.Series {
      let known = Dictionary(zip(curve.steps, values)) { $1 }
      return PageChart.Series(name, .expected, look, steps.map { known[$0] ?? NumberText.notMeasured }) {
        // What is only expected is not known to more digits.
        NumberText.significant($0, digits: 6)
      }
    }
    let middle = series("expected", .dashed, curve.expected)
    guard !curve.deviations.isEmpty else { return [middle] }
    let edges = zip(curve.expected, curve.deviations)
    return [
      middle, series("expected - 2 sd", .dotted, edges.map { $0 - 2 * $1 }),
      series("expected + 2 sd", .dotted, edges.map { $0 + 2 * $1 }),
    ]
  }
}
