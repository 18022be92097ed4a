import Platform

/// The numbers of repeated fields, packed or one by one, as many as are expected at most.
struct ProtobufNumbers {
  /// How the numbers of a field are written.
  enum Form {
    case float32, float64
    /// Varints that are whole numbers with a sign, or without.
    case signed, unsigned
    /// Varints whose low 16 bits are a number of two bytes.
    case float16, bfloat16

    /// How ONNX and TensorFlow write the numbers of a type.
    init(_ type: ScalarType) {
      switch type {
      case .float32: self = .float32
      case .float64: self = .float64
      case .float16: self = .float16
      case .bfloat16: self = .bfloat16
      case .uint32, .uint64: self = .unsigned
      default: self = .signed
      }
    }
  }

  let form: Form
  /// More numbers than these are refused.
  let limit: Int
  private(set) var numbers: [Double] = []

  init(_ form: Form, limit: Int) {
    self.form = form
    self.limit = limit
  }

  /// Takes the numbers of one field.
  mutating func add(_ field: ProtobufField, _ window: ByteWindow, what: String) throws(FileError) {
    switch (field.content, form) {
    case (.fixed32(let bits), .float32): try append(Double(Float(bitPattern: bits)), field, window, what)
    case (.fixed64(let bits), .float64): try append(Double(bitPattern: bits), field, window, what)
    case (.varint(let bits), .signed), (.varint(let bits), .unsigned), (.varint(let bits), .float16),
      (.varint(let bits), .bfloat16):
      try append(value(bits), field, window, what)
    case (.bytes(let range), .float32): try addPacked(range, .float32, field, window, what)
    case (.bytes(let range), .float64): try addPacked(range, .float64, field, window, what)
    case (.bytes(let range), _):
      var offset = range.lowerBound
      while offset < range.upperBound {
        guard let bits = try window.varint(at: &offset, before: range.upperBound) else {
          throw FileError(window.source.path, at: .byte(offset), "\(what) holds a number that does not end")
        }
        try append(value(bits), field, window, what)
      }
    default:
      throw FileError(
        window.source.path, at: .byte(field.whole.lowerBound), "\(what) holds numbers of another type than it says")
    }
  }

  private mutating func addPacked(
    _ range: Range<Int>, _ type: ScalarType, _ field: ProtobufField, _ window: ByteWindow, _ what: String
  ) throws(FileError) {
    let count = range.count / type.size
    guard range.count % type.size == 0, count <= limit - numbers.count else { throw tooMany(field, window, what) }
    let region = NumberRegion(
      source: window.source, offset: range.lowerBound, layout: NumberLayout(type, bigEndian: false))
    numbers += try region.numbers(0..<count) as [Double]
  }

  private func value(_ bits: UInt64) -> Double {
    switch form {
    case .unsigned: Double(bits)
    case .float16: Double(Float(halfBits: UInt16(truncatingIfNeeded: bits)))
    case .bfloat16: Double(Float(bitPattern: UInt32(UInt16(truncatingIfNeeded: bits)) << 16))
    default: Double(Int64(bitPattern: bits))
    }
  }

  private mutating func append(
    _ number: Double, _ field: ProtobufField, _ window: ByteWindow, _ what: String
  ) throws(FileError) {
    guard numbers.count < limit else { throw tooMany(field, window, what) }
    numbers.append(number)
  }

  private func tooMany(_ field: ProtobufField, _ window: ByteWindow, _ what: String) -> FileError {
    FileError(
      window.source.path, at: .byte(field.whole.lowerBound),
      "\(what) has other than the \(counted(limit, "number")) of its shape; the file is damaged")
  }
}
