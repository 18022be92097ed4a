import TerminalKit
import BNFiles

/// Takes what a program sends apart into frames, by the marks behind them.
struct FrameScanner {
  /// A frame that came out.
  struct Frame: Equatable {
    var mark: FrameMark
    /// The bytes since the mark before it, its own mark left out.
    var bytes: Int
  }

  /// Bytes outside of marks, so far.
  private(set) var byteCount = 0
  private var bytesInFrame = 0
  /// The part of a mark that has come.
  private var begun: [UInt8] = []

  /// Takes bytes as they come, cut anywhere.
  ///
  /// - Returns: the frames that are complete with them.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [Frame] {
    var frames: [Frame] = []
    for byte in bytes {
      if begun.count < FrameMark.start.count {
        begin(byte)
      } else if byte != FrameMark.end {
        begun.append(byte)
      } else {
        if let mark = FrameMark(text: begun.dropFirst(FrameMark.start.count)) {
          frames.append(Frame(mark: mark, bytes: bytesInFrame))
          bytesInFrame = 0
        }
        begun = []
      }
    }
    return frames
  }

  private mutating func begin(_ byte: UInt8) {
    if byte == FrameMark.start[begun.count] { return begun.append(byte) }
    // Only the first byte of a mark's start can begin another one: it is the only Escape.
    count(begun.count)
    begun = []
    if byte == FrameMark.start[0] { begun = [byte] } else { count(1) }
  }

  private mutating func count(_ bytes: Int) {
    byteCount += bytes
    bytesInFrame += bytes
  }
}
