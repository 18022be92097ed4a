#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Testing

@testable import Platform
@testable import TerminalKit

@Suite("The reader of lines on a real terminal", .serialized)
struct LineReaderTests {
  /// Reads lines until the input ends, on a thread of its own.
  private func read(
    _ terminal: LinePseudoTerminal, history: [String] = [], type: String = "xterm",
    completer: @escaping Completer = { _, _ in .none }
  ) -> ReaderThread<[LineReader.Result]> {
    // A descriptor of its own: should the test give up, the reader sees the terminal go, not a foreign file.
    let side = dup(terminal.side)
    return ReaderThread {
      defer { close(side) }
      var past = CommandHistory()
      for line in history { past.append(line) }
      let reader = LineReader(
        history: past, completer: completer, input: side, output: side, terminalType: type, handlesSignals: false)
      var results: [LineReader.Result] = []
      while results.last != .end, results.count < 50 { results.append(reader.readLine(prompt: "bn> ")) }
      return results
    }
  }

  @Test("edits, gives lines, notices Ctrl-C and Ctrl-D, and leaves the terminal as it was")
  func session() throws {
    let terminal = try LinePseudoTerminal()
    let before = terminal.settings
    let thread = read(terminal, history: ["set momentum 0.9"])
    try terminal.wait(for: "bn> ")
    #expect(!terminal.isCooked)
    try terminal.type("trian 3<Left><Left><C-b><C-b><C-t><Enter>")
    try terminal.wait(for: "bn> train 3\r")
    try terminal.wait(for: "bn> ")
    try terminal.type("half<C-c>")
    try terminal.wait(for: "half^C")
    try terminal.wait(for: "bn> ")
    try terminal.type("<Up><Up>5<Enter>")
    try terminal.wait(for: "bn> set momentum 0.95\r")
    try terminal.wait(for: "bn> ")
    try terminal.type("<C-d>")
    let results = try #require(thread.value())
    #expect(results == [.line("train 3"), .interrupted, .line("set momentum 0.95"), .end])
    #expect(terminal.settings == before)
  }

  @Test("keeps what was typed ahead for the next lines")
  func typeAhead() throws {
    let terminal = try LinePseudoTerminal()
    try terminal.type("one<Enter>")
    let thread = read(terminal)
    try terminal.wait(for: "bn> ")
    try terminal.type("two<Enter>three<Enter><C-d>")
    #expect(try #require(thread.value()) == [.line("one"), .line("two"), .line("three"), .end])
  }

  @Test("ends when the terminal goes away, in the middle of a line")
  func hangup() throws {
    var terminal: LinePseudoTerminal? = try LinePseudoTerminal()
    let side = dup(try #require(terminal).side)
    defer { close(side) }
    let thread = ReaderThread {
      LineReader(input: side, output: side, terminalType: "xterm", handlesSignals: false).readLine(prompt: "> ")
    }
    try terminal?.wait(for: "> ")
    try terminal?.send("abc")
    try terminal?.wait(for: "abc")
    terminal = nil
    #expect(thread.value() == .terminated)
  }

  @Test("takes an Escape for a key when nothing follows, and Ctrl-G keeps the line")
  func loneEscape() throws {
    let terminal = try LinePseudoTerminal()
    let thread = read(terminal)
    try terminal.wait(for: "bn> ")
    try terminal.type("abc<C-r>b")
    try terminal.wait(for: "search 'b': ")
    try terminal.type("<Esc>")
    // The search ends only once the Escape has turned out to be alone.
    try terminal.wait(for: "bn> ")
    try terminal.type("<C-e>d<C-g>e<Enter><C-d>")
    #expect(try #require(thread.value()) == [.line("abcde"), .end])
  }

  @Test("pastes several lines as one")
  func paste() throws {
    let terminal = try LinePseudoTerminal()
    let thread = read(terminal)
    try terminal.wait(for: "\u{1b}[?2004h")
    try terminal.send("\u{1b}[200~set axis 1\rtrain 3\r\u{1b}[201~")
    try terminal.wait(for: "set axis 1; train 3")
    try terminal.type("<Enter><C-d>")
    #expect(try #require(thread.value()) == [.line("set axis 1; train 3"), .end])
    try terminal.wait(for: "\u{1b}[?2004l")
  }

  @Test("lists candidates under the line and takes them away again")
  func candidates() throws {
    let terminal = try LinePseudoTerminal(columns: 30, rows: 4)
    let thread = read(terminal, completer: CompletionTests.words)
    try terminal.wait(for: "bn> ")
    try terminal.type("mo<Tab><Tab>")
    try terminal.wait(for: "\u{1b}[0;7mmomentum")
    try terminal.type("<Enter>")
    try terminal.wait(for: "\r\u{1b}[Jbn> momentum\r")
    try terminal.wait(for: "bn> ")
    try terminal.type("<C-d>")
    #expect(try #require(thread.value()) == [.line("momentum"), .end])
  }

  @Test("works at any width, with lines longer than the screen", arguments: [0, 1, 2, 3, 5, 10, 80] as [UInt16])
  func widths(columns: UInt16) throws {
    let terminal = try LinePseudoTerminal(columns: columns, rows: columns == 0 ? 0 : 3)
    let thread = read(terminal, completer: CompletionTests.words)
    try terminal.wait(for: "\u{1b}[?2004h")
    try terminal.type("set 漢字 momentum 0.9 and much more<C-a><M-f><C-e> mo<Tab><Tab><Enter>")
    try terminal.wait(for: "much more momentum\r")
    try terminal.wait(for: "\u{1b}[?2004h")
    try terminal.type("<C-d>")
    #expect(try #require(thread.value()) == [.line("set 漢字 momentum 0.9 and much more momentum"), .end])
  }

  @Test("reads plainly from a terminal that cannot move its cursor", arguments: ["dumb", ""])
  func dumb(type: String) throws {
    let terminal = try LinePseudoTerminal()
    let thread = read(terminal, type: type)
    try terminal.wait(for: "bn> ")
    #expect(terminal.isCooked)
    try terminal.send("train 3\n")
    try terminal.wait(for: "bn> ")
    try terminal.send([4])
    #expect(try #require(thread.value()) == [.line("train 3"), .end])
    #expect(!terminal.transcript.contains(0x1b))
  }

  @Test("reads plainly from a pipe: no prompt, any line length, the last line without its end")
  func pipes() throws {
    var (input, output): ([Int32], [Int32]) = ([0, 0], [0, 0])
    try #require(pipe(&input) == 0 && pipe(&output) == 0)
    let (source, sink) = (input[0], output[1])
    let thread = ReaderThread {
      let reader = LineReader(input: source, output: sink, terminalType: "xterm")
      var results: [LineReader.Result] = []
      while results.last != .end { results.append(reader.readLine(prompt: "bn> ")) }
      return results
    }
    let long = String(repeating: "x", count: 300_000)
    Descriptor.write("train 1\r\n\n\(long)\nlast", to: input[1])
    close(input[1])
    #expect(thread.value() == [.line("train 1"), .line(""), .line(long), .line("last"), .end])
    close(sink)
    #expect(Descriptor.read(from: output[0]).isEmpty, "nothing was written")
    close(source)
    close(output[0])
  }
}
