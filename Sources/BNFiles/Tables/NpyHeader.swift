import Platform

/// What the header of a `.npy` file says of the array that follows it.
struct NpyHeader: Equatable, Sendable {
  var shape: [Int]
  var fortranOrder: Bool
  var layout: NumberLayout
  /// The element type as NumPy writes it, such as `<f4`.
  var typeName: String

  // NumPy itself allows 64 dimensions.
  private static let mostDimensions = 64

  /// Reads a header.
  ///
  /// - Parameters:
  ///   - text: the dictionary.
  ///   - path: the file, for errors.
  ///   - isOfJAX: whether two raw bytes are a number in bfloat16, which NumPy has no name for.
  /// - Throws: ``FileError`` where the text is no header, or one of numbers that are not read.
  init(_ text: ArraySlice<UInt8>, _ path: String, isOfJAX: Bool = false) throws(FileError) {
    let fields = try Self.fields(text, path)
    func wrong(_ what: String) -> FileError { FileError(path, at: .byte(text.startIndex), what) }

    typeName = try Self.typeName(fields["descr"], wrong)
    let isBFloat16 = isOfJAX && ["<V2", "|V2"].contains(typeName)
    layout = isBFloat16 ? NumberLayout(.bfloat16, bigEndian: false) : try Self.layout(typeName, wrong)
    guard case .bool(let fortran) = fields["fortran_order"] else {
      throw wrong("\"fortran_order\" in the header is not True or False; the file is damaged")
    }
    fortranOrder = fortran
    guard case .sequence(let extents) = fields["shape"] else {
      throw wrong("\"shape\" in the header is not a tuple such as (64, 4); the file is damaged")
    }
    guard extents.count <= Self.mostDimensions else {
      throw wrong("\(extents.count) dimensions; at most \(Self.mostDimensions) can be read")
    }
    shape = []
    for extent in extents {
      guard case .integer(let size) = extent, size >= 0 else {
        throw wrong("\"shape\" in the header holds something other than whole numbers from 0; the file is damaged")
      }
      shape.append(size)
    }
  }

  private static func fields(
    _ text: ArraySlice<UInt8>, _ path: String
  ) throws(FileError) -> [String: PythonLiteral] {
    let literal: PythonLiteral
    do {
      literal = try PythonLiteral.parse(text)
    } catch {
      throw FileError(
        path, at: .byte(error.offset), "the header cannot be read: expected \(error.expected); the file is damaged")
    }
    guard case .dictionary(let entries) = literal else {
      throw FileError(path, at: .byte(text.startIndex), "the header is not a Python dictionary; the file is damaged")
    }
    let fields = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
    let keys = ["descr", "fortran_order", "shape"]
    guard Set(fields.keys) == Set(keys) else {
      throw FileError(
        path, at: .byte(text.startIndex),
        "the header has the keys \(entries.map(\.key).listed()); expected \(keys.listed()); the file is damaged")
    }
    return fields
  }

  private static func typeName(
    _ literal: PythonLiteral?, _ wrong: (String) -> FileError
  ) throws(FileError) -> String {
    switch literal {
    case .string(let name): return name
    case .sequence:
      throw wrong("a structured array (several fields an element); expected plain numbers; save one field of it")
    default: throw wrong("\"descr\" in the header is not the name of a type; the file is damaged")
    }
  }

  /// The layout of a type by NumPy's name of it, such as `<f4`.
  static func layout(_ name: String, _ wrong: (String) -> FileError) throws(FileError) -> NumberLayout {
    var letters = Substring(name)
    let order = letters.first.flatMap { "<>|=".contains($0) ? $0 : nil }
    if order != nil { letters = letters.dropFirst() }
    // "=" and "|" leave the order open; NumPy takes both as the machine's own.
    let native = 1.bigEndian == 1
    let bigEndian = order == ">" || (order != "<" && native)
    let type: ScalarType? =
      switch letters {
      case "?", "b1": .bool
      case "u1": .uint8
      case "u2": .uint16
      case "u4": .uint32
      case "u8": .uint64
      case "i1": .int8
      case "i2": .int16
      case "i4": .int32
      case "i8": .int64
      case "f2": .float16
      case "f4": .float32
      case "f8": .float64
      default: nil
      }
    guard let type else { throw wrong(refusal(of: name, letters)) }
    return NumberLayout(type, bigEndian: bigEndian)
  }

  private static func refusal(of name: String, _ letters: Substring) -> String {
    let what =
      switch letters.first {
      case "O": "Python objects (a pickle, which is a program and is never run)"
      case "c": "complex numbers"
      case "S", "a", "U": "text"
      case "V": "raw bytes"
      case "M", "m": "dates or times"
      case "f": "extended-precision numbers"
      default: "of a type that is not known"
      }
    return "the elements are \(what), type \(name.quoted()); expected numbers f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 or b1; "
      + "save it with array.astype(\"float32\")"
  }
}
