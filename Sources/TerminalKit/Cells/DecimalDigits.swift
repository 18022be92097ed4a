/// A finite number as decimal digits: 0.d₀d₁d₂… × 10^point, with a sign.
///
/// There are no leading and no trailing zeros, so the digits are the number's shortest form; none at all is zero.
struct DecimalDigits: Hashable, Sendable {
  private(set) var digits: [UInt8]
  private(set) var point: Int
  private(set) var isNegative: Bool

  /// The exponent of the first digit: 2 for 123.4, −1 for 0.5, and 0 for zero.
  var exponent: Int { digits.isEmpty ? 0 : point - 1 }

  /// How many places after the point the digits need, written without an exponent.
  var places: Int { max(0, digits.count - point) }

  /// The integer `magnitude` × 10^exponent, exactly.
  init(_ integer: Int, exponent: Int = 0) {
    isNegative = integer < 0
    digits = Self.decimal(integer.magnitude)
    point = digits.count + exponent
    trim()
  }

  /// The value rounded to a precision, exact ties to even, as C's `printf` rounds.
  ///
  /// The shortest digits that read back as `value` decide the rounding unless they end in a tie, are too few, or the
  /// value is subnormal; only then is the whole expansion worth its price.
  init(_ value: Double, to precision: Precision) {
    self.init(shortest: value)
    let count = precision.digits(before: point)
    let isTie = count >= 0 && digits.count == count + 1 && digits.last == 5
    if isTie || count > 15 || value.isSubnormal { self = DecimalDigits(exact: value) }
    round(to: precision.digits(before: point))
  }

  /// How much of a number is kept.
  enum Precision: Hashable, Sendable {
    case significant(Int)
    case places(Int)

    fileprivate func digits(before point: Int) -> Int {
      switch self {
      case .significant(let count): count
      case .places(let places): point + places
      }
    }
  }

  /// The fewest digits that read back as the same finite value.
  init(shortest value: Double) {
    isNegative = value < 0
    digits = []
    point = 0
    read(value.magnitude.description)
    trim()
  }

  /// All digits of a finite value; a double has at most 767.
  init(exact value: Double) {
    isNegative = value < 0
    let isNormal = value.exponentBitPattern > 0
    var significand = value.significandBitPattern | (isNormal ? 1 << 52 : 0)
    var exponent = (isNormal ? Int(value.exponentBitPattern) : 1) - 1075
    if significand > 0 {
      let zeros = significand.trailingZeroBitCount
      significand >>= UInt64(zeros)
      exponent += zeros
    }
    // significand × 2^exponent is an integer, or, for a negative exponent, significand × 5^−exponent / 10^−exponent.
    var limbs = [significand % Self.base, significand / Self.base]
    Self.multiply(&limbs, by: exponent < 0 ? 5 : 2, times: exponent.magnitude)
    digits = Self.decimal(limbs)
    point = digits.count + min(exponent, 0)
    trim()
  }

  private mutating func read(_ description: String) {
    var seenPoint = false
    var exponent: Int?
    var isNegativeExponent = false
    for byte in description.utf8 {
      switch byte {
      case UInt8(ascii: "e"): exponent = 0
      case UInt8(ascii: "-"): isNegativeExponent = true
      case UInt8(ascii: "."): seenPoint = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if let before = exponent {
          exponent = 10 * before + Int(digit)
        } else if digit == 0, digits.isEmpty {
          point -= seenPoint ? 1 : 0
        } else {
          digits.append(digit)
          point += seenPoint ? 0 : 1
        }
      default: break
      }
    }
    point += isNegativeExponent ? -(exponent ?? 0) : exponent ?? 0
  }

  /// Keeps `count` digits; below 0 the number is less than a tenth of the last place kept, so nothing is left.
  private mutating func round(to count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = []
      point = 0
      return
    }
    let next = digits[count]
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    let up = next > 5 || next == 5 && (digits.count > count + 1 || isOdd)
    digits.removeSubrange(count...)
    if up { carry() }
    trim()
  }

  private mutating func carry() {
    while digits.last == 9 { digits.removeLast() }
    if let last = digits.indices.last {
      digits[last] += 1
    } else {
      digits = [1]
      point += 1
    }
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }
}

// The few operations on long integers that the exact expansion takes: limbs of nine decimal digits, lowest first.
extension DecimalDigits {
  private static let base: UInt64 = 1_000_000_000

  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64, times: UInt) {
    // The largest power that, times a limb, still fits 64 bits.
    let chunk: UInt = factor == 2 ? 28 : 12
    var left = times
    while left > 0 {
      let count = min(left, chunk)
      multiply(&limbs, by: (0..<count).reduce(1) { power, _ in power * factor })
      left -= count
    }
  }

  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * factor + carry
      limbs[index] = product % base
      carry = product / base
    }
    if carry > 0 { limbs.append(carry) }
  }

  private static func decimal(_ limbs: [UInt64]) -> [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(9 * limbs.count)
    for limb in limbs {
      var rest = limb
      for _ in 0..<9 {
        digits.append(UInt8(rest % 10))
        rest /= 10
      }
    }
    while digits.last == 0 { digits.removeLast() }
    return digits.reversed()
  }

  private static func decimal(_ integer: UInt) -> [UInt8] {
    var digits: [UInt8] = []
    var rest = integer
    while rest > 0 {
      digits.append(UInt8(rest % 10))
      rest /= 10
    }
    return digits.reversed()
  }
}

// As text.
extension DecimalDigits {
  /// Without an exponent, padded with zeros to a number of places after the point.
  func plain(places: Int) -> String {
    var text: [UInt8] = digits.isEmpty || !isNegative ? [] : [UInt8(ascii: "-")]
    if point <= 0 { text.append(UInt8(ascii: "0")) }
    for index in 0..<max(0, point) { text.append(ascii(at: index)) }
    if places > 0 {
      text.append(UInt8(ascii: "."))
      for index in point..<point + places { text.append(ascii(at: index)) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// One digit before the point, then as many as there are, then `e` and the exponent.
  ///
  /// `padded` writes the exponent as C does, with its sign and two digits: `1.5e-05`; otherwise `1.5e-5`.
  func scientific(padded: Bool) -> String {
    var text: [UInt8] = digits.isEmpty || !isNegative ? [] : [UInt8(ascii: "-")]
    text.append(ascii(at: 0))
    if digits.count > 1 {
      text.append(UInt8(ascii: "."))
      for index in 1..<digits.count { text.append(ascii(at: index)) }
    }
    text.append(UInt8(ascii: "e"))
    if exponent < 0 { text.append(UInt8(ascii: "-")) } else if padded { text.append(UInt8(ascii: "+")) }
    if padded, exponent.magnitude < 10 { text.append(UInt8(ascii: "0")) }
    return String(decoding: text, as: UTF8.self) + String(exponent.magnitude)
  }

  private func ascii(at index: Int) -> UInt8 {
    UInt8(ascii: "0") + (digits.indices.contains(index) ? digits[index] : 0)
  }
}

extension DecimalDigits {
  /// The nearest double.
  ///
  /// Up to 15 digits are a double, and so are powers of ten up to 22: their product or quotient is rounded once (Clinger
  /// 1990), and every axis asks for some.
  var value: Double {
    let exponent = point - digits.count
    guard digits.count <= 15, exponent.magnitude < Self.powers.count else {
      return Double(scientific(padded: false)) ?? 0
    }
    let whole = digits.reduce(0.0) { $0 * 10 + Double($1) }
    let power = Self.powers[Int(exponent.magnitude)]
    let magnitude = exponent < 0 ? whole / power : whole * power
    return isNegative ? -magnitude : magnitude
  }

  /// The powers of ten that are doubles, from 10⁰ to 10²².
  private static let powers: [Double] = (0..<22).reduce(into: [1]) { powers, _ in
    powers.append(powers[powers.count - 1] * 10)
  }
}
