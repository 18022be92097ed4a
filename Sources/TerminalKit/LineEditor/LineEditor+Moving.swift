/// Keys that move the cursor, and the suggestion they take over at the end of the line.
extension LineEditor {
  /// How the newest line of the history that starts with the text goes on; shown behind the cursor.
  var suggestion: String? {
    guard buffer.isAtEnd, search == nil, completion == nil, walk.position == history.count else { return nil }
    return history.suggestion(for: text)
  }

  /// Applies a key that moves the cursor.
  ///
  /// False if it is none.
  package mutating func move(_ key: Key) -> Bool {
    switch key {
    case .left, .control("b"): buffer.move(to: cursor - 1)
    case .right, .control("f"): moveRight(to: cursor + 1)
    case .home, .control("a"): buffer.move(to: 0)
    case .end, .control("e"): moveRight(to: buffer.count)
    default: return false
    }
    return true
  }

  private mutating func moveRight(to place: Int) {
    if let suggestion { return accept(suggestion) }
    buffer.move(to: place)
  }

  mutating func moveWordRight() {
    guard let suggestion else { return buffer.move(to: buffer.wordEnd(after: cursor)) }
    let ahead = EditBuffer(text + suggestion)
    accept(ahead.text(in: cursor..<ahead.wordEnd(after: cursor)))
  }

  private mutating func accept(_ text: String) {
    remember()
    buffer.insert(text)
  }
}
