/// Numbers written out in decimal, read without a string for each.
enum FileNumber {
  /// A decimal number found in text: its nearest `Double`, and the offset behind it.
  struct Match: Equatable {
    var value: Double
    var end: Int
  }

  /// Reads the longest decimal number that begins at an offset, or returns `nil` if none does.
  ///
  /// The value is the `Double` nearest to the written number (ties to even), zero or infinity where that is the nearest.
  /// The decimal sign is a point unless another is named.
  @inline(__always)
  static func match(_ bytes: [UInt8], at start: Int, before limit: Int, sign: UInt8 = point) -> Match? {
    guard let decimal = Decimal(bytes, at: start, before: limit, sign: sign) else { return nil }
    let value = decimal.nearest ?? exact(bytes[start..<decimal.end], sign)
    return value.map { Match(value: $0, end: decimal.end) }
  }

  /// The usual decimal sign.
  static let point = UInt8(ascii: ".")

  private static func exact(_ text: ArraySlice<UInt8>, _ sign: UInt8) -> Double? {
    Double(String(decoding: sign == point ? text : ArraySlice(text.map { $0 == sign ? point : $0 }), as: UTF8.self))
  }

  /// The number that a whole text stands for: decimal, or a word for infinity or not-a-number.
  static func value(_ bytes: [UInt8], in range: Range<Int>, sign: UInt8 = point) -> Double? {
    if let match = match(bytes, at: range.lowerBound, before: range.upperBound, sign: sign),
      match.end == range.upperBound
    {
      return match.value
    }
    // The longest of the words, with a sign, is nine letters long.
    guard range.count <= 12 else { return nil }
    return nonFinite(String(decoding: bytes[range], as: UTF8.self).lowercased())
  }

  /// The spellings of C, Python, Java and R, and of Microsoft's older C library.
  private static func nonFinite(_ word: String) -> Double? {
    let negative = word.hasPrefix("-")
    let letters = negative || word.hasPrefix("+") ? word.dropFirst() : word[...]
    switch letters {
    case "nan", "nan(ind)", "nan(snan)", "1.#nan", "1.#qnan", "1.#snan", "1.#ind": return .nan
    case "inf", "infinity", "1.#inf", "∞": return negative ? -.infinity : .infinity
    default: return nil
    }
  }
}

/// The parts of a number written as sign, digits, point and exponent.
private struct Decimal {
  /// The first 19 significant digits, as many as always fit.
  var mantissa: UInt64 = 0
  /// The power of ten to multiply the mantissa by.
  var exponent = 0
  var negative = false
  /// Whether there are more digits than the mantissa has room for.
  var isCut = false
  var end: Int

  private static let mostDigits = 19

  @inline(__always)
  init?(_ bytes: [UInt8], at start: Int, before limit: Int, sign: UInt8) {
    end = start
    guard end < limit else { return nil }
    if bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") {
      negative = bytes[end] == UInt8(ascii: "-")
      end += 1
    }
    var significant = 0
    var digits = 0
    var afterPoint = false
    while end < limit {
      let digit = bytes[end] &- UInt8(ascii: "0")
      if digit < 10 {
        digits += 1
        if significant < Self.mostDigits {
          mantissa = mantissa * 10 + UInt64(digit)
          if mantissa > 0 { significant += 1 }
          if afterPoint { exponent -= 1 }
        } else {
          if digit > 0 { isCut = true }
          if !afterPoint { exponent += 1 }
        }
      } else if bytes[end] == sign, !afterPoint {
        afterPoint = true
      } else {
        break
      }
      end += 1
    }
    guard digits > 0 else { return nil }
    readExponent(bytes, before: limit)
  }

  /// Reads `e` and a whole number, if both are there.
  @inline(__always)
  private mutating func readExponent(_ bytes: [UInt8], before limit: Int) {
    guard end < limit, bytes[end] | 0x20 == UInt8(ascii: "e") else { return }
    var position = end + 1
    var down = false
    if position < limit, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
      down = bytes[position] == UInt8(ascii: "-")
      position += 1
    }
    let first = position
    var written = 0
    while position < limit, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
      // Beyond this the value is zero or infinity anyway, and the exact reading of the text takes over.
      if written < 1_000_000 { written = written * 10 + Int(digit) }
      position += 1
    }
    guard position > first else { return }
    exponent += down ? -written : written
    end = position
  }

  /// The nearest `Double`, where arithmetic proves which one it is; `nil` elsewhere.
  @inline(__always)
  var nearest: Double? {
    guard mantissa != 0 else { return negative ? -0.0 : 0.0 }
    guard (-22...22).contains(exponent), !isCut else { return nil }
    let ten = powersOfTen[abs(exponent)]
    // Two exact numbers and one operation: it is rounded once.
    let isExact = mantissa <= 1 << 53
    let whole = Double(mantissa)
    guard let magnitude = isExact ? (exponent < 0 ? whole / ten : whole * ten) : nearest(whole, ten) else { return nil }
    return negative ? -magnitude : magnitude
  }

  /// Goes on with what the conversion of a long mantissa and the operation behind it have cut off.
  ///
  /// Both are known: the first is a whole number below 2^11, the second exact by a fused multiplication. Their sum is off by
  /// a few units in its own last place. It shows which `Double` is the nearest unless the exact value lies within those
  /// few units of the middle between two.
  private func nearest(_ whole: Double, _ ten: Double) -> Double? {
    let rounded = UInt64(whole)
    let cut = mantissa >= rounded ? Double(mantissa - rounded) : -Double(rounded - mantissa)
    let first = exponent < 0 ? whole / ten : whole * ten
    let left = exponent < 0 ? whole.addingProduct(-first, ten) : (-first).addingProduct(whole, ten)
    let rest = exponent < 0 ? (left + cut) / ten : left + cut * ten
    let parts = exponent < 0 ? (left.magnitude + cut.magnitude) / ten : left.magnitude + cut.magnitude * ten
    let result = first + rest
    let error = ((first - result) + rest).magnitude
    // Below a power of two the numbers lie twice as close.
    let half = result.significandBitPattern == 0 ? result.ulp / 4 : result.ulp / 2
    return half - error > parts * 0x1p-50 ? result : nil
  }
}

/// The powers of ten that a `Double` holds exactly.
private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]
