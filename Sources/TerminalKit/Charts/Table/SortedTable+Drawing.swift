extension SortedTable {
  /// Where titles and rows are: the way to the screen and back.
  package struct Layout: Hashable, Sendable {
    package struct Place: Hashable, Sendable {
      /// Which of the table's columns, and where it is from the area's left.
      package var column: Int
      package var start: Int
      package var width: Int
    }

    package let titles: Area
    package let lines: Area
    package let places: [Place]
    /// The numbers of the rows shown, from the top.
    package let rows: [Int]
    /// The line of the first of them among all, to be kept for the next time.
    package let firstLine: Int

    /// What is at a place of the screen, for a mouse; `nil` beside titles and rows.
    package func target(at position: Position) -> Target? {
      let column = position.column - titles.column
      guard column >= 0, column < titles.columns else { return nil }
      if position.row == titles.row, titles.rows > 0 {
        return places.first { ($0.start..<$0.start + $0.width).contains(column) }.map { .title($0.column) }
      }
      let line = position.row - lines.row
      return rows.indices.contains(line) ? .row(rows[line]) : nil
    }

    /// Where the line of a row begins; `nil` if it is not shown.
    package func position(ofRow row: Int) -> Position? {
      rows.firstIndex(of: row).map { Position(column: lines.column, row: lines.row + $0) }
    }

    package init(titles: Area, lines: Area, places: [Place], rows: [Int], firstLine: Int) {
      self.titles = titles
      self.lines = lines
      self.places = places
      self.rows = rows
      self.firstLine = firstLine
    }
  }

  package enum Target: Hashable, Sendable {
    /// A column's title, to sort by it.
    case title(Int)
    /// A row, by its number.
    case row(Int)
  }

  private static let gap = 2

  package func layout(in area: Area, glyphs: GlyphLevel) -> Layout {
    // One row is one of numbers: titles alone say nothing.
    let (titles, lines) = area.splitRows(at: area.rows >= 2 ? 1 : 0)
    let sorted = sortedRows
    let line = chosen.flatMap { sorted.firstIndex(of: $0) }
    let first = MatrixLayout.start(firstLine, showing: lines.rows, of: sorted.count, keeping: line)
    return Layout(
      titles: titles, lines: lines, places: places(columns: area.columns, glyphs),
      rows: Array(sorted[first..<min(sorted.count, first + min(lines.rows, sorted.count))]), firstLine: first)
  }

  /// The columns that fit from the left, and the one the table is sorted by, whatever has to go for it.
  private func places(columns room: Int, _ glyphs: GlyphLevel) -> [Layout.Place] {
    guard room > 0 else { return [] }
    let widths = columns.indices.map { width(of: $0, glyphs) }
    func used(_ kept: [Int]) -> Int { kept.reduce(-Self.gap) { $0 + widths[$1] + Self.gap } }
    var kept: [Int] = []
    for column in columns.indices {
      guard used(kept + [column]) <= room else { break }
      kept.append(column)
    }
    if let sorted = order?.column, columns.indices.contains(sorted), !kept.contains(sorted) {
      while !kept.isEmpty, used(kept + [sorted]) > room { kept.removeLast() }
      kept.append(sorted)
    }
    if kept.isEmpty, !columns.isEmpty { kept = [0] }
    var start = 0
    return kept.map { column in
      let width = min(widths[column], room - start)
      defer { start += width + Self.gap }
      return Layout.Place(column: column, start: start, width: width)
    }
  }

  /// As wide as the widest text, with room for the mark of the order behind the title.
  private func width(of column: Int, _ glyphs: GlyphLevel) -> Int {
    let texts = rows.lazy.filter { $0.indices.contains(column) }.map { glyphs.spelled($0[column].text).columns }
    return max(glyphs.spelled(columns[column].title).columns + 2, texts.max() ?? 0)
  }

  /// Draws the table into an area of a blank frame, the chosen row in reverse.
  ///
  /// - Returns: where the chosen row begins, for the hardware cursor; `nil` if none is shown.
  @discardableResult
  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) -> Position? {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return nil }
    let layout = layout(in: area, glyphs: glyphs)
    for place in layout.places where layout.titles.rows > 0 {
      let isSorted = order?.column == place.column
      let mark = !isSorted ? "" : order?.isDescending == true ? glyphs.orderMarks.down : glyphs.orderMarks.up
      let style = Style(.title, isSorted ? .bold : [])
      // The mark stays where the title has to be cut for it.
      let title = cut(glyphs.spelled(columns[place.column].title), mark.isEmpty ? place.width : place.width - 2)
      write(mark.isEmpty ? title : "\(title) \(mark)", place, layout.titles, 0, style, &frame)
    }
    for (line, row) in layout.rows.enumerated() {
      let isChosen = row == chosen
      if isChosen {
        let (_, below) = layout.lines.splitRows(at: line)
        frame.fill(below.splitRows(at: 1).top, with: Cell(" ", Style(.text, .reverse)))
      }
      for place in layout.places where rows[row].indices.contains(place.column) {
        let item = rows[row][place.column]
        var style = item.style
        if isChosen { style.emphasis.insert(.reverse) }
        let text = glyphs.spelled(item.text)
        var shown = cut(text, place.width)
        // Half a number would be another number.
        if case .number = item.key, shown != text { shown = String(repeating: "#", count: place.width) }
        write(shown, place, layout.lines, line, style, &frame)
      }
    }
    return chosen.flatMap { layout.position(ofRow: $0) }
  }

  private func write(
    _ text: String, _ place: Layout.Place, _ area: Area, _ line: Int, _ style: Style, _ frame: inout Frame
  ) {
    let indent = columns[place.column].isRightAligned ? max(0, place.width - text.columns) : 0
    frame.write(
      text, column: area.column + place.start + indent, row: area.row + line, limit: place.width - indent, style)
  }

  private func cut(_ text: String, _ columns: Int) -> String {
    var used = 0
    return String(
      text.prefix { character in
        used += character.columns
        return used <= columns
      })
  }
}

extension GlyphLevel {
  /// What marks the column a table is sorted by.
  var orderMarks: (up: String, down: String) { self == .ascii ? ("^", "v") : ("▲", "▼") }
}
