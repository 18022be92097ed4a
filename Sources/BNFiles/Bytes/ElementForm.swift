/// How an element of a tensor is made of bits, as far as it takes to tell whether it is a number, and an ordinary one.
package struct ElementForm: Equatable, Sendable {
  /// What the bits of one part mean.
  enum Meaning: Equatable, Sendable {
    /// Whole numbers, truth, codes: whatever the bits are, they are right.
    case anything
    /// A sign, an exponent and so many bits of a fraction, in the manner of IEEE 754.
    case binary(fraction: Int)
    case eightBits(EightBitFloat)
    /// A power of two, of which the last code is none.
    case powerOfTwo
  }

  let meaning: Meaning
  /// Bits an element.
  let bits: Int
  /// 2 for complex numbers: the real part, then the imaginary one.
  let parts: Int

  private init(_ meaning: Meaning, bits: Int, parts: Int = 1) {
    self.meaning = meaning
    self.bits = bits
    self.parts = parts
  }

  package init(_ type: ScalarType) {
    switch type {
    case .float16: self.init(.binary(fraction: 10), bits: 16)
    case .bfloat16: self.init(.binary(fraction: 7), bits: 16)
    case .float32: self.init(.binary(fraction: 23), bits: 32)
    case .float64: self.init(.binary(fraction: 52), bits: 64)
    default: self.init(.anything, bits: 8 * type.size)
    }
  }

  /// Elements that cannot be wrong, of so many bits.
  static func anything(bits: Int) -> Self { Self(.anything, bits: bits) }

  static func eightBits(_ form: EightBitFloat) -> Self { Self(.eightBits(form), bits: 8) }

  static let powerOfTwo = Self(.powerOfTwo, bits: 8)

  /// Two numbers of a type that are one.
  static func complex(_ part: ScalarType) -> Self {
    let form = Self(part)
    return Self(form.meaning, bits: 2 * form.bits, parts: 2)
  }

  /// Whether any bits are right.
  var isAlwaysRight: Bool { meaning == .anything }

  /// Bytes that hold so many elements; `nil` where no memory has them.
  func byteCount(of count: Int) -> Int? {
    let (all, overflow) = count.multipliedReportingOverflow(by: bits)
    return overflow ? nil : all / 8 + (all % 8 == 0 ? 0 : 1)
  }
}
