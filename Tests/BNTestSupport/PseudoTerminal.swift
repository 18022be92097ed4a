import Synchronization

package import TerminalKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A terminal of the kernel's, without a window: this end plays the window and the person in front of it.
///
/// A program started on it believes that it is on a terminal, since it is. A thread of its own reads all output and
/// shows it on a `VirtualTerminal`, because a program that nobody reads from stops after 4 KiB.
package final class PseudoTerminal: Sendable {
  /// How long a wait goes on before it fails; a wait that succeeds ends at once.
  package static let patience = 20.0
  /// How long a program may leave keys unread before it counts as hung, in milliseconds.
  private static let patienceForKeys: Int32 = 10_000

  /// How a program ended.
  package enum End: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }

  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// The terminal's modes before anything ran on it.
  package let initialModes: TerminalModes

  private let master: Int32
  /// The program's end, for a terminal used within this process.
  package let slave: Int32
  private let slaveName: String
  private let reader: PseudoTerminalReader
  private let child: ChildProcess?
  /// The folder of the program's settings, which goes when this does.
  private let settings: SettingsFolder?
  private let isHungUp = Atomic(false)
  /// Whether the program has stopped reading keys, which whoever waits for it next is told.
  private let isStuck = Atomic(false)

  /// Starts the program that this package builds.
  package static func launch(
    _ arguments: [String], size: Size = Size(columns: 80, rows: 24), environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    try launch(executable: BuiltProgram.path(), arguments, size: size, environment: environment)
  }

  /// Starts any program, given by its path.
  package static func launch(
    executable: String, _ arguments: [String], size: Size = Size(columns: 80, rows: 24),
    environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    let settings = try SettingsFolder()
    let environment = BuiltProgram.environment.merging(settings.environment) { $1 }.merging(environment) { $1 }
    // Without this a move behind the last column would end elsewhere than ncurses, which read the entry, believes.
    let kind = TerminalKind.all.first { $0.type == environment["TERM"] }
    return try PseudoTerminal(size: size, delaysWrap: kind?.delaysWrap ?? true, settings: settings) { slaveName in
      try ChildProcess(executable: executable, arguments: arguments, terminal: slaveName, environment: environment)
    }
  }

  /// Opens a terminal with no program on it, for this process to use by `slave`.
  package static func open(size: Size, delaysWrap: Bool = true) throws -> PseudoTerminal {
    try PseudoTerminal(size: size, delaysWrap: delaysWrap) { _ in nil }
  }

  private init(
    size: Size, delaysWrap: Bool, settings: SettingsFolder? = nil, start: (String) throws -> ChildProcess?
  ) throws {
    self.settings = settings
    guard let pair = TerminalPair(size: size) else { throw Failure(description: "openpty: \(errno)") }
    master = pair.master
    // A program that reads no more keys must not hold up the person who presses them.
    _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
    slaveName = pair.name
    initialModes = TerminalModes(of: master)
    let shown = Size(columns: max(1, size.columns), rows: max(1, size.rows))
    reader = try PseudoTerminalReader(master: master, screen: VirtualTerminal(size: shown, delaysWrap: delaysWrap))
    do {
      child = try start(slaveName)
    } catch {
      reader.stop()
      close(pair.master)
      close(pair.slave)
      throw error
    }
    // With the program's end closed here, the reader sees the end of the output when the program is gone.
    if child != nil {
      close(pair.slave)
      slave = -1
    } else {
      slave = pair.slave
    }
    child?.watch { [reader] in reader.notify() }
  }

  deinit {
    child?.kill()
    // The thread must be gone before the descriptor's number can belong to another terminal.
    hangUp()
    if slave >= 0 { close(slave) }
  }

  /// What a person would see now.
  package var screen: VirtualTerminal { reader.state.withLock { $0.screen } }

  /// Everything the program sent so far.
  package var output: [UInt8] { reader.state.withLock { $0.output } }

  /// The terminal's modes now.
  package var modes: TerminalModes { TerminalModes(of: master) }

  var processIdentifier: pid_t { child?.identifier ?? 0 }

  /// Types text.
  package func send(_ text: String) { send(bytes: Array(text.utf8)) }

  /// Presses a key.
  package func send(_ key: Key) { send(bytes: KeyBytes.xterm(key)) }

  package func send(bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count < 0, errno == EAGAIN || errno == EINTR {
        var room = pollfd(fd: master, events: Int16(POLLOUT), revents: 0)
        if poll(&room, 1, Self.patienceForKeys) != 0 { continue }
        return isStuck.store(true, ordering: .relaxed)
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends the program a signal.
  package func signal(_ number: Int32) { child?.signal(number) }

  /// Gives the window another size; the kernel tells the program.
  package func resize(to size: Size) {
    var window = winsize(
      ws_row: UInt16(clamping: size.rows), ws_col: UInt16(clamping: size.columns), ws_xpixel: 0, ws_ypixel: 0)
    reader.state.withLock { $0.screen.resize(to: Size(columns: max(1, size.columns), rows: max(1, size.rows))) }
    _ = ioctl(master, UInt(TIOCSWINSZ), &window)
  }

  /// Closes the window: the kernel hangs up, and nothing more can be sent or read.
  package func hangUp() {
    guard !isHungUp.exchange(true, ordering: .relaxed) else { return }
    reader.stop()
    close(master)
    reader.state.withLock { $0.isAtEnd = true }
  }

  /// Waits until the screen is as wanted, and returns it.
  @discardableResult
  package func wait(
    for what: String = "the wanted screen", until isWanted: (VirtualTerminal) -> Bool
  ) throws -> VirtualTerminal {
    try wait(for: what) { isWanted($0.screen) ? $0.screen : nil }
  }

  /// Waits until the program has presented a frame after the given one, with BNX_TEST_SYNC.
  @discardableResult
  package func waitForFrame(after number: Int) throws -> VirtualTerminal {
    try wait(for: "a frame after \(number)") { $0.frames > number }
  }

  /// Waits until the program has ended and all its output is on the screen.
  @discardableResult
  package func waitForExit() throws -> End {
    guard let child else { throw Failure(description: "no program was started") }
    return try wait(for: "the end of the program") { $0.isAtEnd ? child.end : nil }
  }

  /// Waits until the program is stopped, as by Ctrl-Z.
  func waitForStop() throws {
    guard let child else { throw Failure(description: "no program was started") }
    _ = try wait(for: "the stop of the program") { _ in child.isStopped ? true : nil }
  }

  private func wait<Value>(for what: String, until value: (PseudoTerminalReader.State) -> Value?) throws -> Value {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(Self.patience)
    while true {
      let state = reader.state.withLock { $0 }
      if let value = value(state) { return value }
      guard !isStuck.load(ordering: .relaxed) else {
        throw Failure(description: "the program hangs: it reads no keys; the screen:\n\(state.screen.text)")
      }
      let left = deadline - clock.now
      guard left > .zero else {
        let end = child?.end.map { ", program \($0)" } ?? ""
        throw Failure(description: "waited in vain for \(what)\(end); the screen:\n\(state.screen.text)")
      }
      reader.waitForNews(milliseconds: Int32(left.components.seconds * 1000 + 1))
    }
  }
}
