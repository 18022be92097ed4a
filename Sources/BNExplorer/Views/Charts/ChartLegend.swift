/// Which line is which: for each a piece of it, its letter and its name.
struct ChartLegend: Sendable {
  struct Entry: Hashable, Sendable {
    var name: String
    /// What stands at the line's right end too; `nil` for a line that needs none.
    var letter: Character?
    var style: Style
    var stroke: Stroke
    /// Whether it names what lies between two curves.
    var isBand = false

    var columns: Int { ChartLegend.markColumns + 1 + (letter == nil ? 0 : 2) + name.columns }
  }

  /// The length of the piece of line: the shortest that shows a whole dash.
  static let markColumns = 5
  private static let gap = 3

  var entries: [Entry]

  /// The entries in rows that fit a width; a longer entry has a row of its own.
  func lines(columns: Int) -> [[Entry]] {
    var lines: [[Entry]] = []
    var used = 0
    for entry in entries {
      if lines.isEmpty || used + Self.gap + entry.columns > columns {
        lines.append([entry])
        used = entry.columns
      } else {
        lines[lines.count - 1].append(entry)
        used += Self.gap + entry.columns
      }
    }
    return lines
  }

  static func columns(of line: [Entry]) -> Int {
    line.reduce(-gap) { $0 + gap + $1.columns }
  }

  /// Draws as many rows as the area has; the last one says how many entries are missing.
  func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let lines = lines(columns: area.columns)
    var shown = 0
    for (row, line) in lines.prefix(area.rows).enumerated() {
      var column = area.column
      for entry in line {
        let limit = area.column + area.columns - column
        column += draw(entry, at: column, area.row + row, limit, &frame, glyphs) + Self.gap
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
    _ entry: Entry, at column: Int, _ row: Int, _ limit: Int, _ frame: inout Frame, _ glyphs: GlyphLevel
  ) -> Int {
    guard limit > 0 else { return 0 }
    var mark = DotCanvas(columns: min(Self.markColumns, limit), rows: 1, glyphs: glyphs)
    let middle = Double(mark.height / 2)
    let end = DotPoint(x: Double(mark.width - 1), y: middle)
    if entry.isBand {
      for x in 0..<mark.width { mark.shade(x: x, from: 0, through: mark.height - 1, entry.style) }
    } else {
      mark.line(from: DotPoint(x: 0, y: middle), to: end, entry.style, entry.stroke)
    }
    let blank = entry.style.forBlanks
    mark.draw(in: Area(column: column, row: row, columns: mark.columns, rows: 1), of: &frame, blank: blank)
    var used = Self.markColumns + 1
    if let letter = entry.letter {
      used += frame.write(String(letter), column: column + used, row: row, limit: limit - used, entry.style) + 1
    }
    return used + frame.write(entry.name, column: column + used, row: row, limit: limit - used, Style(.text))
  }
}
