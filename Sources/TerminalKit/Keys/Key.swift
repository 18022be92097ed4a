/// A key as the person pressed it, free of the terminal's escape codes.
package enum Key: Hashable, Sendable {
  case character(Character)
  /// Control and a lower-case letter: `.control("c")`.
  case control(Character)
  /// Alt (or Escape before) and a character.
  case alt(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown
  case function(Int)
  /// Text pasted in one piece, where the terminal brackets it.
  case paste(String)
}
