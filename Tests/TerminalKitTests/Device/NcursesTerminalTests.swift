import BNTestSupport
import Testing

@testable import TerminalKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A terminal that writes into a file, and the screen that the file's bytes make.
@MainActor
private final class Recording {
  let terminal: NcursesTerminal
  private(set) var screen: VirtualTerminal
  private(set) var last: [UInt8] = []
  private let file: ScratchFile
  private let nothing = open("/dev/null", O_RDONLY)

  init(_ kind: TerminalKind, size: Size, options: TerminalOptions = TerminalOptions()) throws {
    file = try #require(ScratchFile())
    var options = options
    options.device = TerminalDevice(input: nothing, output: file.descriptor, errors: nil, recordingSize: size)
    options.environment = ["TERM": kind.type, "LC_ALL": BuiltProgram.environment["LC_ALL", default: ""]]
    screen = VirtualTerminal(size: size, delaysWrap: kind.delaysWrap)
    terminal = try NcursesTerminal.open(options: options).get()
  }

  func show(_ frame: Frame) -> VirtualTerminal {
    terminal.present(frame)
    return read()
  }

  func read() -> VirtualTerminal {
    last = file.take()
    screen.feed(last)
    return screen
  }

  func end() {
    terminal.close()
    close(nothing)
  }
}

// ncurses has one state for the whole process: the main actor keeps the tests apart.
@Suite("Frames through ncurses into a file", .serialized)
@MainActor
struct NcursesTerminalTests {
  private let kind = TerminalKind.all[0]

  @Test("a terminal shows the text and the style of every cell", arguments: TerminalKind.all)
  func equalsFrame(_ kind: TerminalKind) throws {
    var random = SplitMix(state: 1)
    for _ in 0..<3 {
      let size = random.size()
      let recording = try Recording(kind, size: size)
      defer { recording.end() }
      var frame = Frame(size: size)
      for _ in 0..<3 {
        random.draw(on: &frame, pieces: 12)
        let screen = recording.show(frame)
        #expect(screen.differences(from: frame, on: kind) == [])
        if let cursor = frame.cursor { #expect(screen.cursor == cursor) }
        // The VT100 and ANSI.SYS cannot hide their cursor.
        #expect(screen.isCursorVisible == (frame.cursor != nil) || ["vt100", "ansi"].contains(kind.type))
        #expect(screen.unknown == [])
      }
    }
  }

  @Test("a frame of another size is cut or padded")
  func otherSize() throws {
    var random = SplitMix(state: 2)
    let size = Size(columns: 41, rows: 13)
    let recording = try Recording(kind, size: size)
    defer { recording.end() }
    for _ in 0..<30 {
      var frame = Frame(size: random.size(columns: 1...90, rows: 1...30))
      random.draw(on: &frame, pieces: 20)
      #expect(recording.show(frame).differences(from: frame, on: kind) == [])
    }
    #expect(recording.show(Frame(size: Size(columns: 0, rows: 0))).rows.allSatisfy { $0.isEmpty })
  }

  @Test("cells that no terminal can show do no harm to their neighbours", arguments: [GlyphLevel.braille, .ascii])
  func hostileCells(_ glyphs: GlyphLevel) throws {
    var random = SplitMix(state: 3)
    let size = Size(columns: 30, rows: 8)
    let recording = try Recording(kind, size: size, options: TerminalOptions(glyphs: glyphs))
    defer { recording.end() }
    for _ in 0..<100 {
      var frame = Frame(size: size)
      random.spoil(&frame, cells: 60)
      // Whatever stands before it, the last column must be where it belongs.
      for row in 0..<size.rows { frame.put(Cell("|"), column: size.columns - 1, row: row) }
      let screen = recording.show(frame)
      for row in 0..<size.rows { #expect(screen[size.columns - 1, row]?.text == "|") }
      #expect(screen.unknown == [])
      if glyphs == .ascii { #expect(recording.last.allSatisfy { $0 < 0x80 }) }
    }
  }

  @Test("every size from 1 by 1 on works")
  func sizes() throws {
    for columns in stride(from: 1, through: 120, by: 7) {
      for rows in [1, 2, 3, 24] {
        let size = Size(columns: columns, rows: rows)
        let recording = try Recording(kind, size: size)
        defer { recording.end() }
        var frame = Frame(size: size)
        for row in 0..<rows { frame.write(String(repeating: "w", count: columns), column: 0, row: row) }
        #expect(recording.show(frame).differences(from: frame, on: kind) == [])
      }
    }
  }

  @Test("a frame that is on the screen already sends nothing; any other sends one write between marks")
  func economy() throws {
    let size = Size(columns: 80, rows: 24)
    let recording = try Recording(kind, size: size)
    defer { recording.end() }
    var frame = Frame(size: size)
    frame.write("momentum", column: 3, row: 3)
    _ = recording.show(frame)
    let first = String(decoding: recording.last, as: UTF8.self)
    #expect(first.contains("\u{1b}[?2026h"))
    #expect(first.hasSuffix("\u{1b}[?2026l"))
    _ = recording.show(frame)
    #expect(recording.last == [])
    frame.write("0.99", column: 14, row: 3)
    let before = recording.terminal.sent
    _ = recording.show(frame)
    #expect(recording.terminal.sent.writes == before.writes + 1)
    #expect(recording.terminal.sent.bytes == before.bytes + recording.last.count)
    // 16 bytes of marks, 4 of text, a cursor movement.
    #expect(recording.last.count < 40)
    recording.terminal.redraw()
    #expect(recording.show(frame).rows[3] == "   momentum   0.99")
    #expect(recording.last.count > 40)
  }

  @Test("blanks between marks of one colour cost no change of colour")
  func quietBlanks() throws {
    let size = Size(columns: 80, rows: 1)
    let recording = try Recording(kind, size: size)
    defer { recording.end() }
    var frame = Frame(size: size)
    for column in stride(from: 0, to: 79, by: 2) { frame.put(Cell("*", Style(.input)), column: column, row: 0) }
    _ = recording.show(frame)
    let changes = String(decoding: recording.last, as: UTF8.self).ranges(of: "\u{1b}[38;5;").count
    #expect(changes == 1)
  }

  @Test("closing gives back the normal screen, twice over is once", arguments: TerminalKind.all)
  func closing(_ kind: TerminalKind) throws {
    let recording = try Recording(kind, size: Size(columns: 40, rows: 10))
    var frame = Frame(size: Size(columns: 40, rows: 10))
    frame.write("left behind?", column: 5, row: 9, Style(.error))
    _ = recording.show(frame)
    recording.terminal.close()
    let screen = recording.read()
    #expect(!screen.isAlternate)
    #expect(screen.isCursorVisible)
    #expect(screen.rendition == VirtualTerminal.Rendition())
    #expect(screen.modes.isDisjoint(with: [1, 2004, 2026]))
    #expect(screen.rows.allSatisfy { $0.isEmpty })
    recording.end()
    _ = recording.read()
    #expect(recording.last == [])
    #expect(recording.terminal.events(within: nil) == [.terminated(signal: SIGHUP)])
  }

  @Test("there is one terminal at a time")
  func onlyOne() throws {
    let first = try Recording(kind, size: Size(columns: 10, rows: 5))
    #expect(throws: TerminalUnavailable.alreadyOpen) { try Recording(kind, size: Size(columns: 10, rows: 5)) }
    first.end()
    try Recording(kind, size: Size(columns: 10, rows: 5)).end()
  }
}
