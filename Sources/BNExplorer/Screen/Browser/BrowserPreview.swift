import BNCore
import TerminalKit
import Platform
import BNFiles

/// What there is to say of the chosen layer, with larger pictures of its numbers.
enum BrowserPreview {
  static func draw(_ browser: LayerBrowser, _ glyphs: GlyphLevel, in area: Area, of frame: inout Frame) {
    guard area.rows > 1, area.columns > 4 else { return }
    let (top, below) = area.splitRows(at: 1)
    let text = Area(column: below.column + 1, row: below.row, columns: below.columns - 2, rows: below.rows)
    guard let row = browser.list.chosenRow else {
      return PaneTitle.draw("nothing is chosen", in: top, glyphs, of: &frame)
    }
    switch row.content {
    case .item(let item):
      PaneTitle.draw(kind(of: browser.layers[item].layer), in: top, glyphs, of: &frame)
      draw(browser.layers[item], glyphs, in: text, of: &frame)
    case .group(let path, let items):
      PaneTitle.draw(
        "\(counted(items.count, "layer")) below \(path)".cut(to: top.columns - 4, ascii: glyphs == .ascii), in: top,
        glyphs, of: &frame)
      _ = write(wrapped(lines(of: items.map { browser.layers[$0] }), columns: text.columns), in: text, of: &frame)
    }
  }

  private typealias Line = (text: String, style: Style)

  private static func draw(_ digest: LayerDigest, _ glyphs: GlyphLevel, in area: Area, of frame: inout Frame) {
    let parts = LayerPart.allCases.filter { digest.pictures[$0] != nil }
    let head = wrapped(lines(of: digest), columns: area.columns)
    // The pictures say more than the last of many lines.
    let shownHead = head.prefix(max(1, area.rows - parts.count))
    var rest = write(Array(shownHead), in: area, of: &frame)
    for part in parts where !rest.isEmpty {
      let (line, below) = rest.splitRows(at: 1)
      draw(part, of: digest, glyphs, in: line, of: &frame)
      rest = below
    }
    let notes = wrapped(
      (digest.layer.remarks + digest.numbers.notes(for: digest.layer)).map { ($0, Style(.faint)) },
      columns: area.columns)
    guard !rest.isEmpty else { return }
    rest = write(notes, in: rest, of: &frame)
    drawHistograms(parts, of: digest, glyphs, in: rest, of: &frame)
  }

  /// "batch norm of 64 channels on axis 1".
  private static func kind(of layer: FoundLayer) -> String {
    let channels = layer.channels.map { " of \(counted($0, "channel"))" } ?? ""
    let axis = layer.axis.map { " on axis \($0)" } ?? ""
    return (layer.kind.explanation?.cut(to: 60, ascii: true) ?? "batch norm") + channels + axis
  }

  /// The name in full, where its numbers come from, and what is odd.
  private static func lines(of digest: LayerDigest) -> [Line] {
    let layer = digest.layer
    var lines: [Line] = [(layer.shownName, Style(.title, .bold))] + found(digest) { $0 != .info }
    var facts: [String] = []
    if let epsilon = layer.epsilon { facts.append("epsilon \(ValueText.text(epsilon)) (\(layer.epsilonSource.words))") }
    if let momentum = layer.momentum {
      facts.append("momentum \(ValueText.text(momentum)) (\(layer.momentumSource.words))")
    }
    if layer.isBatchNorm, layer.varianceKind != .unknown { facts.append("\(layer.varianceKind.rawValue) variance") }
    if !facts.isEmpty { lines.append((facts.joined(separator: ", "), Style())) }
    return lines
      + digest.oddities.map { oddity, channels in
        let many = channels > 0 ? "\(channels) of \(counted(layer.channels ?? channels, "channel")): " : ""
        return ("\(oddity.mark) \(many)\(oddity.meaning)", Style(oddity.role))
      } + found(digest) { $0 == .info }
  }

  /// What the doctor finds, each behind its mark.
  private static func found(_ digest: LayerDigest, where isShown: (Finding.Severity) -> Bool) -> [Line] {
    let text = FindingText(for: .file)
    return digest.findings.filter { isShown($0.finding.severity) }.map { finding in
      let severity = finding.finding.severity
      let cause = finding.consequenceOf.map { ", as a consequence of \($0.escapingControls)" } ?? ""
      return (
        "\(severity.mark) \(finding.finding.code.rawValue) \(text.figures(of: finding.finding))\(cause)",
        Style(severity.role)
      )
    }
  }

  /// How many layers of a group are odd in which way.
  private static func lines(of digests: [LayerDigest]) -> [Line] {
    let channels = digests.reduce(0) { $0 + ($1.layer.channels ?? 0) }
    let head: Line = (counted(channels, "channel") + " in all", Style())
    let grave = Finding.Severity.gravestFirst.compactMap { severity -> Line? in
      let count = digests.count { $0.gravity == severity }
      return count > 0 ? ("\(severity.mark) \(severity.words(for: count))", Style(severity.role)) : nil
    }
    return [head] + grave
      + LayerOddity.allCases.compactMap { oddity in
        let count = digests.count { $0.oddities.contains { $0.oddity == oddity } }
        guard count > 0 else { return nil }
        return ("\(oddity.mark) \(counted(count, "layer")): \(oddity.meaning)", Style(oddity.role))
      }
  }

  /// Name, range, and as long a picture as there is room for.
  private static func draw(
    _ part: LayerPart, of digest: LayerDigest, _ glyphs: GlyphLevel, in line: Area, of frame: inout Frame
  ) {
    let range = LayerTable.text(part.values(digest.numbers).flatMap { Extremes($0) }, 3)
    let style = Style(part.role)
    frame.write(part.rawValue, column: line.column, row: line.row, limit: line.columns, style)
    frame.write(range, column: line.column + 10, row: line.row, limit: line.columns - 10, Style())
    let picture = line.splitColumns(at: max(28, 12 + range.count)).right
    BrowserView.draw(part, of: digest, glyphs, in: picture, of: &frame)
  }

  /// How the numbers are spread, as many as there is room for.
  private static func drawHistograms(
    _ parts: [LayerPart], of digest: LayerDigest, _ glyphs: GlyphLevel, in area: Area, of frame: inout Frame
  ) {
    let least = 6
    let shown = LayerPart.byWeight.filter(parts.contains).prefix(max(0, (area.rows - 1) / least))
    guard !shown.isEmpty else { return }
    var rest = area.splitRows(at: 1).bottom
    let rows = min(12, rest.rows / shown.count)
    for part in LayerPart.allCases where shown.contains(part) {
      let (place, below) = rest.splitRows(at: rows)
      rest = below
      guard let values = part.values(digest.numbers) else { continue }
      Histogram(title: part.rawValue, values: values, style: Style(part.role)).draw(
        in: place, of: &frame, glyphs: glyphs)
    }
  }

  private static func wrapped(_ lines: [Line], columns: Int) -> [Line] {
    lines.flatMap { line in line.text.wrapped(to: max(1, columns)).map { ($0, line.style) } }
  }

  /// Writes lines, and returns what is left below them.
  private static func write(_ lines: [Line], in area: Area, of frame: inout Frame) -> Area {
    for (row, line) in lines.prefix(area.rows).enumerated() {
      frame.write(line.text, column: area.column, row: area.row + row, limit: area.columns, line.style)
    }
    return area.splitRows(at: lines.count).bottom
  }
}

extension FoundLayer.Source {
  fileprivate var words: String {
    switch self {
    case .file: "from the file"
    case .assumed: "assumed"
    case .unknown: "nobody says it"
    }
  }
}
