extension Histogram {
  /// Draws the histogram into an area of a blank frame; what finds no room is left out, the bars last of all.
  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return }
    let (title, body) = area.splitRows(at: area.rows >= 3 ? 1 : 0)
    var (plot, horizontal) = body.splitRows(at: body.rows - (area.rows >= 5 ? 2 : 0))
    // The widest label any number of bins could need: all values in one.
    let labelColumns = String(max(values.count, fullCount ?? 0)).columns
    var vertical = plot.splitColumns(at: 0).left
    if area.columns >= 24 {
      (vertical, plot) = plot.splitColumns(at: labelColumns + 1)
      horizontal = horizontal.splitColumns(at: labelColumns + 1).right
    }
    let (bins, columnsPerBin) = bins(columns: plot.columns)
    let heading = heading(bins, columns: title.columns, hasMarks: !horizontal.isEmpty)
    frame.write(heading, in: title, glyphs: glyphs)
    guard summary.count > 0 else {
      let text = values.isEmpty ? "no values" : "no finite values"
      let column = plot.column + max(0, plot.columns - text.columns) / 2
      frame.write(text, column: column, row: plot.row + plot.rows / 2, limit: plot.columns, Style(.faint))
      return
    }
    let full = max(1, fullCount ?? bins.largest)
    var labels = [String?](repeating: nil, count: plot.rows)
    if !labels.isEmpty { labels[0] = String(full) }
    VerticalAxis(labels: labels).draw(in: vertical, of: &frame, glyphs: glyphs)
    let place = BinPlace(bins, columnsPerBin: columnsPerBin, columns: plot.columns)
    drawBars(bins, full, place, in: plot, of: &frame, glyphs)
    drawAxis(place, in: horizontal, of: &frame, glyphs, hasCorner: !vertical.isEmpty)
    markTails(bins, place, in: horizontal, of: &frame, glyphs)
  }

  /// Says at the ends of the axis how many values lie beyond them.
  private func markTails(
    _ bins: HistogramBins, _ place: BinPlace, in area: Area, of frame: inout Frame, _ glyphs: GlyphLevel
  ) {
    guard area.rows > 0 else { return }
    let signs = glyphs == .braille ? ("\u{25c2}", "\u{25b8}") : ("<", ">")
    let (below, above) = (signs.0 + String(bins.below), String(bins.above) + signs.1)
    // Where both have no room the signs alone are left: a count that is cut would be another one.
    let hasRoom = below.columns + above.columns < area.columns
    let style = Style(.warning)
    if bins.below > 0 {
      frame.write(hasRoom ? below : signs.0, column: area.column, row: area.row, limit: area.columns, style)
    }
    if bins.above > 0 {
      let text = hasRoom ? above : signs.1
      frame.write(
        text, column: area.column + place.columns - text.columns, row: area.row, limit: area.columns, style)
    }
  }

  private func drawBars(
    _ bins: HistogramBins, _ full: Int, _ place: BinPlace, in plot: Area, of frame: inout Frame, _ glyphs: GlyphLevel
  ) {
    let steps = plot.rows * glyphs.barGlyphs.count
    func heights(_ counts: [Int]) -> [Int] {
      (0..<plot.columns).map { BarHeight.steps(place.bin(at: $0).map { counts[$0] } ?? 0, of: full, in: steps) }
    }
    let behind = ghost.map { HistogramBins($0, in: place.range, count: bins.counts.count).counts }
    BarColumns(
      heights: heights(bins.counts), ghosts: behind.map(heights) ?? [], style: style,
      blank: Cell(" ", style.forBlanks)
    ).draw(in: plot, of: &frame, glyphs: glyphs)
  }

  private func drawAxis(
    _ place: BinPlace, in area: Area, of frame: inout Frame, _ glyphs: GlyphLevel, hasCorner: Bool
  ) {
    let axis = HorizontalAxis(labels(place), columns: place.columns)
    axis.draw(in: area, of: &frame, glyphs: glyphs, hasCorner: hasCorner)
    guard area.rows > 0 else { return }
    let pieces = glyphs.axis.spread
    let start = place.column(of: summary.mean - summary.deviation)
    let end = place.column(of: summary.mean + summary.deviation)
    func put(_ glyph: Character, _ column: Int) {
      guard (0..<place.columns).contains(column) else { return }
      frame.put(Cell(glyph, Style(.accent)), column: area.column + column, row: area.row)
    }
    let ticks = Set(axis.labels.map(\.column))
    for column in max(0, start)..<max(max(0, start), min(end + 1, place.columns)) {
      put(ticks.contains(column) ? pieces.tick : pieces.line, column)
    }
    if start < end {
      put(pieces.start, start)
      put(pieces.end, end)
    }
    put(pieces.middle, place.column(of: summary.mean))
    if let mark, mark.value.isFinite { put(mark.letter, place.column(of: mark.value)) }
  }

  private func labels(_ place: BinPlace) -> [(text: String, column: Int)] {
    guard place.range.low < place.range.high else {
      return [(valueText(place.range.low), place.column(of: place.range.low))]
    }
    let ticks = Ticks.linear(place.range, limit: max(2, place.columns / 12))
    let shown = ticks.isEmpty ? Ticks.on(AxisScale(place.range), limit: 2) : ticks
    return shown.map { ($0.label, place.column(of: $0.value)) }
  }
}

/// Which columns of a plot belong to which bin.
private struct BinPlace {
  let range: ValueRange
  let columns: Int
  private let columnsPerBin: Int
  private let bins: Int
  private let start: Int

  init(_ bins: HistogramBins, columnsPerBin: Int, columns: Int) {
    range = ValueRange(bins.edges[0], bins.edges[bins.counts.count]) ?? .unit
    self.bins = bins.counts.count
    self.columns = columns
    self.columnsPerBin = columnsPerBin
    start = max(0, columns - self.bins * columnsPerBin) / 2
  }

  func bin(at column: Int) -> Int? {
    guard column >= start else { return nil }
    let bin = (column - start) / columnsPerBin
    return bin < bins ? bin : nil
  }

  /// The column of a value; −1 or `columns` if it is out of view.
  func column(of value: Double) -> Int {
    let used = bins * columnsPerBin
    if range.low == range.high { return value == range.low ? start + used / 2 : value < range.low ? -1 : columns }
    if value < range.low { return -1 }
    if value > range.high { return columns }
    return start + min(used - 1, Int(RangeMap(range).fraction(of: value) * Double(used)))
  }
}

/// How high a bar is in steps finer than cells.
enum BarHeight {
  /// In proportion to the count, at least one step for a count that is not zero, and at most all of them.
  static func steps(_ count: Int, of full: Int, in steps: Int) -> Int {
    guard count > 0, full > 0, steps > 0 else { return 0 }
    let part = Double(count) / Double(full)
    return part >= 1 ? steps : min(steps, max(1, Int((part * Double(steps)).rounded())))
  }
}
