extension LineChart {
  /// Letters at the lines that they name, and never at another one.
  ///
  /// Those of the lines that reach the right end stand right of the plot in the order of the values there, each at its own
  /// row or in rows beside it where no other line ends. The others, such as those of lines that end earlier, stand in the
  /// plot: behind the line's end, above or below the line, on a part of it that it has for itself, or else around its end.
  struct Letters {
    /// Where each letter stands on the frame.
    private(set) var places: [(letter: Character, style: Style, place: Position)] = []

    /// A line, and its letter if it has one.
    struct Line {
      let letter: Character?
      let style: Style
      let runs: [SeriesRun]
      /// Draws the line alone.
      let draw: (inout DotCanvas) -> Void

      fileprivate func end(_ columns: Int) -> SeriesRun? { runs.last { (0..<columns).contains($0.column) } }
    }

    /// - Parameters:
    ///   - lines: the lines in the order in which they are drawn.
    ///   - canvas: all of them together.
    ///   - row: the row of dots of a value.
    ///   - layout: where the plot is, and the column of letters right of it.
    init(_ lines: [Line], on canvas: DotCanvas, row: (Double) -> Double, _ layout: Layout) {
      let (across, down) = canvas.glyphs.dotsPerCell
      let ends = lines.indices.compactMap { index in
        lines[index].end(canvas.width).map { run in
          let dot = min(max(0, row(run.last)), Double(max(0, canvas.height - 1)))
          return LineEnd(
            index: index, column: run.column / across, row: min(Int(dot + 0.5) / down, max(0, canvas.rows - 1)),
            dot: dot)
        }
      }
      let last = ends.map(\.column).max() ?? 0
      let named = ends.filter { lines[$0.index].letter != nil }
      let atRight = named.filter { $0.column + 1 >= last }
      let rows = layout.letters.isEmpty ? 0 : layout.letters.rows
      place(named, besides: RightLetters(atRight, rows: rows), lines, canvas, layout)
      // Where not all find a place the order of the values names them, whatever else ends in a row.
      guard places.count < named.count, atRight.count <= rows else { return }
      places = []
      place(named, besides: RightLetters(inOrder: atRight, rows: rows), lines, canvas, layout)
    }

    private mutating func place(
      _ ends: [LineEnd], besides beside: RightLetters, _ lines: [Line], _ canvas: DotCanvas, _ layout: Layout
    ) {
      for (end, row) in beside.rows {
        put(lines[end.index], Position(column: layout.letters.column, row: layout.letters.row + row))
      }
      let others = ends.filter { end in !beside.rows.contains { $0.end.index == end.index } }
      guard !others.isEmpty, !layout.plot.isEmpty else { return }
      var inside = PlotLetters(lines, canvas)
      for end in others {
        guard let cell = inside.place(of: end) else { continue }
        put(lines[end.index], Position(column: layout.plot.column + cell.column, row: layout.plot.row + cell.row))
      }
    }

    private mutating func put(_ line: Line, _ place: Position) {
      if let letter = line.letter { places.append((letter, line.style, place)) }
    }

    func draw(on frame: inout Frame) {
      for (letter, style, place) in places { frame.put(Cell(letter, style), column: place.column, row: place.row) }
    }
  }
}

/// Where a line ends: its cell, and how high in dots from the top.
private struct LineEnd {
  let index: Int
  let column: Int
  let row: Int
  let dot: Double
}

/// The rows right of the plot for the letters of lines that end there, from the highest value to the lowest.
private struct RightLetters {
  private(set) var rows: [(end: LineEnd, row: Int)] = []

  /// Lines that end in one row share it with the rows beside it, as far as no line ends in those; what finds no room
  /// there is left out, those drawn behind the others first.
  init(_ ends: [LineEnd], rows count: Int) {
    let ordered = Self.ordered(ends)
    let ending = Set(ordered.map(\.row))
    var free = 0
    for row in ending.sorted() where row < count {
      var group = ordered.filter { $0.row == row }
      var (first, last) = (row, row)
      while last - first + 1 < group.count {
        let (hasBelow, hasAbove) = (
          last + 1 < count && !ending.contains(last + 1), first > free && !ending.contains(first - 1)
        )
        guard hasBelow || hasAbove else { break }
        if hasBelow, !hasAbove || last - row <= row - first { last += 1 } else { first -= 1 }
      }
      while group.count > last - first + 1 {
        guard let behind = group.map(\.index).min() else { break }
        group.removeAll { $0.index == behind }
      }
      rows += group.enumerated().map { ($0.element, first + $0.offset) }
      free = last + 1
    }
  }
}

extension RightLetters {
  /// A row for each line, as near to its own as the order allows; there are no fewer rows than lines.
  init(inOrder ends: [LineEnd], rows count: Int) {
    let ordered = Self.ordered(ends)
    var next = 0
    for (index, end) in ordered.enumerated() {
      let row = min(max(end.row, next), count - ordered.count + index)
      rows.append((end, row))
      next = row + 1
    }
  }

  /// From the highest to the lowest.
  private static func ordered(_ ends: [LineEnd]) -> [LineEnd] {
    ends.sorted { ($0.dot, $0.index) < ($1.dot, $1.index) }
  }
}

/// The cells in the plot for the letters that have no place beside it.
private struct PlotLetters {
  private let lines: [LineChart.Letters.Line]
  private let all: DotCanvas
  /// Each line alone.
  private let alone: [DotCanvas]
  private var taken: Set<Position> = []

  init(_ lines: [LineChart.Letters.Line], _ canvas: DotCanvas) {
    self.lines = lines
    all = canvas
    alone = lines.map { line in
      var own = DotCanvas(columns: canvas.columns, rows: canvas.rows, glyphs: canvas.glyphs)
      line.draw(&own)
      return own
    }
  }

  /// The best cell for a line's letter; `nil` where the line has nothing for itself.
  mutating func place(of end: LineEnd) -> Position? {
    let cells = cells(along: end.index)
    let behind = Position(column: end.column + 1, row: end.row)
    let beside = cells.flatMap { cell in
      [-1, 1].map { Position(column: cell.column, row: cell.row + $0) }
    }
    let wished = [behind] + beside
    let place =
      wished.first { isFree($0) && isApart($0, from: end.index) }
      ?? cells.first { !taken.contains($0) && isAlone($0, end.index) && isApart($0, from: end.index) }
      ?? cells.first { !taken.contains($0) && isAlone($0, end.index) }
      // Where another line covers all of it, as that of a branch does up to the fork.
      ?? around(end).first(where: isFree)
    if let place { taken.insert(place) }
    return place
  }

  private func around(_ end: LineEnd) -> [Position] {
    [(1, 0), (0, -1), (0, 1), (1, -1), (1, 1)].map { Position(column: end.column + $0, row: end.row + $1) }
  }

  /// The cells that a line goes through, from its end on.
  private func cells(along index: Int) -> [Position] {
    (0..<all.columns).reversed().flatMap { column in
      (0..<all.rows).map { Position(column: column, row: $0) }
    }.filter { alone[index].hasLine(column: $0.column, row: $0.row) }
  }

  private func isFree(_ cell: Position) -> Bool {
    (0..<all.columns).contains(cell.column) && (0..<all.rows).contains(cell.row) && !taken.contains(cell)
      && !all.hasLine(column: cell.column, row: cell.row)
  }

  private func isAlone(_ cell: Position, _ index: Int) -> Bool {
    alone.indices.allSatisfy { $0 == index || !alone[$0].hasLine(column: cell.column, row: cell.row) }
  }

  /// Whether no other line is in the cells around.
  private func isApart(_ cell: Position, from index: Int) -> Bool {
    alone.indices.allSatisfy { other in
      other == index
        || (-1...1).allSatisfy { row in
          (-1...1).allSatisfy { !alone[other].hasLine(column: cell.column + $0, row: cell.row + row) }
        }
    }
  }
}
