/// What tells a test or a measurement that a frame is out: an operating system command that no terminal knows.
package struct FrameMark: Hashable, Sendable {
  /// What the program has done up to the frame.
  package struct Account: Hashable, Sendable {
    /// The keys and reports of the mouse that it took.
    package var events: Int
    /// The calls of `write` that carried the frames before this one.
    package var writes: Int
    /// Processor time of the screen's thread.
    package var nanoseconds: Int
  }

  /// The frame's number, from 1.
  package var frame: Int
  /// Only for those who ask for it.
  package var account: Account?

  package static let start = Array("\u{1b}]777;".utf8)
  package static let end: UInt8 = 0x07

  package var bytes: [UInt8] {
    let numbers = account.map { [frame, $0.events, $0.writes, $0.nanoseconds] } ?? [frame]
    return Self.start + Array("frame;\(numbers.map(String.init).joined(separator: ";"))".utf8) + [Self.end]
  }

  package init(frame: Int, account: Account? = nil) {
    self.frame = frame
    self.account = account
  }

  /// Reads what stands between `start` and `end`; `nil` for what is no mark.
  package init?(text: some Collection<UInt8>) {
    let fields = String(decoding: text, as: UTF8.self).split(separator: ";", omittingEmptySubsequences: false)
    let numbers = fields.dropFirst().compactMap { Int($0) }
    guard fields.first == "frame", numbers.count == fields.count - 1, numbers.count == 1 || numbers.count == 4 else {
      return nil
    }
    frame = numbers[0]
    account =
      numbers.count == 1 ? nil : Account(events: numbers[1], writes: numbers[2], nanoseconds: numbers[3])
  }
}
