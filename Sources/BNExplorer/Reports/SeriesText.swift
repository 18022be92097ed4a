import BNCore
import Platform
import TerminalKit

/// Checkpoints as the axis of time, for people: since when something is wrong, then how each layer went.
struct SeriesText {
  let series: ModelSeries
  let width: Int
  let glyphs: GlyphLevel
  /// Of so many checkpoints all are listed.
  private static let mostListed = 24
  /// No course is drawn wider; of more checkpoints several share a bar.
  private static let mostBars = 12

  init(_ series: ModelSeries, width: Int, glyphs: GlyphLevel) {
    self.series = series
    self.width = max(LayerTable.narrowest, width)
    self.glyphs = glyphs
  }

  var text: String {
    let blocks = [head, verdict, course] + [events, summary]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  /// One layer's numbers, a row a checkpoint.
  func text(of layer: SeriesLayer) -> String {
    let channels = layer.points.compactMap(\.self).last?.channels ?? 0
    let heading = "\(layer.name.shownLayerName), \(counted(channels, "channel"))"
    let own = series.events.filter { $0.layer == layer.name }
    return ([heading] + rows(of: layer) + own.flatMap(lines)).joined(separator: "\n")
  }

  // MARK: The checkpoints

  private var head: [String] {
    let checkpoints = series.checkpoints
    let digits = "\(checkpoints.count)".count
    let listed = checkpoints.indices.filter { index in
      checkpoints.count <= Self.mostListed || index == 0 || index == checkpoints.count - 1
        || series.events.contains { $0.checkpoint == index || $0.checkpoint == index + 1 }
    }
    var lines = folder.isEmpty ? [] : broken("in \(folder.escapingControls)")
    for (place, index) in listed.enumerated() {
      if place > 0, listed[place - 1] != index - 1 { lines.append("\(String(repeating: " ", count: digits))  ...") }
      let checkpoint = checkpoints[index]
      let said = "\(name(index)): \(checkpoint.format), \(counted(checkpoint.count, "batch norm"))"
      for (row, line) in LayerTable.broken(said, width - digits - 2).enumerated() {
        lines.append((row == 0 ? "\(index + 1)" : "").paddedLeft(to: digits) + "  " + line)
      }
    }
    return lines
  }

  private var verdict: [String] {
    guard !series.layers.isEmpty else { return ["No batch norm is in these files."] }
    let start = series.events.filter { $0.checkpoint == 0 && $0.severity != .info }
    guard let turn = series.turn else {
      return broken(
        start.isEmpty
          ? "Nothing went wrong on the way, by the files alone; activations tell more: doctor FILE --captured."
          : "What is wrong is so from the first checkpoint on.")
    }
    let together = series.events.filter { $0.checkpoint == turn.checkpoint && $0.severity == turn.severity }
    let layers = together.map(\.layer.shownLayerName).uniqued
    return broken(
      "It went wrong between \(name(turn.checkpoint - 1)) and \(name(turn.checkpoint)), in "
        + "\(LayerTable.listed(layers)): \(reason(turn)).")
  }

  /// The folder that all checkpoints are in, with its last slash; "" where they are in several, or in the present one.
  private var folder: String {
    let folders = Set(series.checkpoints.map { $0.path.prefix(through: $0.path.lastIndex(of: "/")) })
    return folders.count == 1 ? folders.first.map(String.init) ?? "" : ""
  }

  private func path(_ checkpoint: Int) -> String { series.checkpoints[checkpoint].path.escapingControls }

  /// Its name in the folder that all are in.
  private func name(_ checkpoint: Int) -> String {
    String(series.checkpoints[checkpoint].path.dropFirst(folder.count)).escapingControls
  }

  private func number(_ value: Double) -> String { LayerTable.number(value, 3) }

  // MARK: The course

  private var bars: Int { min(Self.mostBars, max(6, series.checkpoints.count)) }

  private var course: [String] {
    guard series.checkpoints.count > 1, !series.layers.isEmpty else { return [] }
    let names = ["|mean|", "deviation", "|gamma|", "change"].map { $0.padded(to: max(bars, 9)) }
    let heading = (names + [" largest", "  at", "layer"]).joined(separator: "  ")
    let lead =
      "The median channel of each, and the change of the output since the checkpoint before, in deviations of it:"
    return broken(lead) + [heading] + series.layers.flatMap(row)
  }

  private func row(_ layer: SeriesLayer) -> [String] {
    let parts: [(SeriesLayer.Point) -> Double?] = [\.mean, \.deviation, \.gamma, \.change]
    let courses = parts.map { part in
      drawn(layer.points.map { $0.flatMap(part) }).padded(to: max(bars, 9))
    }
    let largest = layer.largestChange
    let figures = [
      (largest.map { number($0.change) } ?? "-").paddedLeft(to: 8),
      (largest.map { "\($0.checkpoint + 1)" } ?? "-").paddedLeft(to: 4),
    ]
    let start = (courses + figures).joined(separator: "  ")
    let name = layer.name.shownLayerName
    return start.count + 2 + name.count <= width ? ["\(start)  \(name)"] : [name, start]
  }

  /// A course as bars, the tallest of those that share one; what is not there is a blank.
  private func drawn(_ values: [Double?]) -> String {
    let shared = max(1, (values.count + Self.mostBars - 1) / Self.mostBars)
    let shown = stride(from: 0, to: values.count, by: shared).map { start in
      values[start..<min(start + shared, values.count)].compactMap(\.self).max()
    }
    let finite = shown.compactMap(\.self).filter(\.isFinite)
    let range = ValueRange(of: finite + [0])
    var frame = Frame(size: Size(columns: shown.count, rows: 1))
    for (column, value) in shown.enumerated() {
      guard let value else { continue }
      Sparkline(marking: [value], range: range, style: Style())
        .draw(in: Area(column: column, row: 0, columns: 1, rows: 1), of: &frame, glyphs: glyphs)
    }
    return frame.text[0]
  }

  // MARK: One layer

  /// Batches, change, mean, deviation and gamma of a checkpoint.
  private static func cells(_ point: SeriesLayer.Point?) -> [String] {
    guard let point else { return Array(repeating: "-", count: 5) }
    func number(_ value: Double?) -> String { value.map { LayerTable.number($0, 3) } ?? "-" }
    let batches = point.batches.map { String($0) } ?? "-"
    return [batches, number(point.change), number(point.mean), number(point.deviation), number(point.gamma)]
  }

  private func rows(of layer: SeriesLayer) -> [String] {
    let headings = ["", "batches", "change", "|mean|", "deviation", "|gamma|"]
    let cells = layer.points.enumerated().map { [String($0 + 1)] + Self.cells($1) }
    let widths = headings.indices.map { column in
      ([headings] + cells).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      zip(cells, widths).map { $0.paddedLeft(to: $1) }.joined(separator: "  ")
    }
    return [line(headings) + "  checkpoint"]
      + cells.enumerated().flatMap { index, cells in
        let start = line(cells)
        let name = name(index)
        return start.count + 2 + name.count <= width ? ["\(start)  \(name)"] : [start, "    \(name)"]
      }
  }

  // MARK: What happened

  private var events: [String] { grouped.flatMap { lines($0.event, of: $0.layers) } }

  private func lines(_ event: SeriesEvent) -> [String] { lines(event, of: [event.layer.shownLayerName]) }

  /// Events of the same checkpoint and kind are one, of several layers.
  private var grouped: [(event: SeriesEvent, layers: [String])] {
    var groups: [(event: SeriesEvent, layers: [String])] = []
    for event in series.events {
      if let index = groups.firstIndex(where: { $0.event.isSame(as: event) }) {
        groups[index].layers.append(event.layer.shownLayerName)
        if event.isLarger(than: groups[index].event) { groups[index].event = event }
      } else {
        groups.append((event, [event.layer.shownLayerName]))
      }
    }
    return groups
  }

  private func lines(_ event: SeriesEvent, of layers: [String]) -> [String] {
    let severity = event.severity.rawValue.padded(to: 5)
    let start = "\(severity) from \(event.checkpoint + 1) on, \(LayerTable.listed(layers.uniqued)): \(reason(event))."
    guard let advice = advice(event) else { return broken(start) }
    return broken(start) + LayerTable.broken("try: \(advice).", width - 6).map { "      " + $0 }
  }

  /// What happened, without a full stop.
  private func reason(_ event: SeriesEvent) -> String {
    switch event.kind {
    case .finding(let finding):
      let words = DoctorWords.Finding(finding)
      return "\(finding.finding.code.rawValue) \(words.figures): \(words.why)"
    case .standstill(let checkpoints):
      return
        "mean and variance stand still for \(counted(checkpoints, "checkpoint")) while gamma or beta move: no update ran"
    case .jump(let change, let before):
      return
        "the output moved by \(number(change)) deviations\(change < 5 ? "" : " or more") at once, after no more than "
        + "\(number(before)) from one checkpoint to the next"
    case .countWentBack(let from, let to):
      return "the count of batches went back from \(from) to \(to): another run, or a layer that was made anew"
    }
  }

  private func advice(_ event: SeriesEvent) -> String? {
    let files = event.checkpoint > 0 ? "\(path(event.checkpoint - 1)) \(path(event.checkpoint))" : ""
    return switch event.kind {
    case .finding(let finding): DoctorWords.Finding(finding).advice
    case .standstill:
      "run the update operations, or training mode, in these steps, unless the layer is frozen on purpose"
    case .jump: "see what changed there, with bnexplorer diff \(files)"
    case .countWentBack: nil
    }
  }

  private var summary: [String] {
    let (errors, warnings) = (series.count(.error), series.count(.warning))
    let found =
      errors + warnings == 0
      ? "nothing found" : "\(counted(errors, "error")), \(counted(warnings, "warning"))"
    return broken(
      "\(counted(series.checkpoints.count, "checkpoint")), \(counted(series.layers.count, "batch norm")): \(found)")
  }

  private func broken(_ text: String) -> [String] { LayerTable.broken(text, width) }
}

extension SeriesEvent {
  /// Whether it is the same of another layer.
  fileprivate func isSame(as other: SeriesEvent) -> Bool {
    guard checkpoint == other.checkpoint else { return false }
    return switch (kind, other.kind) {
    case (.standstill(let a), .standstill(let b)): a == b
    case (.countWentBack(let from, let to), .countWentBack(let other, let last)): (from, to) == (other, last)
    case (.jump, .jump): true
    default: false
    }
  }

  fileprivate func isLarger(than other: SeriesEvent) -> Bool {
    guard case .jump(let change, _) = kind, case .jump(let known, _) = other.kind else { return false }
    return change > known
  }
}

extension String {
  /// The part up to a place and with it; "" up to nowhere.
  fileprivate func prefix(through place: Index?) -> Substring { place.map { self[...$0] } ?? "" }
}

extension [String] {
  /// Each once, in the order of the first of its kind.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
