/// What to send a terminal so that it shows a frame: the escape codes of ECMA-48 that every terminal of today knows.
///
/// Only what differs from the frame before is sent. Unlike what goes to a real terminal it depends on nothing but the two
/// frames and the theme.
struct FrameCodes {
  private let theme: Theme
  private var text = ""
  /// How the terminal draws at present; `nil` where that is not known.
  private var look: Theme.Look?
  private let size: Size

  private init(_ theme: Theme, size: Size) {
    self.theme = theme
    self.size = size
  }

  /// The codes for a frame behind another one, or for the first.
  static func codes(for frame: Frame, after before: Frame?, theme: Theme) -> String {
    var codes = FrameCodes(theme, size: frame.size)
    codes.text = before == nil ? "\u{1b}[0m\u{1b}[2J" : ""
    for row in 0..<frame.size.rows { codes.add(frame.row(row), after: before?.row(row), at: row) }
    if codes.look.map({ $0 != Self.plain }) == true { codes.text += "\u{1b}[0m" }
    codes.add(frame.cursor, after: before.map(\.cursor))
    return codes.text
  }

  private static let plain = Theme.Look(colour: nil, emphasis: [])

  /// Cells in a row that stayed as they were are sent all the same, where going past them takes as much.
  private static let gap = 5

  private mutating func add(_ cells: [Cell], after before: [Cell]?, at row: Int) {
    let blank = Cell()
    let changed = cells.indices.filter { cells[$0] != (before?[$0] ?? blank) }
    var rest = changed[...]
    while let first = rest.first {
      var last = first
      while let next = rest.first, next - last <= Self.gap {
        last = next
        rest.removeFirst()
      }
      add(cells, Self.wholes(first...last, of: cells), at: row)
    }
  }

  /// A range of cells with the other halves of the wide characters at its ends.
  private static func wholes(_ range: ClosedRange<Int>, of cells: [Cell]) -> ClosedRange<Int> {
    let first = cells[range.lowerBound].isContinuation ? max(0, range.lowerBound - 1) : range.lowerBound
    let next = range.upperBound + 1
    return first...(next < cells.count && cells[next].isContinuation ? next : range.upperBound)
  }

  private mutating func add(_ cells: [Cell], _ range: ClosedRange<Int>, at row: Int) {
    text += "\u{1b}[\(row + 1);\(range.lowerBound + 1)H"
    for index in range where !cells[index].isContinuation {
      switchTo(theme.look(of: cells[index].style))
      text.append(Self.shown(cells[index], hasPair: index + 1 < cells.count && cells[index + 1].isContinuation))
    }
  }

  /// The character of a cell: a blank for half of a wide one, and for whatever could steer a terminal.
  private static func shown(_ cell: Cell, hasPair: Bool) -> Character {
    let glyph = cell.glyph
    let isControl = glyph.unicodeScalars.contains { $0.properties.generalCategory == .control }
    return isControl || glyph.columns != (hasPair ? 2 : 1) ? " " : glyph
  }

  private mutating func switchTo(_ new: Theme.Look) {
    guard new != look else { return }
    look = new
    var numbers = ["0"]
    if new.emphasis.contains(.bold) { numbers.append("1") }
    if new.emphasis.contains(.dim) { numbers.append("2") }
    if new.emphasis.contains(.underline) { numbers.append("4") }
    if new.emphasis.contains(.reverse) { numbers.append("7") }
    if let colour = new.colour { numbers.append("38;2;\(colour >> 16 & 255);\(colour >> 8 & 255);\(colour & 255)") }
    text += "\u{1b}[\(numbers.joined(separator: ";"))m"
  }

  /// The cursor is shown where the frame has one; drawing has moved it.
  private mutating func add(_ cursor: Position?, after before: Position??) {
    guard let cursor else {
      if before != .some(nil) { text += "\u{1b}[?25l" }
      return
    }
    guard before != .some(cursor) || !text.isEmpty else { return }
    text +=
      "\u{1b}[\(cursor.row + 1);\(cursor.column + 1)H" + (before == .some(nil) || before == nil ? "\u{1b}[?25h" : "")
  }
}
