extension LineChart {
  /// What lies between two curves over the same positions, such as the noise around a predicted one.
  ///
  /// Where either curve is not finite there is no band.
  package struct Band: Sendable {
    /// What the legend says; without a name the band is not in it.
    package var name: String
    package var low: [Double]
    package var high: [Double]
    package var positions: Positions
    package var style: Style

    /// How much a band may widen the range that the series ask for: half of it on either side, measured on the axis.
    ///
    /// What a band has beyond that is cut, so that a huge one leaves the curves their shape.
    static let mostRoom = 0.5

    package init(
      _ name: String, _ low: [Double], _ high: [Double], at positions: Positions, style: Style = Style(.faint, .dim)
    ) {
      self.name = name
      self.low = low
      self.high = high
      self.positions = positions
      self.style = style
    }

    /// The smallest range that holds every finite bound.
    package var range: ValueRange? {
      guard let low = ValueRange(of: low) else { return ValueRange(of: high) }
      return low.union(ValueRange(of: high))
    }

    /// Draws the band's texture between its two curves, straight from position to position.
    package func draw(_ x: AxisScale, _ y: AxisScale, on canvas: inout DotCanvas) {
      let bounds = Series("", low, at: positions)
      var previous: Edge?
      for index in 0..<min(bounds.count, high.count) {
        guard let edge = Edge(at: bounds.x(index), low[index], high[index], x, y, canvas) else {
          previous = nil
          continue
        }
        Self.fill(from: previous ?? edge, to: edge, style, on: &canvas)
        previous = edge
      }
    }

    private static func fill(from start: Edge, to end: Edge, _ style: Style, on canvas: inout DotCanvas) {
      let (left, right) = start.column <= end.column ? (start, end) : (end, start)
      let first = max(0, left.column.rounded())
      let last = min(Double(canvas.width - 1), right.column.rounded())
      guard first <= last else { return }
      for column in Int(first)...Int(last) {
        let width = right.column - left.column
        let part = width > 0 ? min(max(0, (Double(column) - left.column) / width), 1) : 1
        let top = left.top + part * (right.top - left.top)
        let bottom = left.bottom + part * (right.bottom - left.bottom)
        let height = Double(canvas.height)
        guard top < height, bottom >= 0 else { continue }
        canvas.shade(
          x: column, from: Int(max(0, top).rounded()), through: Int(min(height - 1, bottom).rounded()), style)
      }
    }
  }
}

/// Both bounds of a band at one position, in dots.
private struct Edge {
  let column: Double
  let top: Double
  let bottom: Double

  init?(at position: Double, _ low: Double, _ high: Double, _ x: AxisScale, _ y: AxisScale, _ canvas: DotCanvas) {
    guard x.accepts(position), low.isFinite, high.isFinite else { return nil }
    column = x.dot(position, among: canvas.width)
    func row(_ value: Double) -> Double {
      // A bound that a logarithmic axis has no place for lies below all of it.
      y.accepts(value) ? LineChart.dotRow(value, y, canvas.height) : Double(canvas.height)
    }
    top = row(max(low, high))
    bottom = row(min(low, high))
  }
}

extension DotCanvas {
  /// Shades an upright stretch of dots behind everything: a dot in four, staggered, so that no line looks like it.
  package mutating func shade(x: Int, from top: Int, through bottom: Int, _ style: Style) {
    let (across, down) = glyphs.dotsPerCell
    guard top <= bottom, x % across == 0 else { return }
    let cell = x / across
    for y in top...bottom {
      let isDrawn = down > 2 ? y % 2 == cell % 2 : y % 2 == 1 && (y / 2 + cell) % 2 == 0
      if isDrawn { backdrop(x: x, y: y, style) }
    }
  }
}
