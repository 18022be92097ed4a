/// The part of a line that a row of the screen shows, chosen so that the cursor is always in it.
struct LineWindow: Equatable, Sendable {
  /// The graphemes in view.
  private(set) var range: Range<Int>
  /// The column of the cursor, from the start of the window.
  private(set) var cursorColumn: Int

  /// Chooses the window.
  ///
  /// It depends on the line and the cursor alone, so the same state always gives the same picture. A line that fits is
  /// shown whole; of a longer one up to a quarter of the window lies behind the cursor.
  ///
  /// - Parameters:
  ///   - widths: the columns each grapheme takes.
  ///   - cursor: the graphemes before the cursor.
  ///   - columns: the width of the window.
  init(widths: [Int], cursor: Int, columns: Int) {
    let cursor = min(max(0, cursor), widths.count)
    // The cursor covers the character it stands on, or a blank cell behind the line.
    let underCursor = cursor < widths.count ? max(1, widths[cursor]) : 1
    let behind = cursor < widths.count ? widths[(cursor + 1)...].reduce(1, +) : 0
    var room = columns - underCursor - min(columns / 4, behind)

    var start = cursor
    while start > 0, widths[start - 1] <= room {
      start -= 1
      room -= widths[start]
    }
    cursorColumn = widths[start..<cursor].reduce(0, +)
    var end = cursor
    var used = cursorColumn
    while end < widths.count, used + widths[end] <= columns {
      used += widths[end]
      end += 1
    }
    range = start..<end
  }
}
