/// Numbers as shades: where in a batch the large and the small ones are.
///
/// The darkest glyph is the high end and a blank the low one, so that it reads without colour; what is not finite is a
/// sign of its own: `!` for NaN, `^` and `v` for the infinities.
package struct HeatMap: Sendable {
  package var title: String
  package var matrix: NumberMatrix
  /// What the lightest and the darkest shade stand for; `nil` is the range of the matrix.
  package var range: ValueRange?
  /// Whether 0 has the middle shade.
  var isSymmetric = false
  /// The styles of the shades below and above the middle.
  package var lowStyle = Style(.input)
  package var highStyle = Style(.output)
  /// The first cell to show, if the cursor allows it.
  package var first = MatrixCell.first
  package var cursor: MatrixCell?

  package init(title: String, matrix: NumberMatrix) {
    self.title = title
    self.matrix = matrix
  }

  /// Which cells are where: two columns for each where all of them fit so.
  package func layout(in area: Area) -> MatrixLayout {
    MatrixLayout(area, matrix, first: first, cursor: cursor) { matrix.columns <= $0 / 2 ? 2 : 1 }
  }

  /// Draws the map into an area of a blank frame.
  ///
  /// - Returns: where the cursor's cell is, for the hardware cursor; `nil` if none is shown.
  @discardableResult
  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) -> Position? {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return nil }
    let layout = layout(in: area)
    let scale = HeatScale(range ?? matrix.range, isSymmetric: isSymmetric, glyphs: glyphs, lowStyle, highStyle)
    let extent = (text: layout.extent(of: matrix), style: Style(.faint))
    let heading = heading(scale, columns: layout.title.columns, glyphs)
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

extension HeatMap {
  /// Less of a title says too little of what is drawn.
  private static let leastTitle = 8

  /// Title and scale; where it is narrow the scale has fewer digits, and then less of the title stands beside it.
  private func heading(_ scale: HeatScale, columns: Int, _ glyphs: GlyphLevel) -> [(text: String, style: Style)] {
    let title = glyphs.spelled(title)
    let legends = scale.legends
    func line(_ title: String, _ legend: String?) -> [(text: String, style: Style)] {
      [(title, Style(.title))] + (legend.map { [($0, Style())] } ?? [])
    }
    if let legend = legends.first(where: { title.columns + 2 + $0.columns <= columns }) { return line(title, legend) }
    guard let shortest = legends.last else { return line(title, nil) }
    let room = columns - shortest.columns - 2
    return room < Self.leastTitle
      ? line(title, nil) : line(title.cut(to: room, ascii: glyphs == .ascii), shortest)
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

  /// Both ends in numbers with the shades between them, then shorter ways to say it; one number where all are equal.
  var legends: [String] {
    guard let range else { return [] }
    guard range.low < range.high else { return [7, 3].map { "all \(NumberText.significant(range.low, digits: $0))" } }
    let spread = range.high / 2 - range.low / 2
    let low = NumberText.resolved(range.low, by: spread)
    let high = NumberText.resolved(range.high, by: spread)
    return ["\(low) [\(String(shades))] \(high)"] + Self.briefLegends(range)
  }

  /// Both ends with ever fewer digits, as long as they differ.
  private static func briefLegends(_ range: ValueRange) -> [String] {
    (1...3).reversed().compactMap { digits in
      let ends = [range.low, range.high].map { NumberText.significant($0, digits: digits) }
      return ends[0] == ends[1] ? nil : ends.joined(separator: "..")
    }
  }
}

extension GlyphLevel {
  /// Shades from the lightest to the darkest.
  package var shades: [Character] {
    self == .ascii ? [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"] : [" ", "░", "▒", "▓", "█"]
  }
}
