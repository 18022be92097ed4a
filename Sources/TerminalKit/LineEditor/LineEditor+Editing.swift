/// Keys that change the text.
extension LineEditor {
  /// So many characters typed in a row are undone in one go, as in readline.
  private static let typedTogether = 20

  /// Applies a key that brings text in.
  ///
  /// False if it is none.
  package mutating func insert(_ key: Key, after previous: Action) -> Bool {
    switch key {
    case .character(let character): type(character, after: previous)
    case .paste(let text): insert(PastedText.oneLine(text))
    case .control("y"): yank()
    case .control("t"): transpose()
    default: return false
    }
    return true
  }

  /// Applies a key that takes text away.
  ///
  /// False if it is none.
  package mutating func cut(_ key: Key, after previous: Action) -> Bool {
    switch key {
    case .backspace, .control("h"): remove(max(0, cursor - 1)..<cursor)
    case .delete, .control("d"): remove(cursor..<min(cursor + 1, buffer.count))
    case .control("k"): keep(cursor..<buffer.count, .forward, after: previous)
    case .control("u"): keep(0..<cursor, .backward, after: previous)
    case .control("w"): keep(buffer.blankWordStart(before: cursor)..<cursor, .backward, after: previous)
    default: return false
    }
    return true
  }

  private mutating func type(_ character: Character, after previous: Action) {
    let text = EditBuffer.printable(String(character))
    guard !text.isEmpty else { return }
    if case .typed(let count) = previous, count < Self.typedTogether {
      lastAction = .typed(count + 1)
    } else {
      remember()
      lastAction = .typed(1)
    }
    buffer.insert(text)
  }

  private mutating func insert(_ text: String) {
    guard !text.isEmpty else { return }
    remember()
    buffer.insert(text)
  }

  private mutating func remove(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    remember()
    buffer.remove(range)
  }

  /// Cuts a range into the kill ring.
  mutating func keep(_ range: Range<Int>, _ direction: KillRing.Direction, after previous: Action) {
    // A cut that finds nothing leaves a row of cuts unbroken, but begins none.
    guard !range.isEmpty else {
      if previous == .cut { lastAction = .cut }
      return
    }
    lastAction = .cut
    killRing.keep(buffer.text(in: range), direction, joining: previous == .cut)
    remove(range)
  }

  private mutating func yank() {
    guard let text = killRing.current else { return }
    let start = cursor
    insert(text)
    lastAction = .yanked(min(start, cursor)..<cursor)
  }

  mutating func yankOlder(after previous: Action) {
    guard case .yanked(let range) = previous else { return }
    killRing.turn()
    guard let text = killRing.current else { return }
    remember()
    buffer.replace(range, with: text)
    lastAction = .yanked(min(range.lowerBound, cursor)..<cursor)
  }

  /// Swaps the characters around the cursor and steps over them; at the end, the last two.
  private mutating func transpose() {
    guard buffer.count >= 2, cursor > 0 else { return }
    let right = buffer.isAtEnd ? cursor - 1 : cursor
    remember()
    let swapped = buffer.text(in: right..<right + 1) + buffer.text(in: right - 1..<right)
    buffer.replace(right - 1..<right + 1, with: swapped)
  }
}
