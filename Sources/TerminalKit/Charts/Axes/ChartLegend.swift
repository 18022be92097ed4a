/// Which line is which: for each a piece of it, its letter and its name.
package struct ChartLegend: Sendable {
  package struct Entry: Hashable, Sendable {
    package var name: String
    /// What stands at the line's right end too; `nil` for a line that needs none.
    package var letter: Character?
    package var style: Style
    package var stroke: Stroke
    /// Whether it names what lies between two curves.
    var isBand = false

    package func columns(isBrief: Bool) -> Int {
      markColumns(isBrief: isBrief) + (letter == nil ? 0 : 2) + name.columns
    }

    /// The piece of line with a blank behind it; in brief only what has no letter has one.
    func markColumns(isBrief: Bool) -> Int {
      isBrief ? letter == nil ? ChartLegend.briefMark + 1 : 0 : ChartLegend.markColumns + 1
    }

    package init(name: String, letter: Character? = nil, style: Style, stroke: Stroke, isBand: Bool = false) {
      self.name = name
      self.letter = letter
      self.style = style
      self.stroke = stroke
      self.isBand = isBand
    }
  }

  /// The length of the piece of line: the shortest that shows a whole dash.
  static let markColumns = 5
  private static let gap = 3
  /// Enough to tell dots from a line where there is no room for more.
  fileprivate static let briefMark = 2

  package var entries: [Entry]

  /// The entries in rows that fit a width; a longer entry has a row of its own.
  package func lines(columns: Int, isBrief: Bool = false) -> [[Entry]] {
    let gap = Self.gap(isBrief)
    var lines: [[Entry]] = []
    var used = 0
    for entry in entries {
      if lines.isEmpty || used + gap + entry.columns(isBrief: isBrief) > columns {
        lines.append([entry])
        used = entry.columns(isBrief: isBrief)
      } else {
        lines[lines.count - 1].append(entry)
        used += gap + entry.columns(isBrief: isBrief)
      }
    }
    return lines
  }

  package static func columns(of line: [Entry]) -> Int {
    line.reduce(-gap) { $0 + gap + $1.columns(isBrief: false) }
  }

  private static func gap(_ isBrief: Bool) -> Int { isBrief ? 2 : gap }

  /// Draws as many rows as the area has; the last one says how many entries are missing.
  ///
  /// Where not all entries fit, letters stand for the pieces of line: they are at the lines' ends, too.
  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let isBrief = lines(columns: area.columns).count > area.rows
    let lines = lines(columns: area.columns, isBrief: isBrief)
    var shown = 0
    for (row, line) in lines.prefix(area.rows).enumerated() {
      var column = area.column
      for entry in line {
        let limit = area.column + area.columns - column
        column += draw(entry, isBrief, at: column, area.row + row, limit, &frame, glyphs) + Self.gap(isBrief)
      }
      shown += line.count
    }
    let missing = entries.count - shown
    guard missing > 0, area.rows > 0 else { return }
    let text = " +\(missing) more"
    let start = max(area.column, area.column + area.columns - text.columns)
    frame.write(text, column: start, row: area.row + area.rows - 1, limit: area.columns, Style(.faint))
  }

  private func draw(
    _ entry: Entry, _ isBrief: Bool, at column: Int, _ row: Int, _ limit: Int, _ frame: inout Frame,
    _ glyphs: GlyphLevel
  ) -> Int {
    guard limit > 0 else { return 0 }
    var mark = DotCanvas(columns: min(entry.markColumns(isBrief: isBrief) - 1, limit), rows: 1, glyphs: glyphs)
    let middle = Double(mark.height / 2)
    let end = DotPoint(x: Double(mark.width - 1), y: middle)
    if entry.isBand {
      for x in 0..<mark.width { mark.shade(x: x, from: 0, through: mark.height - 1, entry.style) }
    } else {
      mark.line(from: DotPoint(x: 0, y: middle), to: end, entry.style, entry.stroke)
    }
    let blank = entry.style.forBlanks
    mark.draw(in: Area(column: column, row: row, columns: mark.columns, rows: 1), of: &frame, blank: blank)
    var used = entry.markColumns(isBrief: isBrief)
    if let letter = entry.letter {
      used += frame.write(String(letter), column: column + used, row: row, limit: limit - used, entry.style) + 1
    }
    return used + frame.write(entry.name, column: column + used, row: row, limit: limit - used, Style(.text))
  }
}
