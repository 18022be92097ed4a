/// An array to be written to a file: a name, a shape, and the elements in row-major order.
package struct NamedArray: Equatable, Sendable {
  /// The elements, in the precision that they are written with.
  package enum Values: Equatable, Sendable {
    case float16([Half])
    case float32([Float])
    case float64([Double])
    /// The upper halves of float32, as their bits.
    case bfloat16([UInt16])
    case int64([Int64])

    package var count: Int {
      switch self {
      case .float16(let values): values.count
      case .bfloat16(let values): values.count
      case .int64(let values): values.count
      case .float32(let values): values.count
      case .float64(let values): values.count
      }
    }
  }

  package let name: String
  package let shape: [Int]
  package let values: Values

  /// The shape has to hold as many elements as there are values.
  package init(name: String, shape: [Int], values: Values) {
    precondition(elementCount(of: shape) == values.count, "a shape of \(shape) does not hold \(values.count) values")
    self.name = name
    self.shape = shape
    self.values = values
  }

  package init(name: String, shape: [Int], values: [Float]) {
    self.init(name: name, shape: shape, values: .float32(values))
  }

  package init(name: String, shape: [Int], values: [Double]) {
    self.init(name: name, shape: shape, values: .float64(values))
  }

  /// The element type's name in TensorFlow and NumPy.
  package var dtype: String {
    switch values {
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .int64: "int64"
    case .float32: "float32"
    case .float64: "float64"
    }
  }

  /// The elements as they lie in a little-endian file.
  var littleEndianBytes: [UInt8] {
    var bytes: [UInt8] = []
    switch values {
    case .float16(let values):
      bytes.reserveCapacity(values.count * 2)
      for value in values { bytes.append(littleEndian: value.bitPattern) }
    case .bfloat16(let values):
      bytes.reserveCapacity(values.count * 2)
      for value in values { bytes.append(littleEndian: value) }
    case .int64(let values):
      bytes.reserveCapacity(values.count * 8)
      for value in values { bytes.append(littleEndian: value) }
    case .float32(let values):
      bytes.reserveCapacity(values.count * 4)
      for value in values { bytes.append(littleEndian: value.bitPattern) }
    case .float64(let values):
      bytes.reserveCapacity(values.count * 8)
      for value in values { bytes.append(littleEndian: value.bitPattern) }
    }
    return bytes
  }
}
