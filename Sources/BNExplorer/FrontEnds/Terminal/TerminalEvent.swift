/// A key as the person pressed it, free of the terminal's escape codes.
enum Key: Hashable, Sendable {
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

/// What a terminal tells the program.
enum TerminalEvent: Hashable, Sendable {
  case key(Key)
  case mouse(MouseEvent)
  /// The window has a new size, or came back after a suspension and must be drawn whole.
  case resized(Size)
  /// Another thread called the terminal's waker.
  case woken
  /// A signal asks the program to end (its number, for the exit status), or the terminal is gone.
  case terminated(signal: Int32)
}
