import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads the lines of the REPL: edited on a terminal, plainly from anything else.
///
/// On a terminal the prompt's row is the editor; keys and history are those of `LineEditor`. From a pipe or a file, on a
/// terminal without cursor movement (`TERM=dumb`) or when the output goes elsewhere, lines are read as they come, and
/// nothing is written but the prompt where a person will see it.
package final class LineReader {
  package enum Result: Equatable, Sendable {
    case line(String)
    /// Ctrl-C: the line is dropped, the session goes on.
    case interrupted
    /// Ctrl-D on an empty line, or the end of the input.
    case end
    /// The terminal is gone, or a signal asks for the end.
    case terminated
  }

  private let input: Int32
  private let output: Int32
  /// Answers Tab.
  package var completer: Completer
  private let terminal: TerminalKeys?
  private var editor: LineEditor
  private var lines = PlainLines()
  /// Whether a person types here and sees what is written.
  package let isConversation: Bool
  /// Whether the line on the screen is not the present one.
  private var isStale = false

  /// A reader of lines.
  ///
  /// - Parameters:
  ///   - history: the lines given before.
  ///   - completer: answers Tab.
  ///   - input: where keys or lines come from.
  ///   - output: where the prompt and the line are drawn.
  ///   - terminalType: the value of `TERM`.
  ///   - canEdit: whether lines may be edited; if not, they are read as the system gives them.
  ///   - handlesSignals: whether signals that come while a line is read give the terminal back. Only one reader of a
  ///     process can do so at a time.
  package init(
    history: CommandHistory = CommandHistory(), completer: @escaping Completer = { _, _ in .none },
    input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO,
    terminalType: String? = getenv("TERM").map { String(cString: $0) }, canEdit: Bool = true,
    handlesSignals: Bool = true
  ) {
    self.input = input
    self.output = output
    self.completer = completer
    editor = LineEditor(history: history)
    isConversation = isatty(input) == 1 && isatty(output) == 1
    let canEdit = canEdit && isConversation && !["", "dumb", "unknown"].contains(terminalType ?? "")
    terminal = canEdit ? TerminalKeys(input: input, output: output, handlesSignals: handlesSignals) : nil
  }

  /// Whether lines are edited here, and not just read.
  package var isInteractive: Bool { terminal != nil }

  /// All lines given, for saving.
  package var history: CommandHistory { editor.history }

  /// Reads one line.
  ///
  /// The terminal is in its former state before and after.
  package func readLine(prompt: String) -> Result {
    guard let terminal, terminal.take() else { return readPlainLine(prompt: prompt) }
    defer { terminal.release() }
    return edit(on: terminal, prompt: prompt)
  }

  /// Whether a line waits that was not edited here, or comes within some milliseconds; the end of the input is one, too.
  package func hasLine(within milliseconds: Int32) -> Bool {
    lines.hasLine || Descriptor.wait(for: [input], milliseconds: milliseconds).ready[0]
  }

  // MARK: On a terminal

  private func edit(on terminal: TerminalKeys, prompt: String) -> Result {
    isStale = true
    while true {
      // Of keys that came together only the last is worth a picture.
      if isStale, !terminal.hasMore { redraw(prompt, on: terminal) }
      switch terminal.next() {
      case .key(.control("z")):
        Descriptor.write(LinePainter.finish(prompt: prompt, text: editor.text), to: output)
        terminal.suspend()
      case .key(.control("l")):
        Descriptor.write("\u{1b}[H\u{1b}[2J", to: output)
        isStale = true
      case .key(let key):
        for key in LineEditor.keys(of: key) {
          if let result = apply(key, prompt: prompt) { return result }
        }
      case .resized: isStale = true
      case .woken, .mouse: break
      case .terminated: return .terminated
      }
    }
  }

  private func apply(_ key: Key, prompt: String) -> Result? {
    let before = editor
    switch editor.handle(key, completer: completer) {
    case .none: break
    case .changed: isStale = true
    case .full: Descriptor.write(LinePainter.bell, to: output)
    case .submit(let line): return finish(.line(line), prompt: prompt, text: line)
    case .cancel where key == .control("c"): return finish(.interrupted, prompt: prompt, text: before.text + "^C")
    // Escape and Ctrl-G leave a bar on the screen; here there is nowhere to go, and the line is worth keeping.
    case .cancel: editor = before
    case .endOfInput: return finish(.end, prompt: prompt, text: "")
    }
    return nil
  }

  private func redraw(_ prompt: String, on terminal: TerminalKeys) {
    isStale = false
    Descriptor.write(LinePainter.redraw(editor, prompt: prompt, on: terminal.size), to: output)
  }

  private func finish(_ result: Result, prompt: String, text: String) -> Result {
    Descriptor.write(LinePainter.finish(prompt: prompt, text: text), to: output)
    return result
  }

  // MARK: Elsewhere

  private func readPlainLine(prompt: String) -> Result {
    // Nobody is asked for a line that is there already.
    if isConversation, !hasLine(within: 0) { Descriptor.write(prompt, to: output) }
    while true {
      if let line = lines.next() { return given(line) }
      if InterruptFlag.take() { return .interrupted }
      if Descriptor.wait(for: [input]).interrupted { continue }
      let bytes = Descriptor.read(from: input)
      if bytes.isEmpty { return lines.last().map(given) ?? .end }
      lines.feed(bytes)
    }
  }

  private func given(_ line: String) -> Result {
    if isConversation { editor.history.append(line) }
    return .line(line)
  }
}
