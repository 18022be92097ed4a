/// A key as the person pressed it, free of the terminal's escape codes.
package enum Key: Hashable, Sendable {
  case character(Character)
  /// Control and a lower-case letter: `.control("c")`.
  case control(Character)
  /// Alt (or Escape before) and a character.
  case alt(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown
  /// With Control or Alt: in a line they go by words.
  case controlLeft, controlRight, controlDelete
  case function(Int)
  /// Text pasted in one piece, where the terminal brackets it.
  case paste(String)

  /// The keys that this one counts as where Control and Alt add nothing to it.
  ///
  /// Alt and a character cannot be told from Escape and, at once, the character: terminals send the same for both, and
  /// some keep Escape back until the next key. So it is those two where it means nothing of its own.
  package var withoutModifiers: [Key] {
    switch self {
    case .alt("\u{7f}"): [.escape, .backspace]
    case .alt(let character): [.escape, .character(character)]
    case .controlLeft: [.left]
    case .controlRight: [.right]
    case .controlDelete: [.delete]
    default: [self]
    }
  }
}

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  /// A character in double quotes is its key.
  package init(extendedGraphemeClusterLiteral value: Character) { self = .character(value) }
}
