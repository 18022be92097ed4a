extension LineChart {
  /// A line of sparse dots behind everything.
  func drawLimit(_ row: Double, _ style: Style, on canvas: inout DotCanvas) {
    guard row > -0.5, row < Double(canvas.height) - 0.5 else { return }
    let across = canvas.glyphs.dotsPerCell.across
    for x in 0..<canvas.width where Stroke.sparse.draws(at: x, dotsPerCell: across) {
      canvas.backdrop(x: x, y: Int(row.rounded()), style)
    }
  }

  /// Writes the names of limits onto their lines, as far right as no series is in the way.
  ///
  /// A name that would hide part of a series, or of another name, or a letter, is left out.
  func nameLines(
    _ y: AxisScale, _ canvas: DotCanvas, besides letters: Letters, in plot: Area, of frame: inout Frame
  ) {
    var taken = Set(
      letters.places.map { Position(column: $0.place.column - plot.column, row: $0.place.row - plot.row) })
    for reference in references where reference.isNamedOnLine && y.accepts(reference.value) {
      let dot = Self.dotRow(reference.value, y, canvas.height)
      guard let name = reference.name, dot > -0.5, dot < Double(canvas.height) - 0.5 else { continue }
      let text = " " + canvas.glyphs.spelled(name)
      let row = Int(dot.rounded()) / canvas.glyphs.dotsPerCell.down
      let places = stride(from: canvas.columns - text.columns, through: 0, by: -1)
      let start = places.first { start in
        (start...start + text.columns).allSatisfy { column in
          !canvas.hasLine(column: column, row: row) && !taken.contains(Position(column: column, row: row))
        }
      }
      guard let start else { continue }
      frame.write(text, column: plot.column + start, row: plot.row + row, limit: text.columns, reference.style)
      for column in start..<start + text.columns { taken.insert(Position(column: column, row: row)) }
    }
  }
}
