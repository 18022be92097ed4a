import TerminalKit

// What the control sequences do, after ECMA-48 and xterm's list.
extension VirtualTerminal {
  mutating func controlSequence(_ text: String, final: Character) {
    if text.hasPrefix("?") { return privateMode(text.dropFirst(), final: final) }
    guard text.allSatisfy({ $0.isNumber || $0 == ";" || $0 == ":" }) else {
      if text != "!" || final != "p" { unknown.append("CSI \(text)\(final)") }
      return
    }
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let first = numbers.first ?? 0
    let count = max(1, first)
    isWrapPending = isWrapPending && final == "m"
    switch final {
    case "A": move(to: cursor.column, max(cursor.row - count, 0))
    case "B", "e": move(to: cursor.column, cursor.row + count)
    case "C", "a": move(to: cursor.column + count, cursor.row)
    case "D": move(to: cursor.column - count, cursor.row)
    case "G", "`": move(to: count - 1, cursor.row)
    case "d": move(to: cursor.column, count - 1)
    case "H", "f": move(to: max(1, numbers.count > 1 ? numbers[1] : 1) - 1, count - 1)
    case "I": move(to: (cursor.column / 8 + count) * 8, cursor.row)
    case "Z": move(to: (cursor.column - 1) / 8 * 8, cursor.row)
    case "J": eraseScreen(first)
    case "K": eraseLine(first)
    case "L", "M": shiftLines(from: cursor.row, by: final == "L" ? count : -count)
    case "S", "T": shiftLines(from: region.lowerBound, by: final == "T" ? count : -count)
    case "P": deleteCharacters(count)
    case "@": insertCharacters(count)
    case "X": erase(row: cursor.row, cursor.column..<min(size.columns, cursor.column + count))
    case "b": for _ in 0..<count { print(lastPrinted) }
    case "m": selectRendition(text)
    case "r": setRegion(numbers)
    case "h", "l": setMode(first, final == "h")
    case "t", "g", "c", "n": break
    default: unknown.append("CSI \(text)\(final)")
    }
  }

  private mutating func privateMode(_ text: Substring, final: Character) {
    // The Linux console's cursor shape.
    if final == "c" { return }
    guard final == "h" || final == "l" else { return unknown.append("CSI ?\(text)\(final)") }
    for mode in text.split(separator: ";").compactMap({ Int($0) }) {
      if final == "h" { modes.insert(mode) } else { modes.remove(mode) }
      switch mode {
      case 25: isCursorVisible = final == "h"
      case 47, 1047, 1049: showAlternate(final == "h")
      case 1, 5, 7, 12, 1000, 1002, 1006, 1034, 2004, 2026: break
      default: unknown.append("CSI ?\(mode)\(final)")
      }
    }
  }

  private mutating func setMode(_ mode: Int, _ isOn: Bool) {
    switch mode {
    case 4: isInserting = isOn
    // screen's and tmux's cursor style.
    case 34: break
    default: unknown.append("CSI \(mode)\(isOn ? "h" : "l")")
    }
  }

  private mutating func setRegion(_ numbers: [Int]) {
    let top = max(1, numbers.first ?? 1) - 1
    let bottom = numbers.count > 1 && numbers[1] > 0 ? min(numbers[1], size.rows) : size.rows
    guard top < bottom else { return }
    region = top..<bottom
    cursor = Position(column: 0, row: 0)
  }

  private mutating func move(to column: Int, _ row: Int) {
    cursor = Position(column: min(max(0, column), size.columns - 1), row: min(max(0, row), size.rows - 1))
  }

  mutating func lineFeed() {
    isWrapPending = false
    if cursor.row == region.upperBound - 1 {
      shiftLines(from: region.lowerBound, by: -1)
    } else {
      cursor.row = min(cursor.row + 1, size.rows - 1)
    }
  }

  mutating func reverseLineFeed() {
    isWrapPending = false
    if cursor.row == region.lowerBound {
      shiftLines(from: region.lowerBound, by: 1)
    } else {
      cursor.row = max(cursor.row - 1, 0)
    }
  }

  /// Moves the rows of the region from a row down (positive) or up (negative); rows that become free are blank.
  private mutating func shiftLines(from first: Int, by count: Int) {
    guard region.contains(first) else { return }
    let blank = Array(repeating: blankCell, count: size.columns)
    for _ in 0..<min(abs(count), region.upperBound - first) {
      let (gone, new) = count > 0 ? (region.upperBound - 1, first) : (first, region.upperBound - 1)
      page.cells.remove(at: gone)
      page.cells.insert(blank, at: new)
    }
  }

  /// A blank has the background that is set now, and nothing else of the rendition.
  private var blankCell: Cell {
    Cell(text: " ", rendition: Rendition(foreground: .standard, background: rendition.background, attributes: []))
  }

  private mutating func erase(row: Int, _ columns: Range<Int>) {
    for column in columns { page.cells[row][column] = blankCell }
  }

  private mutating func eraseLine(_ kind: Int) {
    switch kind {
    case 0: erase(row: cursor.row, cursor.column..<size.columns)
    case 1: erase(row: cursor.row, 0..<cursor.column + 1)
    default: erase(row: cursor.row, 0..<size.columns)
    }
  }

  private mutating func eraseScreen(_ kind: Int) {
    if kind < 2 { eraseLine(kind) }
    let rows =
      switch kind {
      case 0: cursor.row + 1..<size.rows
      case 1: 0..<cursor.row
      default: 0..<size.rows
      }
    for row in rows { erase(row: row, 0..<size.columns) }
  }

  private mutating func deleteCharacters(_ count: Int) {
    let count = min(count, size.columns - cursor.column)
    page.cells[cursor.row].removeSubrange(cursor.column..<cursor.column + count)
    page.cells[cursor.row] += Array(repeating: blankCell, count: count)
  }

  private mutating func insertCharacters(_ count: Int) {
    let count = min(count, size.columns - cursor.column)
    page.cells[cursor.row].insert(contentsOf: Array(repeating: blankCell, count: count), at: cursor.column)
    page.cells[cursor.row].removeLast(count)
  }

  /// Prints one character at the cursor; a mark joins the character before it.
  package mutating func print(_ scalar: Unicode.Scalar) {
    let width = Character(scalar).columns
    guard width > 0 else { return addMark(scalar) }
    guard width <= size.columns else { return }
    if isWrapPending || cursor.column + width > size.columns {
      cursor.column = 0
      lineFeed()
    }
    lastPrinted = scalar
    lastPlace = cursor
    if isInserting { insertCharacters(width) }
    page.cells[cursor.row][cursor.column] = Cell(text: String(scalar), rendition: rendition)
    if width == 2 { page.cells[cursor.row][cursor.column + 1] = Cell(text: "", rendition: rendition) }
    cursor.column += width
    guard cursor.column >= size.columns else { return }
    if delaysWrap {
      cursor.column = size.columns - 1
      isWrapPending = true
    } else {
      cursor.column = 0
      lineFeed()
    }
  }

  private mutating func addMark(_ scalar: Unicode.Scalar) {
    guard page.cells.indices.contains(lastPlace.row), page.cells[lastPlace.row].indices.contains(lastPlace.column)
    else { return }
    page.cells[lastPlace.row][lastPlace.column].text.unicodeScalars.append(scalar)
  }
}
