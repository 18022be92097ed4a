/// The screen and the keyboard, as the program's loop sees them.
///
/// ncurses implements it, and so does a scripted one for tests.
@MainActor
package protocol Terminal: AnyObject {
  var size: Size { get }

  /// What the terminal can draw: braille, blocks or ASCII.
  var glyphs: GlyphLevel { get }

  /// Shows a frame; one of another size than the terminal's is cut or padded.
  func present(_ frame: Frame)

  /// Forgets what the terminal shows, so that the next frame is drawn whole.
  func redraw()

  /// Waits until something happens or the time runs out, and returns all that happened, oldest first.
  ///
  /// - Parameter milliseconds: how long to wait; `nil` waits for ever.
  /// - Returns: nothing if the time ran out.
  func events(within milliseconds: Int?) -> [TerminalEvent]

  /// Gives the terminal back to the shell, stops the whole job as Ctrl-Z does, and takes the terminal again when the
  /// job is continued.
  ///
  /// The next `events` starts with `.resized`.
  func suspend()

  /// Shows everything in another theme from the next frame on.
  func use(_ theme: Theme.Name)

  /// Asks the terminal for reports of the mouse, or for no more of them.
  func reportMouse(_ isOn: Bool)

  /// Sends text to the terminal's clipboard, which the terminal may refuse without a word.
  ///
  /// - Returns: false, and nothing is sent, for a text longer than `Clipboard.limit`.
  func copy(_ text: String) -> Bool

  /// Sounds the bell, for a key that can do nothing any more.
  func beep()

  /// What another thread calls to end a wait in `events` with `.woken`.
  var waker: Waker { get }
}

/// Ends a wait in `Terminal.events` from any thread.
package struct Waker: Sendable {
  package let wake: @Sendable () -> Void
}
