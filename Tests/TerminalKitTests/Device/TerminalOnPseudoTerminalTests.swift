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

@Suite("ncurses on a pseudo-terminal", .serialized)
@MainActor
struct TerminalOnPseudoTerminalTests {
  private func open(_ window: PseudoTerminal, _ type: String = "xterm-256color") throws -> NcursesTerminal {
    let options = TerminalOptions(
      device: TerminalDevice(input: window.slave, output: window.slave, errors: nil),
      environment: [
        "TERM": type, "LC_ALL": BuiltProgram.environment["LC_ALL", default: ""], "BNX_TEST_SYNC": "1",
      ])
    return try NcursesTerminal.open(options: options).get()
  }

  @Test("every kind of terminal shows random frames of random sizes as they are", arguments: TerminalKind.all)
  func randomFrames(_ kind: TerminalKind) throws {
    var random = SplitMix(state: 4)
    var size = random.size()
    let window = try PseudoTerminal.open(size: size, delaysWrap: kind.delaysWrap)
    let terminal = try open(window, kind.type)
    defer { terminal.close() }
    for number in 1...8 {
      var frame = Frame(size: size)
      random.draw(on: &frame, pieces: 25)
      terminal.present(frame)
      let screen = try window.waitForFrame(after: number - 1)
      #expect(screen.differences(from: frame, on: kind) == [])
      #expect(screen.unknown == [])
      size = random.size()
      window.resize(to: size)
      // The kernel tells the session of the terminal, which this process is not in.
      kill(getpid(), SIGWINCH)
      #expect(terminal.events(within: nil) == [.resized(size)])
      #expect(terminal.size == size)
    }
    terminal.close()
    #expect(window.modes == window.initialModes)
  }

  @Test("keys, pasted text and characters in pieces arrive as what they are")
  func keys() throws {
    let window = try PseudoTerminal.open(size: Size(columns: 80, rows: 24))
    let terminal = try open(window)
    defer { terminal.close() }
    terminal.present(Frame(size: terminal.size))
    try window.waitForFrame(after: 0)
    #expect(window.screen.modes.contains(2004))
    let keys: [Key] = [
      .up, .function(1), .function(12), .backTab, .character("a"), .character("é"), .character("漢"), .alt("b"),
      .alt("ü"), .control("c"), .control("z"), .control("\\"), .control(" "), .enter, .tab, .backspace, .delete,
      .pageUp,
      .paste("a\tb\nc\u{e9}"), .home, .end,
    ]
    for key in keys {
      window.send(key)
      #expect(terminal.events(within: nil) == [.key(key)])
    }
    window.send(bytes: [0xe2])
    #expect(terminal.events(within: 0) == [])
    window.send(bytes: [0x82, 0xac])
    #expect(terminal.events(within: nil) == [.key(.character("€"))])
  }

  @Test("whatever ncurses knows of it, a sequence is the same key as at the prompt", arguments: TerminalKind.all)
  func sequences(_ kind: TerminalKind) throws {
    let window = try PseudoTerminal.open(size: Size(columns: 80, rows: 24), delaysWrap: kind.delaysWrap)
    let terminal = try open(window, kind.type)
    defer { terminal.close() }
    for (key, texts) in KeyDecoderTests.published {
      for text in texts {
        window.send(text)
        #expect(terminal.events(within: nil) == [.key(key)], "\(text.debugDescription)")
      }
    }
  }

  @Test("a lone Escape is a key, and Control with an arrow another than the arrow")
  func escape() throws {
    let window = try PseudoTerminal.open(size: Size(columns: 80, rows: 24))
    let terminal = try open(window)
    defer { terminal.close() }
    window.send(.escape)
    #expect(terminal.events(within: nil) == [.key(.escape)])
    window.send("\u{1b}[1;5C")
    #expect(terminal.events(within: nil) == [.key(.controlRight)])
    // An answer of the terminal and a mouse event are no text.
    window.send("\u{1b}[?62;4c\u{1b}[<0;5;5Mx")
    #expect(terminal.events(within: nil) == [.key(.character("x"))])
  }

  @Test("the mouse is reported where it is asked for, on every kind of terminal", arguments: TerminalKind.all)
  func mouse(_ kind: TerminalKind) throws {
    let window = try PseudoTerminal.open(size: Size(columns: 250, rows: 40), delaysWrap: kind.delaysWrap)
    let terminal = try open(window, kind.type)
    defer { terminal.close() }
    terminal.present(Frame(size: terminal.size))
    try window.waitForFrame(after: 0)
    #expect(window.screen.modes.isDisjoint(with: [1000, 1002, 1006]))
    terminal.reportMouse(true)
    terminal.present(Frame(size: terminal.size))
    try window.waitForFrame(after: 1)
    #expect(window.screen.modes.isSuperset(of: [1000, 1002, 1006]))
    window.send("\u{1b}[<0;240;5M")
    #expect(terminal.events(within: nil) == [.mouse(MouseEvent(.press(.left), column: 239, row: 4))])
    // In pieces, however they are cut behind the beginning.
    window.send("\u{1b}[<6")
    #expect(terminal.events(within: 0) == [])
    window.send("5;9;")
    #expect(terminal.events(within: 0) == [])
    window.send("3M")
    #expect(terminal.events(within: nil) == [.mouse(MouseEvent(.wheelDown, column: 8, row: 2))])
    // Off the screen, no report at all, a button that nobody knows: nothing; and the key behind it is whole.
    window.send("\u{1b}[<0;251;5M\u{1b}[<0;5;41M\u{1b}[<;M\u{1b}[<99;1;1Mx\u{1b}[<0;1;1mé")
    var events: [TerminalEvent] = []
    while events.last != .key(.character("é")) { events += terminal.events(within: nil) }
    #expect(
      events == [
        .key(.character("x")), .mouse(MouseEvent(.release(.left), column: 0, row: 0)), .key(.character("é")),
      ])
    terminal.reportMouse(false)
    window.send("\u{1b}[<0;1;1Mz")
    #expect(terminal.events(within: nil) == [.key(.character("z"))])
    terminal.reportMouse(true)
    terminal.close()
    let screen = try window.wait(for: "the mouse off") { $0.modes.isDisjoint(with: [1000, 1002, 1006]) }
    #expect(screen.unknown == [])
  }

  @Test("text goes to the clipboard, and a theme changes the colours of what stands")
  func copyAndTheme() throws {
    let window = try PseudoTerminal.open(size: Size(columns: 20, rows: 2))
    let terminal = try open(window)
    defer { terminal.close() }
    var frame = Frame(size: terminal.size)
    frame.write("key", column: 0, row: 0, Style(.input))
    let looks = try Theme.Name.allCases.enumerated().map { index, name in
      terminal.use(name)
      terminal.present(frame)
      let screen = try window.waitForFrame(after: index)
      let look = Theme(name, depth: .palette).look(of: .input)
      #expect(screen[0, 0]?.rendition.foreground == look.colour.map { .indexed($0) } ?? .standard, "\(name)")
      return look
    }
    #expect(Set(looks).count > 3)
    #expect(terminal.copy("γ = [1.5,\n 2.0]"))
    #expect(!terminal.copy(String(repeating: "x", count: Clipboard.limit + 1)))
    try window.wait(for: "the copy") { $0.copied == ["γ = [1.5,\n 2.0]"] }
  }

  @Test("another thread wakes the wait, once for many calls, and again after")
  func waking() throws {
    let window = try PseudoTerminal.open(size: Size(columns: 80, rows: 24))
    let terminal = try open(window)
    defer { terminal.close() }
    let waker = terminal.waker
    for _ in 0..<3 {
      let thread = try SystemThread { for _ in 0..<1000 { waker.wake() } }
      #expect(terminal.events(within: nil) == [.woken])
      thread.join()
      // Calls after the first wait may have left one more.
      #expect([[], [.woken]].contains(terminal.events(within: 0)))
    }
    let bytes = window.output.count
    #expect(terminal.events(within: 0) == [])
    #expect(window.output.count == bytes)
  }

  /// The address of a signal's handler; it is the first field everywhere.
  private func handler(of number: Int32) -> UInt {
    var action = sigaction()
    sigaction(number, nil, &action)
    return withUnsafeBytes(of: &action) { $0.load(as: UInt.self) }
  }

  // In a process of its own: signals belong to all of a process, and so does whatever else a test does with them.
  @Test("signals arrive as events, and go back to whom they belonged", arguments: [SIGTERM, SIGINT, SIGHUP])
  func signals(_ number: Int32) async {
    await #expect(processExitsWith: .success) { [number = number as Int32] in
      try await TerminalOnPseudoTerminalTests().signal(number)
    }
  }

  private func signal(_ number: Int32) throws {
    let before = handler(of: number)
    let window = try PseudoTerminal.open(size: Size(columns: 80, rows: 24))
    let terminal = try open(window)
    kill(getpid(), number)
    precondition(terminal.events(within: 10_000) == [.terminated(signal: number)])
    precondition(terminal.events(within: 0) == [])
    terminal.close()
    precondition(handler(of: number) == before)
  }

  @Test("a frame goes out whole where a write takes only part of it")
  func partialWrites() throws {
    let size = Size(columns: 200, rows: 60)
    let window = try PseudoTerminal.open(size: size)
    _ = fcntl(window.slave, F_SETFL, fcntl(window.slave, F_GETFL) | O_NONBLOCK)
    let terminal = try open(window)
    defer { terminal.close() }
    var random = SplitMix(state: 7)
    var frame = Frame(size: size)
    random.draw(on: &frame, pieces: 400)
    terminal.present(frame)
    let screen = try window.waitForFrame(after: 0)
    // More than a pseudo-terminal holds, which is 4 KiB on Linux.
    #expect(terminal.sent.bytes > 8192)
    #expect(screen.differences(from: frame, on: TerminalKind.all[0]) == [])
  }

  @Test("a terminal that is closed ends the wait, now and ever after")
  func closedTerminal() throws {
    let window = try PseudoTerminal.open(size: Size(columns: 80, rows: 24))
    let terminal = try open(window)
    defer { terminal.close() }
    window.hangUp()
    for _ in 0..<3 { #expect(terminal.events(within: nil) == [.terminated(signal: SIGHUP)]) }
    terminal.present(Frame(size: terminal.size))
  }

  @Test("standard error waits in a file while the screen is up, and comes out after")
  func standardError() throws {
    let window = try PseudoTerminal.open(size: Size(columns: 80, rows: 24))
    let errors = try #require(ScratchFile())
    let options = TerminalOptions(
      device: TerminalDevice(input: window.slave, output: window.slave, errors: errors.descriptor),
      environment: ["TERM": "xterm", "LC_ALL": "C"])
    let terminal = try NcursesTerminal.open(options: options).get()
    let message = Array("a library complains\n".utf8)
    #expect(SignalGuard.write(message, to: errors.descriptor) == 1)
    terminal.close()
    #expect(errors.take() == message)
  }
}
