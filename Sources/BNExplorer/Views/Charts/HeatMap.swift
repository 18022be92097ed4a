/// Numbers as shades: where in a batch the large and the small ones are.
///
/// The darkest glyph is the high end and a blank the low one, so that it reads without colour; what is not finite is a
/// sign of its own: `!` for NaN, `^` and `v` for the infinities.
struct HeatMap: Sendable {
  var title: String
  var matrix: NumberMatrix
  /// What the lightest and the darkest shade stand for; `nil` is the range of the matrix.
  var range: ValueRange?
  /// Whether 0 has the middle shade.
  var isSymmetric = false
  /// The styles of the shades below and above the middle.
  var lowStyle = Style(.input)
  var highStyle = Style(.output)
  /// The first cell to show, if the cursor allows it.
  var first = MatrixCell.first
  var cursor: MatrixCell?

  init(title: String, matrix: NumberMatrix) {
    self.title = title
    self.matrix = matrix
  }

  /// Which cells are where: two columns for each where all of them fit so.
  func layout(in area: Area) -> MatrixLayout {
    MatrixLayout(area, matrix, first: first, cursor: cursor) { matrix.columns <= $0 / 2 ? 2 : 1 }
  }

  /// Draws the map into an area of a blank frame.
  ///
  /// - Returns: where the cursor's cell is, for the hardware cursor; `nil` if none is shown.
  @discardableResult
  func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) -> Position? {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return nil }
    let layout = layout(in: area)
    let scale = HeatScale(range ?? matrix.range, isSymmetric: isSymmetric, glyphs: glyphs, lowStyle, highStyle)
    let extent = (text: layout.extent(of: matrix), style: Style(.faint))
    let heading = [(text: glyphs.spelled(title), style: Style(.title))] + scale.legend
    let used = heading.reduce(0) { $0 + $1.text.columns + 2 }
    let isBrief = used + extent.text.columns > layout.title.columns
    let place = isBrief ? (text: layout.briefExtent(of: matrix), style: extent.style) : extent
    frame.write(heading + [place], in: layout.title, glyphs: glyphs)
    layout.drawLabels(in: &frame, isRightAligned: false)
    for row in 0..<layout.rows {
      for column in 0..<layout.columns {
        let place = MatrixCell(row: layout.first.row + row, column: layout.first.column + column)
        var cell = scale.cell(matrix[place.row, place.column])
        if place == cursor { cell.style.emphasis.insert(.reverse) }
        for part in 0..<layout.cellColumns {
          frame.put(
            cell, column: layout.cells.column + column * layout.cellColumns + part, row: layout.cells.row + row)
        }
      }
    }
    return cursor.flatMap { layout.position(of: $0) }
  }
}

/// From numbers to shades.
struct HeatScale: Sendable {
  let range: ValueRange?
  private let map: RangeMap
  private let shades: [Character]
  private let lowStyle: Style
  private let highStyle: Style

  /// A scale over a range, or over the smallest one around 0 that holds it; `nil` if there is no finite number.
  init(_ range: ValueRange?, isSymmetric: Bool, glyphs: GlyphLevel, _ lowStyle: Style, _ highStyle: Style) {
    let size = range.map { max(abs($0.low), abs($0.high)) } ?? 1
    self.range = isSymmetric ? range.flatMap { _ in ValueRange(-size, size) } : range
    map = RangeMap((self.range ?? .unit).visible)
    shades = glyphs.shades
    self.lowStyle = lowStyle
    self.highStyle = highStyle
  }

  /// Which shade a finite number has, from 0.
  func shade(_ value: Double) -> Int {
    let place = map.fraction(of: value) * Double(shades.count)
    return Int(min(max(0, place), Double(shades.count - 1)))
  }

  func cell(_ value: Double) -> Cell {
    guard value.isFinite else { return Cell(value.isNaN ? "!" : value < 0 ? "v" : "^", Style(.error)) }
    let shade = shade(value)
    return Cell(shades[shade], style(of: shade))
  }

  private func style(of shade: Int) -> Style { 2 * shade + 1 < shades.count ? lowStyle : highStyle }

  /// Both ends in numbers with the shades between them; one number where all are equal.
  var legend: [(text: String, style: Style)] {
    guard let range else { return [] }
    guard range.low < range.high else { return [("all \(NumberText.significant(range.low, digits: 7))", Style())] }
    let spread = range.high / 2 - range.low / 2
    let low = NumberText.resolved(range.low, by: spread)
    let high = NumberText.resolved(range.high, by: spread)
    return [("\(low) [\(String(shades))] \(high)", Style())]
  }
}

extension GlyphLevel {
  /// Shades from the lightest to the darkest.
  var shades: [Character] {
    self == .ascii ? [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"] : [" ", "░", "▒", "▓", "█"]
  }
}
