/// An array to be written to a file: a name, a shape, and the elements in row-major order.
struct NamedArray: Equatable, Sendable {
  /// The elements, in the precision that they are written with.
  enum Values: Equatable, Sendable {
    case float16([Half])
    case float32([Float])
    case float64([Double])

    var count: Int {
      switch self {
      case .float16(let values): values.count
      case .float32(let values): values.count
      case .float64(let values): values.count
      }
    }
  }

  let name: String
  let shape: [Int]
  let values: Values

  /// The shape has to hold as many elements as there are values.
  init(name: String, shape: [Int], values: Values) {
    precondition(elementCount(of: shape) == values.count, "a shape of \(shape) does not hold \(values.count) values")
    self.name = name
    self.shape = shape
    self.values = values
  }

  init(name: String, shape: [Int], values: [Float]) {
    self.init(name: name, shape: shape, values: .float32(values))
  }

  init(name: String, shape: [Int], values: [Double]) {
    self.init(name: name, shape: shape, values: .float64(values))
  }

  /// Numbers in double precision, to be written in their own type.
  init(name: String, shape: [Int], values: [Double], _ type: NumberType) {
    let typed: Values =
      switch type {
      case .float16: .float16(values.map { Half($0) })
      case .float32: .float32(values.map { Float($0) })
      case .float64: .float64(values)
      }
    self.init(name: name, shape: shape, values: typed)
  }

  /// The element type's name in TensorFlow and NumPy.
  var dtype: String {
    switch values {
    case .float16: "float16"
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
