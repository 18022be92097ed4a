/// What Alt, readline's Meta, does with a key in a line: the one list of the keys with Alt that mean something there.
enum MetaCommand: Sendable {
  case wordLeft, wordRight, cutWordLeft, cutWordRight, yankOlder, oldestLine, newestLine

  init?(_ key: Key) {
    switch key {
    case .alt("b"), .alt("B"), .controlLeft: self = .wordLeft
    case .alt("f"), .alt("F"), .controlRight: self = .wordRight
    case .alt("\u{7f}"): self = .cutWordLeft
    case .alt("d"), .alt("D"), .controlDelete: self = .cutWordRight
    case .alt("y"), .alt("Y"): self = .yankOlder
    case .alt("<"): self = .oldestLine
    case .alt(">"): self = .newestLine
    default: return nil
    }
  }
}

extension LineEditor {
  /// The keys that a key counts as in a line.
  ///
  /// Alt and a character that mean nothing together are Escape and then the character, for the owner of the line to
  /// press one after the other: Escape may close the line, and the second key is then none of the line's.
  package static func keys(of key: Key) -> [Key] {
    MetaCommand(key) == nil ? key.withoutModifiers : [key]
  }

  mutating func perform(_ command: MetaCommand, after previous: Action) {
    switch command {
    case .wordLeft: buffer.move(to: buffer.wordStart(before: cursor))
    case .wordRight: moveWordRight()
    case .cutWordLeft: keep(buffer.wordStart(before: cursor)..<cursor, .backward, after: previous)
    case .cutWordRight: keep(cursor..<buffer.wordEnd(after: cursor), .forward, after: previous)
    case .yankOlder: yankOlder(after: previous)
    case .oldestLine: visit(0)
    case .newestLine: visit(history.count)
    }
  }
}
