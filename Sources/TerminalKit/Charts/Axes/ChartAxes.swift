/// The vertical axis of a chart: which row of the plot has which label.
struct VerticalAxis: Hashable, Sendable {
  /// A label by row, from the top; rows without one hold `nil`.
  let labels: [String?]

  /// Labels for a plot of some rows, on the rows where the plot's dots of these values are.
  init(_ scale: AxisScale, rows: Int, glyphs: GlyphLevel) {
    var labels = [String?](repeating: nil, count: max(0, rows))
    let down = glyphs.dotsPerCell.down
    let last = rows * down - 1
    for tick in Ticks.on(scale, limit: max(min(rows, 2), (rows + 2) / 3)) {
      let row = (last - Int(scale.dot(tick.value, among: last + 1) + 0.5)) / down
      if labels.indices.contains(row) { labels[row] = tick.label }
    }
    self.labels = labels
  }

  init(labels: [String?]) { self.labels = labels }

  var labelColumns: Int { labels.reduce(0) { max($0, $1?.columns ?? 0) } }

  /// Draws the line in the area's last column and the labels right-aligned before it.
  func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    guard area.columns > 0 else { return }
    let pieces = glyphs.axis
    let line = area.column + area.columns - 1
    for (row, label) in labels.prefix(area.rows).enumerated() {
      let glyph = label == nil ? pieces.vertical : pieces.verticalTick
      frame.put(Cell(glyph, Style(.border)), column: line, row: area.row + row)
      guard let label, label.columns < area.columns else { continue }
      frame.write(label, column: line - label.columns, row: area.row + row, Style(.faint))
    }
  }
}

/// The horizontal axis of a chart: labels centred under their columns, as many as do not touch.
struct HorizontalAxis: Hashable, Sendable {
  struct Label: Hashable, Sendable {
    var text: String
    /// The column it names and the one it starts at, both from the plot's left.
    var column: Int
    var start: Int
  }

  let labels: [Label]
  private let columns: Int

  /// Places labels in order of importance, each inside the plot's width and two blanks away from those before it.
  init(_ wanted: [(text: String, column: Int)], columns: Int) {
    var placed: [Label] = []
    for (text, column) in wanted where (0..<columns).contains(column) {
      let width = text.columns
      guard width > 0, width <= columns else { continue }
      let start = min(max(0, column - (width - 1) / 2), columns - width)
      let touches = placed.contains { start < $0.start + $0.text.columns + 2 && $0.start < start + width + 2 }
      if !touches { placed.append(Label(text: text, column: column, start: start)) }
    }
    labels = placed
    self.columns = columns
  }

  /// Draws the line in the area's first row, from the corner left of the plot, and the labels below it.
  func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel, hasCorner: Bool) {
    guard area.rows > 0 else { return }
    let pieces = glyphs.axis
    let style = Style(.border)
    if hasCorner { frame.put(Cell(pieces.corner, style), column: area.column - 1, row: area.row) }
    let line = area.splitRows(at: 1).top.splitColumns(at: columns).left
    frame.fill(line, with: Cell(pieces.horizontal, style))
    for label in labels {
      frame.put(Cell(pieces.horizontalTick, style), column: area.column + label.column, row: area.row)
    }
    guard area.rows > 1 else { return }
    for label in labels {
      let limit = area.columns - label.start
      frame.write(label.text, column: area.column + label.start, row: area.row + 1, limit: limit, Style(.faint))
    }
  }
}
