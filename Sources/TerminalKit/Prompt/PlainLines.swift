/// Cuts bytes into lines, wherever the stream of bytes is cut: LF or CRLF ends a line, and the last one needs neither.
struct PlainLines: Equatable, Sendable {
  private var pending: [UInt8] = []
  /// Up to where no line end was found, so that a very long line is not searched over and over.
  private var searched = 0

  mutating func feed(_ bytes: [UInt8]) { pending += bytes }

  /// Whether there is a whole line.
  var hasLine: Bool { pending[searched...].contains(UInt8(ascii: "\n")) }

  /// The next whole line without its end, `nil` if there is none yet.
  mutating func next() -> String? {
    guard let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = pending.count
      return nil
    }
    let line = Self.text(pending[..<end])
    pending.removeFirst(end + 1)
    searched = 0
    return line
  }

  /// What stands behind the last line end, once the input is over; `nil` if nothing does.
  mutating func last() -> String? {
    guard !pending.isEmpty else { return nil }
    defer {
      pending = []
      searched = 0
    }
    return Self.text(pending[...])
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes, as: UTF8.self)
  }
}
