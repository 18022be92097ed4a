/// A number of any length times a power of two, computed with exactly: what sums and products of doubles are.
struct ExactNumber {
  /// The digits in base 2³², the lowest first, without zeros at the end.
  private var digits: [UInt32]
  private var isNegative: Bool
  private var exponent: Int

  static let zero = ExactNumber(digits: [], isNegative: false, exponent: 0)

  private init(digits: [UInt32], isNegative: Bool, exponent: Int) {
    var digits = digits
    while digits.last == 0 { digits.removeLast() }
    (self.digits, self.isNegative, self.exponent) = (digits, isNegative, exponent)
  }

  /// A finite number as it is.
  init(_ number: Double) {
    guard number != 0 else {
      self = .zero
      return
    }
    let significand = UInt64((number.magnitude.significand * 0x1p52))
    self.init(
      digits: [UInt32(truncatingIfNeeded: significand), UInt32(significand >> 32)], isNegative: number < 0,
      exponent: Int(number.exponent) - 52)
  }

  /// A whole number times a power of two.
  init(_ number: Int, exponent: Int = 0) {
    let magnitude = number.magnitude
    self.init(
      digits: [UInt32(truncatingIfNeeded: magnitude), UInt32(magnitude >> 32)], isNegative: number < 0,
      exponent: exponent)
  }

  /// The nearest double, but for a unit in its last place or two.
  var number: Double {
    var value = 0.0
    for digit in digits.suffix(4).reversed() { value = value * 0x1p32 + Double(digit) }
    let places = exponent + 32 * max(0, digits.count - 4)
    // In two steps, for numbers whose power alone would leave the range.
    let half = places / 2
    let scaled = value * Double(sign: .plus, exponent: half, significand: 1)
    return (isNegative ? -1 : 1) * scaled * Double(sign: .plus, exponent: places - half, significand: 1)
  }

  static prefix func - (_ a: Self) -> Self {
    Self(digits: a.digits, isNegative: !a.isNegative, exponent: a.exponent)
  }

  static func - (_ a: Self, _ b: Self) -> Self { a + -b }

  static func + (_ a: Self, _ b: Self) -> Self {
    guard !a.digits.isEmpty else { return b }
    guard !b.digits.isEmpty else { return a }
    let exponent = min(a.exponent, b.exponent)
    let (first, second) = (shifted(a.digits, a.exponent - exponent), shifted(b.digits, b.exponent - exponent))
    if a.isNegative == b.isNegative {
      return Self(digits: sum(first, second), isNegative: a.isNegative, exponent: exponent)
    }
    return isLess(first, second)
      ? Self(digits: difference(second, first), isNegative: b.isNegative, exponent: exponent)
      : Self(digits: difference(first, second), isNegative: a.isNegative, exponent: exponent)
  }

  static func * (_ a: Self, _ b: Self) -> Self {
    var digits = [UInt32](repeating: 0, count: a.digits.count + b.digits.count)
    for (place, digit) in a.digits.enumerated() {
      var carry: UInt64 = 0
      for (other, factor) in b.digits.enumerated() {
        let value = UInt64(digit) * UInt64(factor) + UInt64(digits[place + other]) + carry
        digits[place + other] = UInt32(truncatingIfNeeded: value)
        carry = value >> 32
      }
      digits[place + b.digits.count] = UInt32(carry)
    }
    return Self(digits: digits, isNegative: a.isNegative != b.isNegative, exponent: a.exponent + b.exponent)
  }

  private static func shifted(_ digits: [UInt32], _ places: Int) -> [UInt32] {
    guard places > 0 else { return digits }
    var result = [UInt32](repeating: 0, count: places / 32)
    var carry: UInt64 = 0
    for digit in digits {
      let value = UInt64(digit) << UInt64(places % 32) | carry
      result.append(UInt32(truncatingIfNeeded: value))
      carry = value >> 32
    }
    return result + [UInt32(carry)]
  }

  private static func sum(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var carry: UInt64 = 0
    for place in 0..<max(a.count, b.count) {
      let value = UInt64(place < a.count ? a[place] : 0) + UInt64(place < b.count ? b[place] : 0) + carry
      result.append(UInt32(truncatingIfNeeded: value))
      carry = value >> 32
    }
    return result + [UInt32(carry)]
  }

  private static func isLess(_ a: [UInt32], _ b: [UInt32]) -> Bool {
    for place in (0..<max(a.count, b.count)).reversed() {
      let (first, second) = (place < a.count ? a[place] : 0, place < b.count ? b[place] : 0)
      if first != second { return first < second }
    }
    return false
  }

  /// a − b, which is not negative.
  private static func difference(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var borrow: Int64 = 0
    for place in a.indices {
      let value = Int64(a[place]) - Int64(place < b.count ? b[place] : 0) - borrow
      result.append(UInt32(truncatingIfNeeded: value))
      borrow = value < 0 ? 1 : 0
    }
    return result
  }
}

/// An exact sum of doubles, or of their squares: a whole number for every 32 powers of two, carried at the end alone.
private struct ExactSum {
  /// The power of two that the first one counts.
  private static let lowest = -2200
  private var parts = [Int](repeating: 0, count: 140)

  /// Adds significand · 2^exponent.
  mutating func add(_ significand: (high: UInt64, low: UInt64), exponent: Int, isNegative: Bool) {
    let (place, shift) = (exponent - Self.lowest).quotientAndRemainder(dividingBy: 32)
    for (index, part) in [significand.low, significand.low >> 32, significand.high, significand.high >> 32].enumerated()
    {
      let value = (part & 0xFFFF_FFFF) << UInt64(shift)
      guard value != 0 else { continue }
      let (low, high) = (Int(value & 0xFFFF_FFFF), Int(value >> 32))
      parts[place + index] += isNegative ? -low : low
      parts[place + index + 1] += isNegative ? -high : high
    }
  }

  var total: ExactNumber {
    parts.indices.reduce(.zero) { sum, place in
      parts[place] == 0 ? sum : sum + ExactNumber(parts[place], exponent: Self.lowest + 32 * place)
    }
  }
}

/// Moments of numbers in exact rational arithmetic.
struct ExactMoments {
  let count: Int
  private let sum: ExactNumber
  /// n · Σ(x − mean)².
  private let scaledSquares: ExactNumber
  let deviation: Double

  init(_ numbers: [Double]) {
    var (sum, squares) = (ExactSum(), ExactSum())
    for number in numbers where number != 0 {
      let significand = UInt64(number.magnitude.significand * 0x1p52)
      let exponent = Int(number.exponent) - 52
      sum.add((0, significand), exponent: exponent, isNegative: number < 0)
      let square = significand.multipliedFullWidth(by: significand)
      squares.add((square.high, square.low), exponent: 2 * exponent, isNegative: false)
    }
    count = numbers.count
    self.sum = sum.total
    scaledSquares = ExactNumber(count) * squares.total - self.sum * self.sum
    deviation = scaledSquares.number.squareRoot() / Double(count)
  }

  /// How far a mean, given as the sum of two numbers, is off, as a share of the deviation.
  func meanError(_ head: Double, _ rest: Double) -> Double {
    let scaled = (ExactNumber(head) + ExactNumber(rest)) * ExactNumber(count)
    return abs((scaled - sum).number) / (Double(count) * deviation)
  }

  /// How far squared deviations are off, as a share of them.
  func squaresError(_ head: Double, _ rest: Double) -> Double {
    let scaled = (ExactNumber(head) + ExactNumber(rest)) * ExactNumber(count)
    return abs((scaled - scaledSquares).number) / scaledSquares.number
  }
}
