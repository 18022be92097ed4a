import Platform

/// Reads IDX files, the format of the MNIST digits: a magic number, big-endian dimensions, then the elements.
enum IDXReader {
  /// The element types by their number in the third byte.
  private static let layouts: [UInt8: NumberLayout] = [
    0x08: NumberLayout(.uint8, bigEndian: true),
    0x09: NumberLayout(.int8, bigEndian: true),
    0x0B: NumberLayout(.int16, bigEndian: true),
    0x0C: NumberLayout(.int32, bigEndian: true),
    0x0D: NumberLayout(.float32, bigEndian: true),
    0x0E: NumberLayout(.float64, bigEndian: true),
  ]

  /// Whether the bytes begin as an IDX file does.
  static func recognizes(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && layouts[bytes[2]] != nil
  }

  /// The most bytes that a header has: 255 dimensions.
  private static let longestHeader = 4 + 4 * 255

  static func read(_ source: any ByteSource) throws(FileError) -> StoredArray {
    let path = source.path
    let (layout, shape) = try header(try source.beginning(longestHeader), path)
    let start = 4 + 4 * shape.count
    let described = shape.map(String.init).joined(separator: "x")
    guard let size = elementCount(of: shape).flatMap(layout.type.byteCount) else {
      throw FileError(
        path, at: .byte(4), "the shape \(described) has more elements than any memory; the file is damaged")
    }
    let present = source.size - start
    guard present >= size else {
      throw FileError(
        path, at: .byte(source.size),
        "the file ends too soon: shape \(described) needs \(counted(size, "byte")) of data and has \(present); fetch it again"
      )
    }
    guard present == size else {
      throw FileError(
        path, at: .byte(start + size),
        "the file goes on for \(counted(present - size, "byte")) behind the data; expected the end of the file after shape \(described); fetch it again"
      )
    }
    return StoredArray(shape: shape, in: NumberRegion(source: source, offset: start, layout: layout))
  }

  private static func header(_ bytes: [UInt8], _ path: String) throws(FileError) -> (NumberLayout, [Int]) {
    guard bytes.count >= 4 else {
      throw FileError(path, at: .byte(bytes.count), "the file ends within its first 4 bytes; fetch it again")
    }
    guard bytes[0] == 0, bytes[1] == 0 else {
      throw FileError(path, at: .byte(0), "not an IDX file: it does not begin with two zero bytes")
    }
    guard let layout = layouts[bytes[2]] else {
      throw FileError(
        path, at: .byte(2), "element type \(bytes[2]) is not one of the IDX format's: 8, 9, 11, 12, 13 or 14")
    }
    guard bytes[3] > 0 else {
      throw FileError(path, at: .byte(3), "the file says that it has no dimensions; expected at least one")
    }
    var shape: [Int] = []
    for index in 0..<Int(bytes[3]) {
      guard let extent = bytes.unsigned(at: 4 + 4 * index, bytes: 4, bigEndian: true) else {
        throw FileError(
          path, at: .byte(bytes.count), "the file ends within its \(bytes[3]) dimensions; fetch it again")
      }
      shape.append(extent)
    }
    return (layout, shape)
  }
}
