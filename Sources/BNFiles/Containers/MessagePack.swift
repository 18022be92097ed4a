import Platform

/// Goes through a text of MessagePack and passes over what it holds, however large it is.
///
/// Source: spec.md of msgpack/msgpack. It knows the forms of values and nothing of what they mean.
struct MessagePack {
  enum Value {
    case null
    case bool(Bool)
    case whole(Int)
    case fraction(Double)
    case text(String)
    /// Where the bytes lie.
    case bytes(Range<Int>)
    /// As many values follow.
    case array(Int)
    /// As many pairs of values follow.
    case map(Int)
    /// Bytes that a program gives a meaning of its own, by its number of it.
    case own(Int, Range<Int>)
  }

  private var cursor: ByteCursor
  private let end: Int

  /// The most bytes of a text: names.
  private static let longestText = 1 << 16

  init(_ source: any ByteSource, _ range: Range<Int>) {
    cursor = ByteCursor(source, at: range.lowerBound)
    end = range.upperBound
  }

  var source: any ByteSource { cursor.source }
  var isAtEnd: Bool { cursor.offset >= end }
  var offset: Int { cursor.offset }

  /// The next value, or the beginning of one.
  mutating func next() throws(FileError) -> Value {
    let mark = try length(1)
    switch mark {
    case 0x00...0x7F: return .whole(mark)
    case 0x80...0x8F: return .map(mark & 0x0F)
    case 0x90...0x9F: return .array(mark & 0x0F)
    case 0xA0...0xBF: return try text(mark & 0x1F)
    case 0xC0: return .null
    case 0xC2, 0xC3: return .bool(mark == 0xC3)
    case 0xC4...0xC6: return .bytes(try take(try length(1 << (mark - 0xC4))))
    case 0xC7...0xC9: return try own(try length(1 << (mark - 0xC7)))
    case 0xCA: return .fraction(Double(Float(bitPattern: UInt32(truncatingIfNeeded: try length(4)))))
    case 0xCB:
      let low = try length(4), high = low << 32 | (try length(4))
      return .fraction(Double(bitPattern: UInt64(bitPattern: Int64(high))))
    case 0xCC...0xCE: return .whole(try length(1 << (mark - 0xCC)))
    case 0xCF, 0xD3:
      let high = try length(4)
      return .whole(high << 32 | (try length(4)))
    case 0xD0: return .whole(Int(Int8(truncatingIfNeeded: try length(1))))
    case 0xD1: return .whole(Int(Int16(truncatingIfNeeded: try length(2))))
    case 0xD2: return .whole(Int(Int32(truncatingIfNeeded: try length(4))))
    case 0xD4...0xD8: return try own(1 << (mark - 0xD4))
    case 0xD9...0xDB: return try text(try length(1 << (mark - 0xD9)))
    case 0xDC, 0xDD: return .array(try count(mark == 0xDC ? 2 : 4, 1))
    case 0xDE, 0xDF: return .map(try count(mark == 0xDE ? 2 : 4, 2))
    case 0xE0...0xFF: return .whole(mark - 0x100)
    default:
      throw FileError(
        source.path, at: .byte(cursor.offset - 1),
        "expected a value of MessagePack, not the byte \(mark); the file is damaged")
    }
  }

  /// Passes over a value, whatever lies in it.
  mutating func skip() throws(FileError) {
    var open = 1
    while open > 0 {
      open -= 1
      switch try next() {
      case .array(let count): open += count
      case .map(let count): open += 2 * count
      default: break
      }
    }
  }

  /// A number of at most four bytes, its highest byte first.
  private mutating func length(_ size: Int) throws(FileError) -> Int {
    var value = 0
    for byte in try cursor.window.bytes(try take(size)) { value = value << 8 | Int(byte) }
    return value
  }

  private mutating func take(_ count: Int) throws(FileError) -> Range<Int> {
    guard count <= end - cursor.offset else {
      throw FileError(
        source.path, at: .byte(end), "a value of \(counted(count, "byte")) ends too soon; copy or save the file again")
    }
    return try cursor.take(count, "a value")
  }

  /// How many values follow, each of a byte at least.
  private mutating func count(_ size: Int, _ smallest: Int) throws(FileError) -> Int {
    let count = try length(size)
    guard count <= (end - cursor.offset) / smallest else {
      throw FileError(source.path, at: .byte(cursor.offset), "\(count) values do not fit into the file; it is damaged")
    }
    return count
  }

  private mutating func text(_ count: Int) throws(FileError) -> Value {
    guard count <= Self.longestText else {
      _ = try take(count)
      return .null
    }
    let range = try take(count)
    return .text(String(decoding: try cursor.window.bytes(range), as: UTF8.self))
  }

  private mutating func own(_ count: Int) throws(FileError) -> Value {
    let kind = Int(Int8(truncatingIfNeeded: try length(1)))
    return .own(kind, try take(count))
  }
}
