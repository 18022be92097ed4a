import BNCore
import TerminalKit
import Platform
import BNFiles

/// The layers of a model over the whole screen: a row each, with little pictures of its numbers.
enum BrowserView {
  /// All above the line of messages; what is told above the panes stays.
  static func area(_ state: ScreenState, size: Size) -> Area {
    let layout = ScreenView.Layout(state, size: size)
    guard state.tour == nil, !CaptionView.isShown(state) else { return layout.body }
    let top = layout.header.isEmpty ? layout.body.row : layout.header.row
    return Area(
      column: layout.body.column, row: top, columns: layout.body.columns,
      rows: layout.body.row + layout.body.rows - top)
  }

  static func draw(_ browser: LayerBrowser, _ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    frame.blank(out: area)
    let layout = BrowserLayout(browser, in: area)
    PaneTitle.draw(
      title(of: browser, columns: layout.title.columns - 4, state.glyphs), in: layout.title, state.glyphs, of: &frame)
    drawHeading(layout, of: &frame)
    let visible = browser.list.visible(BrowserList.window(layout.list))
    for (offset, row) in visible.enumerated() where offset < layout.list.rows {
      let line = Area(column: layout.list.column, row: layout.list.row + offset, columns: layout.list.columns, rows: 1)
      draw(row, browser, layout, state.glyphs, in: line, of: &frame)
    }
    if browser.list.rows.isEmpty {
      frame.write(
        "no layer is so; / changes what is looked for", column: layout.list.column + 2, row: layout.list.row,
        limit: layout.list.columns - 2, Style(.faint))
    }
    BrowserPreview.draw(browser, state.glyphs, in: layout.preview, of: &frame)
    if !layout.list.isEmpty {
      frame.cursor = Position(
        column: layout.list.column,
        row: layout.list.row + min(layout.list.rows - 1, browser.list.chosen - visible.lowerBound))
    }
    if let complaint = browser.complaint { say(complaint, in: area, state.glyphs, of: &frame) }
  }

  /// Which model, how many layers and in which order; what finds no room is left out.
  private static func title(of browser: LayerBrowser, columns: Int, _ glyphs: GlyphLevel) -> String {
    let (norms, others) = browser.counts
    let shown = browser.list.shown.count { browser.layers[$0].layer.isBatchNorm }
    let isAll = browser.filter == .all
    let number = isAll ? counted(norms, "batch norm") : "\(shown) of \(norms)"
    var parts = ["\(browser.model.name.escapingControls): \(number)"]
    if !isAll { parts[0] += " with \(browser.filter.text.escapingControls)" }
    parts.append(browser.order.text(isNetworkOrder: browser.model.model.isNetworkOrder))
    if others > 0 { parts.append("\(counted(others, "other")) \(browser.showsOthers ? "below" : "hidden")") }
    var title = parts[0]
    for part in parts.dropFirst() where title.columns + 2 + part.columns <= columns { title += ", " + part }
    return title.cut(to: columns, ascii: glyphs == .ascii)
  }

  private static func drawHeading(_ layout: BrowserLayout, of frame: inout Frame) {
    guard !layout.heading.isEmpty else { return }
    let (left, row) = (layout.heading.column, layout.heading.row)
    frame.write(
      "layer", column: left + BrowserLayout.margin, row: row, limit: layout.nameColumns, Style(.faint))
    for column in layout.columns {
      let text: String
      switch column.content {
      case .marks: text = "odd"
      case .channels: text = "chan.".paddedLeft(to: column.width)
      case .epsilon: text = "epsilon"
      case .picture(let part): text = column.width < part.title.count ? String(part.title.prefix(7)) : part.title
      }
      frame.write(text, column: left + column.start, row: row, limit: column.width, Style(.faint))
    }
  }

  private static func draw(
    _ index: Int, _ browser: LayerBrowser, _ layout: BrowserLayout, _ glyphs: GlyphLevel, in line: Area,
    of frame: inout Frame
  ) {
    let row = browser.list.rows[index]
    let isChosen = index == browser.list.chosen
    let digest = row.item.map { browser.layers[$0] }
    let isFaint = digest.map { !$0.layer.isBatchNorm } ?? false
    if isChosen {
      frame.write(
        glyphs == .ascii ? ">" : "▸", column: line.column, row: line.row, limit: line.columns, Style(.accent, .bold))
    }
    let indent = min(row.depth * BrowserList.indent, layout.nameColumns / 2)
    let name = Area(
      column: line.column + BrowserLayout.margin + indent, row: line.row, columns: layout.nameColumns - indent, rows: 1)
    let style = Style(isFaint ? .faint : row.path == nil ? .text : .title, isChosen ? .reverse : [])
    frame.write(
      self.name(of: row, columns: name.columns, glyphs), column: name.column, row: name.row, limit: name.columns, style)
    for column in layout.columns {
      let cell = Area(column: line.column + column.start, row: line.row, columns: column.width, rows: 1)
      draw(column.content, row, browser, isFaint: isFaint, glyphs, in: cell, of: &frame)
    }
  }

  /// A group with the number of layers in it; of a name that is too long the end is left, which tells it from others.
  private static func name(of row: BrowserList.Row, columns: Int, _ glyphs: GlyphLevel) -> String {
    guard case .group(_, let items) = row.content else { return row.label.end(columns, ascii: glyphs == .ascii) }
    let count = " (\(items.count))"
    return "\(row.isFolded ? "+" : "-") "
      + row.label.end(columns - 2 - count.count, ascii: glyphs == .ascii) + count
  }

  private static func draw(
    _ content: BrowserLayout.Column.Content, _ row: BrowserList.Row, _ browser: LayerBrowser, isFaint: Bool,
    _ glyphs: GlyphLevel, in cell: Area, of frame: inout Frame
  ) {
    if case .group(_, let items) = row.content {
      // What is out of sight should not be lost sight of.
      guard content == .marks else { return }
      let present = Set(items.flatMap { browser.layers[$0].oddities.map(\.oddity) })
      let gravity = items.compactMap { browser.layers[$0].gravity }.max()
      return draw(gravity, LayerOddity.allCases.filter(present.contains), in: cell, of: &frame)
    }
    guard let digest = row.item.map({ browser.layers[$0] }) else { return }
    let style = Style(isFaint ? .faint : .text)
    switch content {
    case .marks: draw(digest.gravity, digest.oddities.map(\.oddity), in: cell, of: &frame)
    case .channels:
      let text = digest.layer.channels.map(String.init) ?? "-"
      frame.write(text.paddedLeft(to: cell.columns), column: cell.column, row: cell.row, limit: cell.columns, style)
    case .epsilon: frame.write(digest.epsilonText, column: cell.column, row: cell.row, limit: cell.columns, style)
    case .picture(let part): draw(part, of: digest, isFaint: isFaint, glyphs, in: cell, of: &frame)
    }
  }

  /// The mark of the gravest finding, then those of what is odd, as many as there is room for.
  private static func draw(
    _ gravity: Finding.Severity?, _ oddities: [LayerOddity], in cell: Area, of frame: inout Frame
  ) {
    let marks = [gravity.map { ($0.mark, $0.role) }].compactMap(\.self) + oddities.map { ($0.mark, $0.role) }
    for (column, mark) in marks.prefix(cell.columns).enumerated() {
      frame.put(Cell(mark.0, Style(mark.1, .bold)), column: cell.column + column, row: cell.row)
    }
  }

  static func draw(
    _ part: LayerPart, of digest: LayerDigest, isFaint: Bool = false, _ glyphs: GlyphLevel, in cell: Area,
    of frame: inout Frame
  ) {
    guard let picture = digest.pictures[part] else {
      frame.write("-", column: cell.column, row: cell.row, limit: cell.columns, Style(.faint))
      return
    }
    Sparkline(marking: picture.cells(cell.columns), range: picture.range, style: Style(isFaint ? .faint : part.role))
      .draw(in: cell, of: &frame, glyphs: glyphs)
  }

  /// Why what is typed does not count, above the line where it is typed.
  private static func say(
    _ complaint: LayerBrowser.Complaint, in area: Area, _ glyphs: GlyphLevel, of frame: inout Frame
  ) {
    let line = area.splitRows(at: area.rows - 1).bottom
    frame.blank(out: line)
    let text = complaint.isError ? complaint.text : "not complete, so the list stays: \(complaint.text)"
    frame.write(
      text.cut(to: line.columns - 2, ascii: glyphs == .ascii), column: line.column + 1, row: line.row,
      limit: line.columns - 1, complaint.isError ? Style(.error, .bold) : Style(.warning))
  }
}

extension LayerPart {
  var role: Role {
    switch self {
    case .gamma: .gamma
    case .beta: .beta
    case .mean: .movingMean
    case .variance: .movingVariance
    }
  }
}

extension String {
  /// At most so many characters, the beginning replaced by an ellipsis where it is longer.
  fileprivate func end(_ limit: Int, ascii: Bool) -> String {
    guard count > limit else { return self }
    return limit < 3 ? String(suffix(max(0, limit))) : (ascii ? ".." : "…") + suffix(limit - (ascii ? 2 : 1))
  }
}
