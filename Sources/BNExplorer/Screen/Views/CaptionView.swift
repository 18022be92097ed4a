import TerminalKit

/// What a demo says, above the panes: the caption is shown whole, whatever else has to go for it.
enum CaptionView {
  private typealias Line = (text: String, style: Style)

  /// How many rows it would like to have.
  static func rows(_ demo: DemoPlayer, columns: Int) -> Int {
    1 + caption(demo, columns: columns).count + shown(demo).count
  }

  /// How many pages the caption takes on the present screen.
  static func pages(_ state: ScreenState) -> Int {
    guard let demo = state.demo else { return 1 }
    let area = ScreenView.Layout(state, size: state.size).header
    return pages(of: caption(demo, columns: area.columns), rows: area.rows).count
  }

  static func draw(_ demo: DemoPlayer, _ glyphs: GlyphLevel, in area: Area, of frame: inout Frame) {
    let caption = caption(demo, columns: area.columns)
    let pages = pages(of: caption, rows: area.rows)
    var lines = pages[min(demo.page, pages.count - 1)]
    let room = area.rows - lines.count
    if pages.count == 1, room > 0 {
      lines.insert((demo.title, Style(.title, .bold)), at: 0)
      lines += shown(demo).suffix(room - 1)
    }
    for (row, line) in lines.prefix(area.rows).enumerated() {
      frame.write(
        line.text.cut(to: area.columns - 1, ascii: glyphs == .ascii), column: area.column + 1, row: area.row + row,
        limit: area.columns - 1, line.style)
    }
  }

  private static func caption(_ demo: DemoPlayer, columns: Int) -> [Line] {
    demo.scene.caption.wrapped(to: max(1, columns - 2)).map { ($0, Style(.accent, .bold)) }
  }

  private static func shown(_ demo: DemoPlayer) -> [Line] { demo.shown.suffix(2).map { ($0, Style(.output)) } }

  /// A caption's lines as so many rows hold them; where these are too few for all, the last of each page says how to go on.
  private static func pages(of caption: [Line], rows: Int) -> [[Line]] {
    guard caption.count > rows, rows > 0 else { return [caption] }
    let count = max(1, rows - 1)
    let starts = Array(stride(from: 0, to: caption.count, by: count))
    return starts.enumerated().map { page, start in
      let lines = Array(caption[start..<min(start + count, caption.count)])
      let note: Line = ("\(page + 1)/\(starts.count)  Space: more", Style(.faint))
      return rows > 1 && page + 1 < starts.count ? lines + [note] : lines
    }
  }
}
