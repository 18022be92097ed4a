package import TerminalKit

/// A terminal without a window: interprets what ncurses and the program send, and tells what a person would see.
///
/// It knows the languages of xterm, screen, tmux, the Linux console, the VT100 and ANSI.SYS as far as their terminfo
/// entries go. What it does not know it collects in `unknown`, so that a test can ask for there to be nothing.
package struct VirtualTerminal: Sendable {
  package struct Attributes: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let bold = Attributes(rawValue: 1)
    package static let dim = Attributes(rawValue: 2)
    static let italic = Attributes(rawValue: 4)
    package static let underline = Attributes(rawValue: 8)
    static let blink = Attributes(rawValue: 16)
    package static let reverse = Attributes(rawValue: 32)
    static let invisible = Attributes(rawValue: 64)
  }

  package enum Colour: Hashable, Sendable {
    case standard
    case indexed(Int)
    case rgb(Int)
  }

  package struct Rendition: Hashable, Sendable {
    package var foreground = Colour.standard
    package var background = Colour.standard
    package var attributes: Attributes = []

    package init(foreground: Colour = .standard, background: Colour = .standard, attributes: Attributes = []) {
      self.foreground = foreground
      self.background = background
      self.attributes = attributes
    }
  }

  /// One cell.
  ///
  /// The right half of a wide character has no text.
  package struct Cell: Hashable, Sendable {
    package var text = " "
    package var rendition = Rendition()
  }

  /// One of the two screens.
  package struct Page: Sendable {
    package var cells: [[Cell]]
    package var saved = Position(column: 0, row: 0)

    package init(_ size: Size) {
      cells = Array(repeating: Array(repeating: Cell(), count: size.columns), count: size.rows)
    }
  }

  package private(set) var size: Size
  /// Whether the last column keeps the cursor until the next character (xterm and its kin), or wraps at once.
  package let delaysWrap: Bool
  package var page: Page
  /// The normal screen while the alternate one is shown.
  package private(set) var hidden: Page?
  package var cursor = Position(column: 0, row: 0)
  var isWrapPending = false
  var isInserting = false
  package var isCursorVisible = true
  package var rendition = Rendition()
  /// The rows that scroll.
  var region: Range<Int>
  /// What was put on the clipboard, oldest first.
  package var copied: [String] = []
  /// The private modes that are set, such as 2004 for bracketed paste.
  package var modes: Set<Int> = [7, 25]
  /// The last frame that the program reported with BNX_TEST_SYNC.
  package var frames = 0
  /// Whether nothing was drawn since that frame, so that what is shown is all of one.
  package var isWholeFrame = false
  package var titles: [String] = []
  package var unknown: [String] = []
  var parser = Parser()
  var lastPrinted: Unicode.Scalar = " "
  /// Where the last character went, which is where a mark after it goes.
  var lastPlace = Position(column: 0, row: 0)

  package init(size: Size, delaysWrap: Bool = true) {
    self.size = size
    self.delaysWrap = delaysWrap
    page = Page(size)
    region = 0..<size.rows
  }

  package var isAlternate: Bool { hidden != nil }

  /// The rows as text, without trailing blanks.
  package var rows: [String] { Self.rows(of: page) }

  /// The rows of the normal screen, shown or not.
  package var normalRows: [String] { Self.rows(of: hidden ?? page) }

  /// All rows in one text.
  package var text: String { rows.joined(separator: "\n") }

  /// All cells as one line, in which a text that the margin cut is whole.
  package var flowingText: String { page.cells.joined().map(\.text).joined() }

  /// The cell at a place, if it is on the screen.
  package subscript(column: Int, row: Int) -> Cell? {
    guard page.cells.indices.contains(row), page.cells[row].indices.contains(column) else { return nil }
    return page.cells[row][column]
  }

  /// Where a text starts on the screen, in columns and rows.
  package func find(_ text: String) -> Position? {
    guard let first = text.first.map(String.init) else { return nil }
    for (row, cells) in page.cells.enumerated() {
      for column in cells.indices
      where cells[column].text == first && cells[column...].lazy.map(\.text).joined().hasPrefix(text) {
        return Position(column: column, row: row)
      }
    }
    return nil
  }

  /// Gives the window another size.
  ///
  /// What fits stays where it is, as in xterm.
  package mutating func resize(to new: Size) {
    page.fit(new)
    hidden?.fit(new)
    size = new
    region = 0..<new.rows
    cursor = Position(column: min(cursor.column, new.columns - 1), row: min(cursor.row, new.rows - 1))
    isWrapPending = false
  }

  mutating func showAlternate(_ isOn: Bool) {
    guard isOn != isAlternate else { return }
    if isOn {
      page.saved = cursor
      hidden = page
      page = Page(size)
    } else if let normal = hidden {
      page = normal
      hidden = nil
      cursor = page.saved
    }
    isWrapPending = false
  }

  private static func rows(of page: Page) -> [String] {
    page.cells.map { row in
      var line = row.map(\.text).joined()
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

extension VirtualTerminal.Page {
  fileprivate mutating func fit(_ size: Size) {
    for row in cells.indices {
      let count = cells[row].count
      if count > size.columns {
        cells[row].removeLast(count - size.columns)
      } else {
        cells[row] += Array(repeating: .init(), count: size.columns - count)
      }
    }
    if cells.count > size.rows {
      cells.removeLast(cells.count - size.rows)
    } else {
      let blank = Array(repeating: VirtualTerminal.Cell(), count: size.columns)
      cells += Array(repeating: blank, count: size.rows - cells.count)
    }
    saved = Position(column: min(saved.column, size.columns - 1), row: min(saved.row, size.rows - 1))
  }
}
