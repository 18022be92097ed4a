import Platform

/// Reads NumPy's `.npy` files, versions 1 to 3.
///
/// The format is described in NumPy's documentation, `numpy.lib.format`. Arrays of Python objects are pickles, which
/// are programs: they are refused.
enum NpyReader {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  static func decode(_ bytes: [UInt8], path: String) throws(FileError) -> DataArray {
    let text = try headerText(bytes, path)
    let header = try NpyHeader(bytes[text], path)
    guard let count = elementCount(of: header.shape), let size = byteCount(count, header.layout) else {
      throw FileError(
        path, at: .byte(text.lowerBound),
        "the shape \(described(header.shape)) has more elements than any memory; the file is damaged")
    }
    let present = bytes.count - text.upperBound
    guard present >= size else {
      throw FileError(
        path, at: .byte(bytes.count),
        "the file ends too soon: shape \(described(header.shape)) of \"\(header.typeName)\" needs \(counted(size, "byte")) of data "
          + "and has \(present); copy or save the file again")
    }
    guard present == size else {
      throw FileError(
        path, at: .byte(text.upperBound + size),
        "the file goes on for \(counted(present - size, "byte")) behind the array; expected one array of shape \(described(header.shape)) and the end "
          + "of the file; save it with numpy.save")
    }
    guard let values = header.layout.decode(count, from: bytes, at: text.upperBound) else {
      throw FileError(path, at: .byte(text.lowerBound), "elements of type \"\(header.typeName)\" cannot be read")
    }
    return DataArray(
      shape: header.shape,
      values: header.fortranOrder ? rowMajor(values, shape: header.shape) : values)
  }

  /// The bytes that hold the header's text, after the magic number, the version and the length.
  private static func headerText(_ bytes: [UInt8], _ path: String) throws(FileError) -> Range<Int> {
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
    guard let length = bytes.unsigned(at: 8, bytes: width), length <= bytes.count - 8 - width else {
      throw FileError(path, at: .byte(bytes.count), "the file ends within its header; copy or save it again")
    }
    return 8 + width..<8 + width + length
  }

  private static func byteCount(_ count: Int, _ layout: NumberLayout) -> Int? {
    let (size, overflow) = count.multipliedReportingOverflow(by: layout.size)
    return overflow ? nil : size
  }

  private static func described(_ shape: [Int]) -> String {
    "(\(shape.map(String.init).joined(separator: ", ")))"
  }

  /// Brings elements stored with the first index running fastest into the order with the last running fastest.
  static func rowMajor(_ values: [Float], shape: [Int]) -> [Float] {
    guard shape.count > 1, !values.isEmpty else { return values }
    var strides = [1]
    for extent in shape.dropLast() { strides.append(strides[strides.count - 1] * extent) }
    var result: [Float] = []
    result.reserveCapacity(values.count)
    var index = Array(repeating: 0, count: shape.count)
    var source = 0
    while true {
      result.append(values[source])
      var axis = shape.count - 1
      index[axis] += 1
      source += strides[axis]
      while index[axis] == shape[axis] {
        guard axis > 0 else { return result }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
        index[axis] += 1
        source += strides[axis]
      }
    }
  }
}
