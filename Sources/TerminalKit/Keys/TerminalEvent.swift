/// What a terminal tells the program.
package enum TerminalEvent: Hashable, Sendable {
  case key(Key)
  case mouse(MouseEvent)
  /// The window has a new size, or came back after a suspension and must be drawn whole.
  case resized(Size)
  /// Another thread called the terminal's waker.
  case woken
  /// A signal asks the program to end (its number, for the exit status), or the terminal is gone.
  case terminated(signal: Int32)
}
