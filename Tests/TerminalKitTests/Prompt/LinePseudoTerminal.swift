#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import BNTestSupport
import Testing

@testable import TerminalKit

/// Both ends of a real terminal: a program (or a thread) sits at `side`, the test types and looks at `main`.
final class LinePseudoTerminal {
  /// The open ends, which can go to another thread before a `LinePseudoTerminal` is made of them there.
  struct Ends: Sendable {
    let main: Int32
    let side: Int32
    let path: String

    init(columns: UInt16 = 80, rows: UInt16 = 24) throws {
      var (main, side): (Int32, Int32) = (-1, -1)
      var name = [CChar](repeating: 0, count: 256)
      var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
      try #require(openpty(&main, &side, &name, nil, &size) == 0)
      // A child must not hold the far end open, or it would never see the terminal go.
      for end in [main, side] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      self.main = main
      self.side = side
      path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  let main: Int32
  let side: Int32
  let path: String
  /// All that was written to the terminal and not yet waited for.
  private var unread: [UInt8] = []
  /// All that was written to the terminal.
  private(set) var transcript: [UInt8] = []

  init(_ ends: Ends) {
    main = ends.main
    side = ends.side
    path = ends.path
  }

  convenience init(columns: UInt16 = 80, rows: UInt16 = 24) throws {
    self.init(try Ends(columns: columns, rows: rows))
  }

  deinit {
    close(main)
    close(side)
  }

  /// The terminal's settings, for comparing before and after.
  var settings: TerminalModes { TerminalModes(of: side) }

  /// Whether the kernel edits lines itself, as it does outside raw mode.
  var isCooked: Bool { settings.isCooked }

  func send(_ bytes: [UInt8]) throws { try #require(write(main, bytes, bytes.count) == bytes.count) }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  /// Presses keys in `KeyNotation`.
  func type(_ notation: String) throws { try send(KeyNotation.bytes(notation)) }

  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(side, UInt(TIOCSWINSZ), &size)
  }

  /// Waits until a text has been written, and returns what came before it.
  ///
  /// The deadline of 20 seconds only bounds a failure.
  @discardableResult
  func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let wanted = Array(text.utf8)
    var waited = 0
    while true {
      if let place = unread.firstRange(of: wanted) {
        let before = String(decoding: unread[..<place.lowerBound], as: UTF8.self)
        unread.removeSubrange(..<place.upperBound)
        return before
      }
      waited = take(milliseconds: 200) ? 0 : waited + 1
      let seen = String(decoding: unread, as: UTF8.self)
      try #require(waited < 100, "\(text) never came, only \(seen)", sourceLocation: sourceLocation)
    }
  }

  /// Waits until something holds that no byte announces.
  func wait(until condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var waited = 0
    while !condition() {
      _ = take(milliseconds: 10)
      waited += 1
      try #require(waited < 2_000, sourceLocation: sourceLocation)
    }
  }

  /// Reads what is there.
  ///
  /// False if nothing came.
  private func take(milliseconds: Int32) -> Bool {
    var request = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, milliseconds) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = max(0, read(main, &bytes, bytes.count))
    unread += bytes.prefix(count)
    transcript += bytes.prefix(count)
    return count > 0
  }
}
