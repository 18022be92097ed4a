import Platform

/// A list of arrays as MXNet saves it: the arrays, then their names.
///
/// Source: `NDArray::Save` and `NDArray::Load` in src/ndarray/ndarray.cc of MXNet 1.9. Each array begins with the number
/// of its version, but for those from before versions, which begin with the number of their dimensions.
enum MXNetArrays {
  /// The number 0x112 of eight bytes, and eight that mean nothing yet.
  static let magic: [UInt8] = [0x12, 0x01, 0, 0, 0, 0, 0, 0]

  private static let versions = 0xF993_FAC8...0xF993_FACA
  private static let mostDimensions = 32
  /// Each array takes some bytes at least: more arrays than the file has room for are refused at once.
  private static let smallest = 4

  struct Contents {
    var tensors: [StoredTensor] = []
    /// What is said of arrays that are not read.
    var leftOut: [String] = []
  }

  static func read(_ source: any ByteSource) throws(FileError) -> Contents {
    var cursor = ByteCursor(source)
    _ = try cursor.take(16, "the beginning")
    let count = try cursor.unsigned(8, "the number of arrays")
    guard count <= cursor.left / smallest else {
      throw FileError(source.path, at: .byte(16), "\(count) arrays do not fit into this file; it is damaged")
    }
    var arrays: [Array] = []
    for index in 0..<count { arrays.append(try array(&cursor, "array \(index + 1) of \(count)")) }
    let named = try cursor.unsigned(8, "the number of names")
    guard named == count || named == 0 else {
      throw FileError(source.path, at: .byte(cursor.offset), "\(count) arrays have \(named) names; the file is damaged")
    }
    var contents = Contents()
    for (index, array) in arrays.enumerated() {
      let length = named == 0 ? 0 : try cursor.unsigned(8, "the length of a name")
      let name = named == 0 ? String(index) : try cursor.text(length, "a name")
      switch array {
      case .dense(var tensor):
        tensor.name = name
        contents.tensors.append(tensor)
      case .other(let what): contents.leftOut.append("left out \(name.quoted(limit: 80)): \(what)")
      }
    }
    return contents
  }

  private enum Array {
    case dense(StoredTensor)
    /// What it is instead.
    case other(String)
  }

  private static func array(_ cursor: inout ByteCursor, _ what: String) throws(FileError) -> Array {
    let start = cursor.offset
    let version = try cursor.unsigned(4, what)
    guard versions.contains(version) else {
      // From before versions: this is the number of dimensions, each of four bytes.
      return try dense(&cursor, try shape(&cursor, version, of: 4, what), what)
    }
    let isScalarPossible = version == versions.upperBound
    // How many arrays of indices a sparse one has.
    var indices = 0
    if version > versions.lowerBound {
      switch try cursor.signed(4, what) {
      case -1, 0: break
      case 1: indices = 1
      case 2: indices = 2
      case let kind:
        throw FileError(
          cursor.source.path, at: .byte(start), "\(what) is stored in the unknown way \(kind); the file is damaged")
      }
    }
    var stored: [Int]?
    if indices > 0 { stored = try shape(&cursor, what) ?? [] }
    let extents = try shape(&cursor, what)
    guard let stored else { return try dense(&cursor, extents, isScalarPossible: isScalarPossible, what) }
    return try sparse(&cursor, stored, indices, extents ?? [], what)
  }

  /// The shape in front of an array; `nil` where it is of no number of dimensions, which version 3 tells from a single
  /// number.
  private static func shape(_ cursor: inout ByteCursor, _ what: String) throws(FileError) -> [Int]? {
    let dimensions = try cursor.signed(4, what)
    return dimensions < 0 ? nil : try shape(&cursor, dimensions, of: 8, what)
  }

  private static func shape(
    _ cursor: inout ByteCursor, _ dimensions: Int, of size: Int, _ what: String
  ) throws(FileError) -> [Int] {
    guard dimensions <= mostDimensions else {
      throw FileError(
        cursor.source.path, at: .byte(cursor.offset),
        "\(what) has \(dimensions) dimensions; at most \(mostDimensions) are read; the file is damaged")
    }
    var extents: [Int] = []
    for _ in 0..<dimensions { extents.append(try cursor.signed(size, what)) }
    return extents
  }

  private static func dense(
    _ cursor: inout ByteCursor, _ shape: [Int]?, isScalarPossible: Bool = false, _ what: String
  ) throws(FileError) -> Array {
    guard let shape, isScalarPossible || !shape.isEmpty else { return .other("it is empty") }
    let type = try type(&cursor, what)
    return .dense(try cursor.tensor(what, shape: shape, type))
  }

  /// Passes over an array of which only some rows or elements are stored.
  private static func sparse(
    _ cursor: inout ByteCursor, _ stored: [Int], _ indices: Int, _ extents: [Int], _ what: String
  ) throws(FileError) -> Array {
    let type = try type(&cursor, what)
    var sizes: [Int?] = []
    for _ in 0..<indices {
      let number = try cursor.signed(4, what)
      let extents = try shape(&cursor, what)
      sizes.append(elementCount(of: extents ?? []).flatMap((scalar(number) ?? .uint8).byteCount))
    }
    sizes.insert(elementCount(of: stored).flatMap(type.byteCount), at: 0)
    for size in sizes { _ = try cursor.take(size ?? .max, what) }
    return .other(
      "a sparse array of shape \(extents), of which only parts are stored; save it with tostype(\"default\")")
  }

  /// The device, which does not matter, and the type of the numbers.
  private static func type(_ cursor: inout ByteCursor, _ what: String) throws(FileError) -> ScalarType {
    _ = try cursor.take(8, what)
    let number = try cursor.signed(4, what)
    guard let type = scalar(number) else {
      throw FileError(
        cursor.source.path, at: .byte(cursor.offset - 4),
        "\(what) is of the unknown type \(number); the file is damaged, or newer than MXNet 1.9")
    }
    return type
  }

  /// The types by their numbers: `TypeFlag` in 3rdparty/mshadow/mshadow/base.h.
  private static func scalar(_ number: Int) -> ScalarType? {
    let types: [ScalarType] = [
      .float32, .float64, .float16, .uint8, .int32, .int8, .int64, .bool, .int16, .uint16, .uint32, .uint64, .bfloat16,
    ]
    return types.indices.contains(number) ? types[number] : nil
  }
}
