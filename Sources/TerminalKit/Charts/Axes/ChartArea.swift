extension Area {
  /// The part of the area that a frame shows: whatever is drawn into it is in both.
  package func visible(in frame: Frame) -> Area {
    let (left, width) = Self.overlap(column, columns, frame.size.columns)
    let (top, height) = Self.overlap(row, rows, frame.size.rows)
    return Area(column: left, row: top, columns: width, rows: height)
  }

  private static func overlap(_ start: Int, _ length: Int, _ limit: Int) -> (start: Int, length: Int) {
    let (sum, overflow) = start.addingReportingOverflow(length)
    let first = max(0, start)
    return (first, max(0, min(limit, overflow ? limit : sum) - first))
  }
}

extension Frame {
  /// Fills an area of this frame with one cell.
  package mutating func fill(_ area: Area, with cell: Cell) {
    let area = area.visible(in: self)
    for row in area.row..<area.row + area.rows {
      for column in area.column..<area.column + area.columns { put(cell, column: column, row: row) }
    }
  }

  /// Writes one line of pieces into the first row of an area, with two blanks between them.
  ///
  /// Only the first is cut where the area ends; of those behind it none is begun that does not fit, since a number
  /// that lacks its last digits would be another number.
  package mutating func write(_ pieces: [(text: String, style: Style)], in area: Area, glyphs: GlyphLevel) {
    var used = 0
    for (text, style) in pieces where !text.isEmpty && used < area.columns && area.rows > 0 {
      let spelled = glyphs.spelled(text)
      guard used == 0 || used + spelled.columns <= area.columns else { continue }
      let start = area.column + used
      used += write(spelled, column: start, row: area.row, limit: area.columns - used, style) + 2
    }
  }
}
