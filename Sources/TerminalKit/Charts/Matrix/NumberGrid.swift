/// Numbers as numbers, their points below each other.
package struct NumberGrid: Sendable {
  package var title: String
  package var matrix: NumberMatrix
  /// What the numbers are written for; `nil` is the range of the matrix.
  package var range: ValueRange?
  package var style = Style()
  /// The first cell to show, if the cursor allows it.
  package var first = MatrixCell.first
  package var cursor: MatrixCell?

  package init(title: String, matrix: NumberMatrix) {
    self.title = title
    self.matrix = matrix
  }

  /// Which cells are where: as wide as the most digits take with which all columns fit, or as four digits take.
  package func layout(in area: Area) -> MatrixLayout { settled(in: area).layout }

  private func settled(in area: Area) -> (layout: MatrixLayout, format: GridFormat) {
    let range = range ?? matrix.range
    var format = GridFormat(range, digits: 4)
    let layout = MatrixLayout(area, matrix, first: first, cursor: cursor) { room in
      let wider = (4...9).reversed().lazy.map { GridFormat(range, digits: $0) }
      format = wider.first { matrix.columns <= room / ($0.columns + 1) } ?? format
      let narrower = (1..<4).reversed().lazy.map { GridFormat(range, digits: $0) }
      if format.columns > room { format = narrower.first { $0.columns <= room } ?? format }
      return format.columns + 1
    }
    return (layout, format)
  }

  /// Draws the numbers into an area of a blank frame.
  ///
  /// - Returns: where the cursor's number is, for the hardware cursor; `nil` if none is shown.
  @discardableResult
  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) -> Position? {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return nil }
    let (layout, format) = settled(in: area)
    let extent = (text: layout.extent(of: matrix), style: Style(.faint))
    frame.write([(glyphs.spelled(title), Style(.title)), extent], in: layout.title, glyphs: glyphs)
    layout.drawLabels(in: &frame, isRightAligned: true)
    var place: Position?
    for row in 0..<layout.rows {
      for column in 0..<layout.columns {
        let cell = MatrixCell(row: layout.first.row + row, column: layout.first.column + column)
        let number = matrix[cell.row, cell.column]
        let text = format.text(number, width: min(format.columns, layout.cellColumns))
        var style = number.isFinite ? style : Style(.error)
        if cell == cursor { style.emphasis.insert(.reverse) }
        let end = layout.cells.column + (column + 1) * layout.cellColumns
        frame.write(text, column: end - text.columns, row: layout.cells.row + row, style)
        if cell == cursor {
          let blanks = text.prefix { $0 == " " }.count
          place = Position(column: end - text.columns + blanks, row: layout.cells.row + row)
        }
      }
    }
    return place
  }
}

/// How the numbers of a range are written, each with its point at the same place.
struct GridFormat: Hashable, Sendable {
  private let places: Int
  /// Whether all numbers have an exponent, as the largest are too large or too small to be read without.
  private let isScientific: Bool
  /// How many columns the widest number takes, `-inf` included.
  let columns: Int

  /// Digits are those of the number that is largest in magnitude.
  init(_ range: ValueRange?, digits: Int) {
    let range = range ?? .unit
    let size = max(abs(range.low), abs(range.high))
    let exponent = DecimalDigits(size, to: .significant(digits)).exponent
    let isScientific = !(-3...6).contains(exponent)
    let places = isScientific ? digits - 1 : max(0, digits - 1 - exponent)
    let ends = [range.low, range.high].map { Self.bare($0, places: places, isScientific: isScientific).columns }
    columns = max(4, ends.max() ?? 0)
    self.isScientific = isScientific
    self.places = places
  }

  /// The number with its point where the format has it; `#` where it finds no room.
  ///
  /// A number that would read as 0 and is not gets an exponent: it has no digit in the places that there are.
  func text(_ value: Double, width: Int) -> String {
    let text = Self.bare(value, places: places, isScientific: isScientific)
    let isLost =
      value != 0 && value.isFinite && !isScientific && DecimalDigits(value, to: .places(places)).digits.isEmpty
    if isLost || text.columns > width { return NumberText.compact(value, width: width, digits: 2).padded(left: width) }
    return text.padded(left: width)
  }

  private static func bare(_ value: Double, places: Int, isScientific: Bool) -> String {
    guard value.isFinite, isScientific else { return NumberText.fixed(value, digits: places) }
    let parts = DecimalDigits(value, to: .significant(places + 1)).scientific(padded: true).split(separator: "e")
    let missing = places + 1 - parts[0].count { $0.isNumber }
    let mantissa = parts[0] + (missing == places && places > 0 ? "." : "") + String(repeating: "0", count: missing)
    // Three digits of exponent always, so that the points stay below each other.
    let exponent = parts[1].dropFirst()
    let zeros = String(repeating: "0", count: 3 - exponent.count)
    return "\(mantissa)e\(parts[1].prefix(1))\(zeros)\(exponent)"
  }
}

extension String {
  /// Filled with blanks on the left to a number of columns.
  package func padded(left columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - self.columns)) + self
  }
}
