/// A place on a canvas in dots: x from the left, y from the top; a dot's middle is at whole numbers.
package struct DotPoint: Hashable, Sendable {
  package var x: Double
  package var y: Double
}

/// A grid of dots finer than cells, as fine as the glyph level allows.
///
/// Where two series meet in a cell, their dots are joined and the later one's style wins.
package struct DotCanvas: Sendable {
  package let columns: Int
  package let rows: Int
  package let glyphs: GlyphLevel
  private let across: Int
  private let down: Int
  // Dots in a cell are powers of two either way, so shifts and masks find a dot's cell.
  private let acrossShift: Int
  private let downShift: Int
  private var cells: [DotCell]

  /// An empty canvas of a number of cells, at most 4096 either way.
  package init(columns: Int, rows: Int, glyphs: GlyphLevel) {
    self.columns = min(max(0, columns), 4096)
    self.rows = min(max(0, rows), 4096)
    self.glyphs = glyphs
    (across, down) = glyphs.dotsPerCell
    acrossShift = across.trailingZeroBitCount
    downShift = down.trailingZeroBitCount
    cells = Array(repeating: DotCell(), count: self.columns * self.rows)
  }

  /// The number of dots from left to right.
  package var width: Int { columns * across }
  /// The number of dots from top to bottom.
  var height: Int { rows * down }

  /// Sets a dot; outside the canvas there are none to set.
  mutating func dot(x: Int, y: Int, _ style: Style) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let cell = (y >> downShift) * columns + (x >> acrossShift)
    cells[cell].join(glyphs.dotBit(across: x & (across - 1), down: y & (down - 1)), style)
  }

  /// Sets a dot behind everything: it goes where another line comes through its cell, before it or after it.
  mutating func backdrop(x: Int, y: Int, _ style: Style) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let cell = (y >> downShift) * columns + (x >> acrossShift)
    cells[cell].back(glyphs.dotBit(across: x & (across - 1), down: y & (down - 1)), style)
  }

  /// Whether a line goes through a cell, those behind everything apart.
  package func hasLine(column: Int, row: Int) -> Bool {
    guard (0..<columns).contains(column), (0..<rows).contains(row) else { return false }
    let cell = cells[row * columns + column]
    return cell.mask != 0 && !cell.isBackdrop
  }

  /// Draws the part of a straight line that lies on the canvas, without gaps between its dots if it is solid.
  package mutating func line(from start: DotPoint, to end: DotPoint, _ style: Style, _ stroke: Stroke = .solid) {
    guard let (start, end) = contains(start) && contains(end) ? (start, end) : clip(start, end) else { return }
    let (x, y) = (nearest(start.x, below: width), nearest(start.y, below: height))
    let (dx, dy) = (nearest(end.x, below: width) - x, nearest(end.y, below: height) - y)
    guard abs(dy) > abs(dx) else { return shallow(x, y, dx, dy, style, stroke) }
    // A steep line is an upright stretch per column: it leaves each half way to the next.
    let columns = abs(dx)
    var from = y
    for index in 0...columns {
      let to = index == columns ? y + dy : y + dy * (2 * index + 1) / (2 * columns)
      upright(x + index * dx.signum(), min(from, to), max(from, to), style, stroke)
      from = to + dy.signum()
    }
    // The ends may be a spike's tip and foot, which a gap in the stroke must not hide.
    if stroke != .solid, abs(dy) > 3 {
      dot(x: x, y: y, style)
      dot(x: x + dx, y: y + dy, style)
    }
  }

  /// Bresenham's line: a dot per column, its row moved when the error passes a half.
  private mutating func shallow(_ x: Int, _ y: Int, _ dx: Int, _ dy: Int, _ style: Style, _ stroke: Stroke) {
    var row = y
    var error = abs(dx) / 2
    for index in 0...abs(dx) {
      let column = x + index * dx.signum()
      // A line of no length is a value on its own, drawn in any stroke.
      if dx == 0 || stroke.draws(at: column, dotsPerCell: across) { dot(x: column, y: row, style) }
      error -= abs(dy)
      if error < 0 {
        row += dy.signum()
        error += abs(dx)
      }
    }
  }

  /// Sets an upright stretch of dots on the canvas, a whole cell at a time where it can.
  private mutating func upright(_ x: Int, _ first: Int, _ last: Int, _ style: Style, _ stroke: Stroke) {
    guard stroke == .solid else {
      for y in first...last where stroke.draws(at: y, dotsPerCell: down) { dot(x: x, y: y, style) }
      return
    }
    var y = first
    while y <= last {
      let end = min(last, y | (down - 1))
      let cell = (y >> downShift) * columns + (x >> acrossShift)
      cells[cell].join(glyphs.dotBits(across: x & (across - 1), from: y & (down - 1), through: end & (down - 1)), style)
      y = end + 1
    }
  }

  private func contains(_ point: DotPoint) -> Bool {
    point.x >= 0 && point.y >= 0 && point.x <= Double(width - 1) && point.y <= Double(height - 1)
  }

  private func nearest(_ coordinate: Double, below count: Int) -> Int {
    min(max(0, Int(coordinate + 0.5)), count - 1)
  }

  /// Liang and Barsky's clipping to half a dot around the canvas; `nil` if nothing is left.
  private func clip(_ start: DotPoint, _ end: DotPoint) -> (DotPoint, DotPoint)? {
    let dx = end.x - start.x
    let dy = end.y - start.y
    guard width > 0, height > 0, dx.isFinite, dy.isFinite else { return nil }
    var part = LinePart()
    guard part.cut(-dx, start.x + 0.5), part.cut(dx, Double(width) - 0.5 - start.x),
      part.cut(-dy, start.y + 0.5), part.cut(dy, Double(height) - 0.5 - start.y)
    else { return nil }
    return (
      DotPoint(x: start.x + part.from * dx, y: start.y + part.from * dy),
      DotPoint(x: start.x + part.to * dx, y: start.y + part.to * dy)
    )
  }

  /// Shows the canvas from the top left of an area on.
  ///
  /// Cells without dots get `blank`: a style that neighbours share spares the terminal a change of colour each.
  package func draw(in area: Area, of frame: inout Frame, blank: Style) {
    let area = area.visible(in: frame)
    let table = glyphs.dotGlyphs
    let empty = Cell(" ", blank)
    for row in 0..<min(rows, area.rows) {
      for column in 0..<min(columns, area.columns) {
        let dots = cells[row * columns + column]
        let cell = dots.mask == 0 ? empty : Cell(scalar: table[Int(dots.mask)], dots.style)
        frame.put(cell, column: area.column + column, row: area.row + row)
      }
    }
  }
}

/// The dots of one cell.
private struct DotCell: Sendable {
  var mask: UInt8 = 0
  var style = Style()
  var isBackdrop = false

  mutating func join(_ dots: UInt8, _ style: Style) {
    mask = isBackdrop ? dots : mask | dots
    isBackdrop = false
    self.style = style
  }

  mutating func back(_ dots: UInt8, _ style: Style) {
    guard mask == 0 || isBackdrop else { return }
    mask |= dots
    isBackdrop = true
    self.style = style
  }
}

/// The part of a line that is left after cutting, as fractions of its length.
private struct LinePart {
  var from = 0.0
  var to = 1.0

  /// Cuts at an edge that the line nears with a speed and starts at a distance from; false if nothing is left.
  mutating func cut(_ speed: Double, _ distance: Double) -> Bool {
    if speed == 0 { return distance >= 0 }
    if speed < 0 { from = max(from, distance / speed) } else { to = min(to, distance / speed) }
    return from <= to
  }
}

extension Style {
  /// The style for blanks next to this one: emphasis that shows on a blank is left out.
  var forBlanks: Style { Style(role, emphasis.subtracting([.reverse, .underline])) }
}
