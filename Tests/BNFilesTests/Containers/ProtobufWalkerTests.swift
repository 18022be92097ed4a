import Testing

@testable import BNFiles

/// The walk over messages, against bytes from the page "Encoding" of the Protocol Buffers documentation and wrong ones.
@Suite("The walk over Protocol Buffers")
struct ProtobufWalkerTests {
  private func fields(_ bytes: [UInt8]) throws -> [ProtobufField] {
    var walker = ProtobufWalker(MemoryBytes(bytes, path: "m"), what: "the message")
    var fields: [ProtobufField] = []
    while let field = try walker.next() { fields.append(field) }
    return fields
  }

  private func reason(_ bytes: [UInt8]) -> String {
    do {
      _ = try fields(bytes)
      return ""
    } catch { return "\(error)" }
  }

  @Test("a number, a text, and numbers of fixed size")
  func kinds() throws {
    let all = try fields(
      [0x08, 0x96, 0x01, 0x12, 0x07] + Array("testing".utf8) + [0x1D, 1, 0, 0, 0x80] + [0x21, 2, 0, 0, 0, 0, 0, 0, 1])
    #expect(all.map(\.number) == [1, 2, 3, 4])
    if case .varint(let value) = all[0].content { #expect(value == 150) } else { Issue.record("no varint") }
    #expect(all[1].range == 5..<12)
    if case .fixed32(let value) = all[2].content { #expect(value == 0x8000_0001) } else { Issue.record("no fixed32") }
    if case .fixed64(let value) = all[3].content {
      #expect(value == 0x0100_0000_0000_0002)
    } else {
      Issue.record("no fixed64")
    }
    #expect(all.map(\.whole) == [0..<3, 3..<12, 12..<17, 17..<26])
  }

  @Test("the largest number, and one of more than 64 bits")
  func largest() throws {
    let most = [UInt8](repeating: 0xFF, count: 9) + [1]
    if case .varint(let value) = try fields([8] + most)[0].content { #expect(value == .max) }
    #expect(reason([8] + most.dropLast() + [2]) == "m: at byte 0: the message holds a number of more than 64 bits")
    #expect(
      reason([8] + [UInt8](repeating: 0x80, count: 11))
        == "m: at byte 0: the message holds a number of more than 64 bits")
  }

  @Test("what ends too soon, has no number, or is of a kind that no format has")
  func wrong() {
    #expect(reason([8]) == "m: at byte 0: the message ends within a field")
    #expect(reason([8, 0x80]) == "m: at byte 0: the message ends within a field")
    #expect(reason([0x1D, 1, 2]) == "m: at byte 0: the message ends within a field")
    #expect(
      reason([8, 1, 0x12, 5, 1])
        == "m: at byte 2: the message ends too soon: 1 of 5 bytes of a field are there; copy or save it again")
    #expect(reason([0x12] + [UInt8](repeating: 0xFF, count: 9) + [1]).contains("0 of 18446744073709551615 bytes"))
    #expect(reason([0, 1]) == "m: at byte 0: the message holds a field without a number")
    for kind: UInt8 in [3, 4, 6, 7] {
      #expect(reason([8 | kind, 1]) == "m: at byte 0: the message holds a field of the unknown kind \(kind)")
    }
  }

  @Test("large fields are skipped unread")
  func skipping() throws {
    let source = CountedBytes(size: 1 << 40, start: [0x0A] + MessageWriter.varint(UInt64(1 << 39)))
    var walker = ProtobufWalker(source, what: "the message")
    #expect(try walker.next()?.range?.count == 1 << 39)
    #expect(source.most < 1 << 15)
  }

  @Test("packed numbers and single ones, no more than the shape takes")
  func numbers() throws {
    let bytes = MessageWriter.message {
      $0.add(4, [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
      $0.add(4, fixed32: Float(3).bitPattern)
    }
    let window = ByteWindow(MemoryBytes(bytes, path: "m"))
    let all = try fields(bytes)
    var numbers = ProtobufNumbers(.float32, limit: 3)
    for field in all { try numbers.add(field, window, what: "the tensor") }
    #expect(numbers.numbers == [1, 2, 3])
    #expect(throws: FileError.self) {
      var few = ProtobufNumbers(.float32, limit: 2)
      for field in all { try few.add(field, window, what: "the tensor") }
    }
    #expect(throws: FileError.self) {
      var other = ProtobufNumbers(.float64, limit: 3)
      for field in all { try other.add(field, window, what: "the tensor") }
    }
  }
}

/// A file far larger than memory, of which only the beginning is anything but zeros; it notes the most that was read.
private final class CountedBytes: ByteSource {
  let path = "large"
  let size: Int
  let limit = Int.max
  let resident: [UInt8]? = nil
  private let start: [UInt8]
  private(set) nonisolated(unsafe) var most = 0

  init(size: Int, start: [UInt8]) {
    self.size = size
    self.start = start
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) {
    most = max(most, buffer.count)
    for index in 0..<buffer.count {
      buffer[index] = start.indices.contains(offset + index) ? start[offset + index] : 0
    }
  }
}
