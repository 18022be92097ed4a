internal import SwiftProtobuf

import Platform

/// A message with its small fields read and its large ones only found.
struct ProtobufMessage<Small: Message> {
  let small: Small
  /// The fields that were asked for by their place, in file order.
  let places: [ProtobufField]

  /// The most bytes that the small fields of one message may have together: names and short lists.
  private static var most: Int { 1 << 24 }

  /// Reads a message.
  ///
  /// - Parameters:
  ///   - window: the file.
  ///   - range: where the message lies.
  ///   - what: what the message is, for errors.
  ///   - keeping: the numbers of the fields that are read. All others are skipped unseen.
  ///   - locating: the numbers of the fields whose place is noted.
  /// - Throws: ``FileError`` where the message is damaged.
  init(
    _ window: ByteWindow, _ range: Range<Int>, what: String, keeping: Set<Int>, locating: Set<Int> = []
  ) throws(FileError) {
    var walker = ProtobufWalker(window, range, what: what)
    var bytes: [UInt8] = []
    var places: [ProtobufField] = []
    while let field = try walker.next() {
      if keeping.contains(field.number) {
        guard field.whole.count <= Self.most - bytes.count else {
          throw FileError(
            window.source.path, at: .byte(field.whole.lowerBound),
            "\(what) has names and lists of more than \(Self.most) bytes; the file is damaged")
        }
        bytes += try window.bytes(field.whole)
      } else if locating.contains(field.number) {
        places.append(field)
      }
    }
    self.places = places
    do { small = try Small(serializedBytes: bytes) } catch {
      throw FileError(
        window.source.path, at: .byte(range.lowerBound),
        "\(what) is not as its format has it (a field of another type, or a text that is not UTF-8); the file is damaged"
      )
    }
  }
}
