/// Doubles as text that loses nothing: C's hexadecimal form, which Python's `float.fromhex` and Swift read.
enum HexNumber {
  /// `0x1.8p+1` for 3.
  static func text(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "nan" : number < 0 ? "-inf" : "inf" }
    let sign = number.sign == .minus ? "-" : ""
    guard number != 0 else { return sign + "0x0p+0" }
    var digits = String(number.significandBitPattern, radix: 16)
    digits = String(repeating: "0", count: 13 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    let exponent = number.isNormal ? Int(number.exponent) : -1022
    let point = digits.isEmpty ? "" : "." + digits
    return "\(sign)0x\(number.isNormal ? 1 : 0)\(point)p\(exponent < 0 ? "-" : "+")\(abs(exponent))"
  }

  /// The number of a text; `nil` for one that is none.
  static func number(_ text: String) -> Double? { Double(text) }
}
