import BNTestSupport
import Testing

@testable import BNExplorer
@testable import BNFiles
@testable import TerminalKit

@Suite("The program on terminals of all kinds", .serialized)
struct ScreenSurroundingsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(
    "draws the same screen on every type of terminal, as far as its glyphs go",
    arguments: ["xterm-256color", "xterm", "screen-256color", "tmux-256color", "linux", "vt100", "vt220", "ansi"])
  func types(_ type: String) throws {
    // A script makes the screen stand still: one picture, whatever the machine's speed.
    let script = try folder.file("still.bn", "load builtin:digits batch=32 flatten=on\ntrain 40\nset momentum 0.5\n")
    let program = try ScreenProgram([script], ["TERM": type])
    var stage = try Stage("load builtin:digits batch=32 flatten=on", "train 40", "set momentum 0.5")
    stage.state.glyphs = type == "linux" ? .block : .braille
    stage.state.message = nil
    // Without the message line, which tells of the loading.
    let expected = Self.withoutMessage(ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24)).text)
    // Waited for as a whole, since a part of a frame can arrive before the rest.
    try program.terminal.wait(for: "the same screen") { Self.withoutMessage($0.rows) == expected }
    program.press("q")
    try program.ends(.exited(0))
  }

  private static func withoutMessage(_ rows: [String]) -> [String] {
    rows.enumerated().filter { $0.offset != 20 }.map(\.element)
  }

  @Test("draws every cell's emphasis, too")
  func styles() throws {
    let script = try folder.file("still.bn", "batch [[3], [7]]\ntrain 40\nset momentum 0.5\n")
    let program = try ScreenProgram([script], ["TERM": "xterm-256color"])
    var stage = try Stage("batch [[3], [7]]", "train 40", "set momentum 0.5")
    stage.state.message = nil
    let frame = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24))
    let theme = Theme(depth: .palette)
    let expected = Self.withoutMessage(frame.text)
    let screen = try program.terminal.wait(for: "the same screen") { Self.withoutMessage($0.rows) == expected }
    for row in 0..<24 where row != 20 {
      for column in 0..<80 {
        let cell = try #require(frame[column, row])
        let shown = try #require(screen[column, row])
        let look = theme.look(of: cell.style)
        #expect(shown.text == String(cell.glyph), "\(column),\(row)")
        #expect(shown.rendition.attributes.contains(.reverse) == look.emphasis.contains(.reverse), "\(column),\(row)")
        guard cell.glyph != " " else { continue }
        #expect(shown.rendition.attributes.contains(.bold) == look.emphasis.contains(.bold), "\(column),\(row)")
        #expect(shown.rendition.foreground == look.colour.map { .indexed($0) } ?? .standard, "\(column),\(row)")
      }
    }
    program.press("q")
    try program.ends(.exited(0))
  }

  @Test("sends no colour with NO_COLOR or --color never, and colour in spite of it with --color always")
  func colour() throws {
    for (arguments, environment, isColoured) in [
      ([], ["NO_COLOR": "1"], false), (["--color", "never"], [:], false), ([], ["NO_COLOR": ""], true),
      (["--color", "always"], ["NO_COLOR": "1"], true),
    ] as [([String], [String: String], Bool)] {
      let program = try ScreenProgram(arguments, environment)
      try program.shows("digits")
      program.press("q")
      try program.ends(.exited(0))
      #expect(coloured(program.terminal.output) == isColoured, "\(arguments) \(environment)")
    }
  }

  /// Whether any select-graphic-rendition sequence names a colour.
  private func coloured(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    let sequences = text.split(separator: "\u{1b}[").compactMap { part in
      part.firstIndex(of: "m").map { part[..<$0] }
    }
    return sequences.contains { sequence in
      let numbers = sequence.split(separator: ";").compactMap { Int($0) }
      return numbers.contains { (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0) }
    }
  }

  @Test("draws ASCII alone in the C locale and with --ascii", arguments: [["LC_ALL": "C"], ["LC_ALL": "POSIX"], [:]])
  func ascii(_ environment: [String: String]) throws {
    let program = try ScreenProgram(environment.isEmpty ? ["--ascii"] : [], environment)
    try program.shows("> training")
    try program.moves()
    program.press("?")
    try program.shows("KEYS")
    program.press(.escape)
    try program.hides("KEYS")
    program.press("q")
    try program.ends(.exited(0))
    #expect(program.terminal.output.allSatisfy { $0 < 0x80 })
  }

  @Test("says that it draws in ASCII where nobody asked for that, and then no more")
  func asciiNote() throws {
    let program = try ScreenProgram([], ["LC_ALL": "POSIX"])
    try program.shows("drawn in ASCII, since the locale POSIX has no UTF-8 here")
    program.press(.down, .down)
    try program.hides("drawn in ASCII")
    program.press("q")
    try program.ends(.exited(0))
    for (arguments, environment) in [(["--ascii"], ["LC_ALL": "POSIX"]), ([], ["LC_ALL": "C.UTF-8"])] {
      let program = try ScreenProgram(arguments, environment)
      try program.shows("training")
      try program.moves()
      #expect(!program.screen.text.contains("drawn in ASCII"))
      program.press("q")
      try program.ends(.exited(0))
    }
  }

  @Test("takes a type that the machine does not know for the xterm it imitates")
  func standIn() throws {
    let program = try ScreenProgram([], ["TERM": "xterm-no-such-kind"])
    try program.shows("digits")
    program.press("q")
    try program.ends(.exited(0))
  }

  @Test("goes on with the prompt where no screen can be had", arguments: ["dumb", "no-such-terminal", ""])
  func prompt(_ type: String) throws {
    let program = try ScreenProgram([], ["TERM": type])
    try program.shows("train 0>")
    program.terminal.send("train 3\r")
    try program.shows("train 3>")
    program.terminal.send("quit\r")
    #expect(try program.terminal.waitForExit() == .exited(0))
    #expect(program.terminal.modes == program.terminal.initialModes)
    #expect(!String(decoding: program.terminal.output, as: UTF8.self).contains("\u{1b}[?1049h"))
  }

  @Test("says in one line what is wrong with a file, and leaves the terminal alone")
  func brokenFile() throws {
    let ragged = try folder.file("ragged.csv", "a,b\n1,2\n3\n")
    let script = try folder.file("wrong.bn", "batch [[3], [7]]\ntrian 5\n")
    for (path, status) in [(ragged, Int32(65)), (script, 64), ("/nonexistent/data.csv", 66)] {
      let program = try ScreenProgram(["explore", path], columns: 200)
      #expect(try program.terminal.waitForExit() == .exited(status))
      #expect(!program.terminal.output.contains(0x1b))
      let lines = program.screen.rows.filter { !$0.isEmpty }
      #expect(lines.count == 1)
      #expect(lines.first?.hasPrefix("bnexplorer: ") == true)
      #expect(lines.first?.contains(path) == true)
    }
  }
}

extension TemporaryFolder {
  /// Writes a file into the folder.
  ///
  /// - Returns: its path.
  fileprivate func file(_ name: String, _ text: String) throws -> String {
    try DiskFiles().write(Array(text.utf8), to: self / name)
    return self / name
  }
}
