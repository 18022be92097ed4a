/// A place on a canvas in dots: x from the left, y from the top; a dot's middle is at whole numbers.
struct DotPoint: Hashable, Sendable {
  var x: Double
  var y: Double
}

/// A grid of dots finer than cells, as fine as the glyph level allows.
///
/// Where two series meet in a cell, their dots are joined and the later one's style wins.
struct DotCanvas: Sendable {
  let columns: Int
  let rows: Int
  let glyphs: GlyphLevel
  private let across: Int
  private let down: Int
  // Dots in a cell are powers of two either way, so shifts and masks find a dot's cell.
  private let acrossShift: Int
  private let downShift: Int
  private var masks: [UInt8]
  private var styles: [Style]

  /// An empty canvas of a number of cells, at most 4096 either way.
  init(columns: Int, rows: Int, glyphs: GlyphLevel) {
    self.columns = min(max(0, columns), 4096)
    self.rows = min(max(0, rows), 4096)
    self.glyphs = glyphs
    (across, down) = glyphs.dotsPerCell
    acrossShift = across.trailingZeroBitCount
    downShift = down.trailingZeroBitCount
    masks = Array(repeating: 0, count: self.columns * self.rows)
    styles = Array(repeating: Style(), count: masks.count)
  }

  /// The number of dots from left to right.
  var width: Int { columns * across }
  /// The number of dots from top to bottom.
  var height: Int { rows * down }

  /// Sets a dot; outside the canvas there are none to set.
  mutating func dot(x: Int, y: Int, _ style: Style) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let cell = (y >> downShift) * columns + (x >> acrossShift)
    masks[cell] |= glyphs.dotBit(across: x & (across - 1), down: y & (down - 1))
    styles[cell] = style
  }

  /// Draws the part of a straight line that lies on the canvas, without gaps between its dots if it is solid.
  mutating func line(from start: DotPoint, to end: DotPoint, _ style: Style, _ stroke: Stroke = .solid) {
    guard let (start, end) = clip(start, end) else { return }
    var x = nearest(start.x, below: width)
    var y = nearest(start.y, below: height)
    let lastX = nearest(end.x, below: width)
    let lastY = nearest(end.y, below: height)
    let dx = abs(lastX - x)
    let dy = abs(lastY - y)
    let isSteep = dy > dx
    // The ends of a steep stretch are a spike's tip and foot: a gap in the stroke must not hide them.
    let keepsEnds = isSteep && dy > 3 || dx == 0 && dy == 0
    if keepsEnds {
      dot(x: x, y: y, style)
      dot(x: lastX, y: lastY, style)
    }
    var error = dx - dy
    for _ in 0...max(dx, dy) {
      if stroke.draws(at: isSteep ? y : x, dotsPerCell: isSteep ? down : across) { dot(x: x, y: y, style) }
      // Bresenham: step along whichever direction keeps nearest to the line.
      let twice = 2 * error
      if twice > -dy {
        error -= dy
        x += lastX > x ? 1 : -1
      }
      if twice < dx {
        error += dx
        y += lastY > y ? 1 : -1
      }
    }
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
  func draw(in area: Area, of frame: inout Frame, blank: Style) {
    let area = area.visible(in: frame)
    let table = glyphs.dotGlyphs
    let empty = Cell(" ", blank)
    for row in 0..<min(rows, area.rows) {
      for column in 0..<min(columns, area.columns) {
        let mask = masks[row * columns + column]
        let cell = mask == 0 ? empty : Cell(table[Int(mask)], styles[row * columns + column])
        frame.put(cell, column: area.column + column, row: area.row + row)
      }
    }
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
