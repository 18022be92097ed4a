/// The types of TensorFlow's tensors, by their numbers in types.proto of TensorFlow 2.15.
enum TensorFlowType {
  /// The type of numbers; `nil` for what holds none that are read here, such as texts.
  static func scalar(_ number: Int32) -> ScalarType? {
    switch number {
    case 1: .float32
    case 2: .float64
    case 3: .int32
    case 4: .uint8
    case 5: .int16
    case 6: .int8
    case 9: .int64
    case 10: .bool
    case 14: .bfloat16
    case 17: .uint16
    case 19: .float16
    case 22: .uint32
    case 23: .uint64
    default: nil
    }
  }

  /// How the bits of an element are to be understood; `nil` for what has no elements of one size.
  static func form(_ number: Int32) -> ElementForm? {
    if let scalar = scalar(number) { return ElementForm(scalar) }
    return switch number {
    case 8: .complex(.float32)
    case 18: .complex(.float64)
    case 11, 12: .anything(bits: 8)
    case 15, 16: .anything(bits: 16)
    case 13: .anything(bits: 32)
    case 24: .eightBits(.e5m2)
    case 25: .eightBits(.e4m3)
    case 26: .eightBits(.e4m3fnuz)
    case 28: .eightBits(.e5m2fnuz)
    default: nil
    }
  }

  static let text: Int32 = 7

  /// The name of a type for people.
  static func name(_ number: Int32) -> String {
    if let scalar = scalar(number) { return scalar.rawValue }
    return switch number {
    case text: "string"
    case 8: "complex64"
    case 11...13, 15, 16: "quantized"
    case 18: "complex128"
    case 20: "resource"
    case 21: "variant"
    default: "type \(number)"
    }
  }
}

extension TFShape {
  /// The extents; `nil` where they are not all known, or no memory holds as much.
  var extents: [Int]? {
    guard !unknownRank, dim.count <= 254 else { return nil }
    let extents = dim.map { Int(clamping: $0.size) }
    return elementCount(of: extents) == nil ? nil : extents
  }
}
