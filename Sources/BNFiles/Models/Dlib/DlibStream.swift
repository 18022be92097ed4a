import Platform

/// Goes through what dlib's `serialize` writes.
///
/// Source: dlib/serialize.h, dlib/float_details.h and dlib/cuda/tensor.h of dlib 19.24. A whole number is a byte with its
/// sign and how many bytes follow, the lowest first; a number with a point is two of them, a mantissa and an exponent of 2.
struct DlibStream {
  private var cursor: ByteCursor

  var offset: Int { cursor.offset }
  var path: String { cursor.source.path }

  init(_ source: any ByteSource, at offset: Int) { cursor = ByteCursor(source, at: offset) }

  mutating func whole(_ what: String) throws(FileError) -> Int {
    let control = try cursor.unsigned(1, what)
    let size = control & 0x7F
    guard (1...8).contains(size) else { throw wrong(what, "no whole number stands there") }
    let value = try cursor.unsigned(size, what)
    return control & 0x80 == 0 ? value : -value
  }

  mutating func number(_ what: String) throws(FileError) -> Double {
    let mantissa = try whole(what)
    let exponent = try whole(what)
    switch exponent {
    // What is no number of finitely many digits has an exponent that none has.
    case 32000: return .infinity
    case 32001: return -.infinity
    case 32002: return .nan
    case -32768..<32000: return Double(sign: .plus, exponent: exponent, significand: Double(mantissa))
    default: throw wrong(what, "the exponent \(exponent) is none")
    }
  }

  /// One that is true or false, as a digit.
  mutating func truth(_ what: String) throws(FileError) -> Bool {
    switch try cursor.unsigned(1, what) {
    case 0x30: return false
    case 0x31: return true
    default: throw wrong(what, "neither 0 nor 1 stands there")
    }
  }

  /// A tensor: its version, four extents, and numbers of single precision.
  mutating func tensor(_ name: String) throws(FileError) -> StoredTensor {
    let extents = try extents(name, version: 2)
    return try cursor.tensor(name, shape: extents, .float32)
  }

  /// The four extents of a part of another tensor.
  mutating func part(_ name: String) throws(FileError) -> [Int] { try extents(name, version: 1) }

  private mutating func extents(_ name: String, version: Int) throws(FileError) -> [Int] {
    guard try whole(name) == version else { throw wrong(name, "no tensor of dlib's version \(version) stands there") }
    var extents: [Int] = []
    for _ in 0..<4 { extents.append(try whole(name)) }
    guard elementCount(of: extents) != nil else { throw wrong(name, "the shape \(extents) is impossible") }
    return extents
  }

  func wrong(_ what: String, _ reason: String) -> FileError {
    FileError(path, at: .byte(offset), "\(what.quoted(limit: 80)): \(reason); the file is damaged")
  }
}

extension DlibStream {
  /// Reads a tensor that holds the numbers of several, one behind the other.
  ///
  /// - Returns: where its numbers begin, and how many there are.
  mutating func parameters(_ name: String) throws(FileError) -> (offset: Int, count: Int) {
    let whole = try tensor(name)
    let count = whole.count ?? 0
    return (offset - count * ScalarType.float32.size, count)
  }

  /// A part of such a tensor, which goes on from some of its numbers.
  func part(_ name: String, _ shape: [Int], of all: (offset: Int, count: Int), from first: Int) -> StoredTensor? {
    guard let count = elementCount(of: shape), count <= all.count - first, first <= all.count else { return nil }
    let region = NumberRegion(
      source: cursor.source, offset: all.offset + first * ScalarType.float32.size,
      layout: NumberLayout(.float32, bigEndian: false))
    return StoredTensor(name: name, StoredArray(shape: shape, in: region))
  }
}
