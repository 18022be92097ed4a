import BNFiles
import Platform
import TerminalKit

/// What differs between two models, over the whole screen: a row a layer, and what is to be said of the chosen one.
enum DifferenceView {
  /// Where the parts stand, for drawing and for the mouse.
  struct Layout {
    let title: Area
    let heading: Area
    let list: Area
    let detail: Area
    /// How wide a picture of the channels is; 0 where there is no room.
    let picture: Int

    init(_ browser: DifferenceBrowser, in area: Area) {
      let (title, below) = area.splitRows(at: area.rows >= 3 ? 1 : 0)
      self.title = title
      let detailRows = below.rows >= 10 ? min(8, below.rows * 2 / 5) : 0
      let (top, detail) = below.splitRows(at: below.rows - detailRows)
      self.detail = detail
      (heading, list) = top.splitRows(at: top.rows >= 4 ? 1 : 0)
      let room = area.columns - DifferenceView.margin - DifferenceView.figures - browser.list.widest
      picture = room >= 10 ? min(ChannelPicture.most, room - 2) : 0
    }
  }

  /// In front of the figures: the mark of the chosen row.
  private static let margin = 2
  /// How wide the figures are.
  fileprivate static let figures = DifferenceText.columns("", "", "").count

  static func draw(_ browser: DifferenceBrowser, _ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    frame.blank(out: area)
    let layout = Layout(browser, in: area)
    PaneTitle.draw(
      title(of: browser).cut(to: layout.title.columns - 4, ascii: state.glyphs == .ascii), in: layout.title,
      state.glyphs, of: &frame)
    frame.write(
      DifferenceText.headings, column: layout.heading.column + margin, row: layout.heading.row,
      limit: layout.heading.columns - margin,
      Style(.faint))
    let visible = browser.list.visible(BrowserList.window(layout.list))
    for (offset, row) in visible.enumerated() where offset < layout.list.rows {
      let line = Area(column: layout.list.column, row: layout.list.row + offset, columns: layout.list.columns, rows: 1)
      draw(row, browser, layout, state.glyphs, in: line, of: &frame)
    }
    drawDetail(browser, state.glyphs, in: layout.detail, of: &frame)
    guard !layout.list.isEmpty else { return }
    frame.cursor = Position(
      column: layout.list.column,
      row: layout.list.row + min(layout.list.rows - 1, browser.list.chosen - visible.lowerBound))
  }

  private static func title(of browser: DifferenceBrowser) -> String {
    let difference = browser.listing.difference
    let names = [("A", difference.a), (browser.listing.letter, difference.b)].map {
      "\($0) \($1.path.lastPathComponent.escapingControls)"
    }
    let differing = difference.pairs(.different).count
    let only = difference.onlyInA.count + difference.onlyInB.count
    return names.joined(separator: ", ") + ": \(differing) of \(counted(difference.pairs.count, "layer")) differ"
      + (difference.folds.isEmpty ? "" : ", \(difference.folds.count) folded")
      + (only == 0 ? "" : ", \(only) in one alone")
  }

  private static func draw(
    _ index: Int, _ browser: DifferenceBrowser, _ layout: Layout, _ glyphs: GlyphLevel, in line: Area,
    of frame: inout Frame
  ) {
    guard let item = browser.list.rows[index].item else { return }
    let entry = browser.entries[item]
    let isChosen = index == browser.list.chosen
    if isChosen {
      frame.write(
        glyphs == .ascii ? ">" : "▸", column: line.column, row: line.row, limit: line.columns, Style(.accent, .bold))
    }
    let style = Style(entry.differs ? .text : .faint, isChosen ? .reverse : [])
    let text = (entry.figures + entry.name).cut(to: line.columns - margin, ascii: glyphs == .ascii)
    frame.write(text, column: line.column + margin, row: line.row, limit: line.columns - margin, style)
    guard layout.picture > 0, case .pair(_, let picture) = entry, entry.differs else { return }
    let start = margin + figures + browser.list.widest + 2
    let cell = Area(column: line.column + start, row: line.row, columns: layout.picture, rows: 1)
    Sparkline(marking: picture.cells(cell.columns), range: picture.range, style: Style(.accent))
      .draw(in: cell, of: &frame, glyphs: glyphs)
  }

  /// What the chosen layer is matched by, and what differs in it.
  private static func drawDetail(
    _ browser: DifferenceBrowser, _ glyphs: GlyphLevel, in area: Area, of frame: inout Frame
  ) {
    guard area.rows > 1, let entry = browser.chosen else { return }
    let (top, below) = area.splitRows(at: 1)
    PaneTitle.draw(
      entry.name.cut(to: top.columns - 4, ascii: glyphs == .ascii), in: top, glyphs, of: &frame)
    let width = max(1, below.columns - 2)
    let lines = detail(of: entry, browser.listing).flatMap { $0.wrapped(to: width) }
    for (row, line) in lines.prefix(below.rows).enumerated() {
      frame.write(line, column: below.column + 1, row: below.row + row, limit: width, Style())
    }
  }

  private static func detail(of entry: DifferenceBrowser.Entry, _ listing: DifferenceListing) -> [String] {
    let text = DifferenceText(listing.difference, letter: listing.letter, width: LayerTable.narrowest)
    switch entry {
    case .pair(let pair, _):
      let remarks = text.remarks(on: pair)
      let figures =
        "in deviations of A's output: scale by \(LayerTable.number(pair.comparison.scale, 3)),"
        + " shift by \(LayerTable.number(pair.comparison.shift, 3))"
      switch pair.comparison.verdict {
      case .identical: return ["the same numbers in both"] + remarks
      case .withinPrecision:
        return [figures + ", which rounding to \(pair.comparison.precision.name) explains"] + remarks
      case .different: return remarks + [figures + "; A -> \(listing.letter) is the worst channel"]
      }
    case .folded(let fold): return [text.remark(on: fold)]
    case .onlyIn(let letter, let layer):
      return [
        "only in \(letter): \(counted(layer.channels ?? 0, "channel")), no layer of the other file was found for it"
      ]
    }
  }
}

extension DifferenceBrowser.Entry {
  /// Whether it is one of what is looked for.
  var differs: Bool {
    guard case .pair(let pair, _) = self else { return true }
    return pair.comparison.verdict == .different
  }

  /// Its figures in the list's columns, or what it is instead.
  fileprivate var figures: String {
    let width = DifferenceView.figures
    switch self {
    case .pair(let pair, _) where pair.comparison.verdict == .identical: return "identical".padded(to: width)
    case .pair(let pair, _) where pair.comparison.verdict == .withinPrecision:
      return "equal to \(pair.comparison.precision.name)".padded(to: width)
    case .pair(let pair, _): return DifferenceText.columns(of: pair.comparison)
    case .folded: return "folded".padded(to: width)
    case .onlyIn(let letter, _): return "only in \(letter)".padded(to: width)
    }
  }
}
