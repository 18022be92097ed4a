import Platform

/// Reads NumPy's `.npy` files, versions 1 to 3.
///
/// The format is described in NumPy's documentation, `numpy.lib.format`. Arrays of Python objects are pickles, which
/// are programs: they are refused.
enum NpyReader {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  static func read(_ source: any ByteSource, isOfJAX: Bool = false) throws(FileError) -> StoredArray {
    let (array, end) = try first(of: source, isOfJAX: isOfJAX)
    guard end == source.size else {
      throw FileError(
        source.path, at: .byte(end),
        "the file goes on for \(counted(source.size - end, "byte")) behind the array; expected one array of shape "
          + "\(described(array.shape)) and the end of the file; save it with numpy.save")
    }
    return array
  }

  /// The array that a source begins with, and where it ends.
  static func first(
    of source: any ByteSource, isOfJAX: Bool = false
  ) throws(FileError) -> (array: StoredArray, end: Int) {
    let path = source.path
    let text = try headerText(source)
    // From the start of the file on, so that places in the header are places in the file.
    let header = try NpyHeader(try source.beginning(text.upperBound)[text], path, isOfJAX: isOfJAX)
    guard let size = elementCount(of: header.shape).flatMap(header.layout.type.byteCount) else {
      throw FileError(
        path, at: .byte(text.lowerBound),
        "the shape \(described(header.shape)) has more elements than any memory; the file is damaged")
    }
    let present = source.size - text.upperBound
    guard present >= size else {
      throw FileError(
        path, at: .byte(source.size),
        "the file ends too soon: shape \(described(header.shape)) of \"\(header.typeName)\" needs \(counted(size, "byte")) of data "
          + "and has \(present); copy or save the file again")
    }
    let array = StoredArray(
      shape: header.shape, in: NumberRegion(source: source, offset: text.upperBound, layout: header.layout),
      isFirstIndexFastest: header.fortranOrder)
    return (array, text.upperBound + size)
  }

  /// The bytes that hold the header's text, after the magic number, the version and the length.
  private static func headerText(_ source: any ByteSource) throws(FileError) -> Range<Int> {
    let path = source.path
    let bytes = try source.beginning(12)
    guard bytes.starts(with: magic) else {
      throw FileError(path, at: .byte(0), "not a .npy file: it does not begin with \\x93NUMPY; save it with numpy.save")
    }
    guard let version = bytes.unsigned(at: 6, bytes: 1) else {
      throw FileError(path, at: .byte(bytes.count), "the file ends within its first 10 bytes; copy or save it again")
    }
    guard (1...3).contains(version) else {
      throw FileError(path, at: .byte(6), "version \(version) of the .npy format; versions 1 to 3 can be read")
    }
    let width = version == 1 ? 2 : 4
    guard let length = bytes.unsigned(at: 8, bytes: width), length <= source.size - 8 - width else {
      throw FileError(path, at: .byte(source.size), "the file ends within its header; copy or save it again")
    }
    return 8 + width..<8 + width + length
  }

  private static func described(_ shape: [Int]) -> String {
    "(\(shape.map(String.init).joined(separator: ", ")))"
  }
}
