extension NamedArray.Values {
  /// Numbers in double precision, rounded to a type of fractions; whole numbers and truth are no such type, and are kept
  /// as float32.
  package init(_ numbers: [Double], as type: ScalarType) {
    switch type {
    case .float16: self = .float16(numbers.map { Half($0) })
    case .bfloat16: self = .bfloat16(numbers.map { Float($0).upperHalf })
    case .float64: self = .float64(numbers)
    default: self = .float32(numbers.map { Float($0) })
    }
  }

  /// The same numbers in a type that every reader of arrays knows: bfloat16 as float32.
  var widened: NamedArray.Values {
    guard case .bfloat16(let values) = self else { return self }
    return .float32(values.map { Float(bitPattern: UInt32($0) << 16) })
  }
}

extension ScalarType {
  /// Whether a number is one of this type of fractions, so that it is written and read back as it is.
  package func holds(_ number: Double) -> Bool {
    switch self {
    case _ where number.isNaN: true
    case .float16: hasFloat16 && Double(Half(number)) == number
    case .bfloat16: Double(Float(bitPattern: UInt32(Float(number).upperHalf) << 16)) == number
    case .float32: Double(Float(number)) == number
    case .float64: true
    default: false
    }
  }
}

extension Float {
  /// The bits that bfloat16 keeps: those below are cut off, and must be zero for a number to stay what it is.
  fileprivate var upperHalf: UInt16 {
    // A NaN whose payload is all in the lower half would become an infinity.
    isNaN ? 0x7FC0 : UInt16(truncatingIfNeeded: bitPattern >> 16)
  }
}
