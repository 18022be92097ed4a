/// The shortest decimal form of a number, by its digits.
struct DecimalForm {
  /// How many digits stand behind the point.
  let decimals: Int
  /// How many digits there are from the first that is not 0 to the last that is not 0.
  let significant: Int

  /// Takes a finite number apart.
  init(_ number: Double) {
    // The form that Swift prints is the shortest that reads back.
    let text = number.magnitude.description.utf8
    var digits: [UInt8] = []
    var behindPoint: Int?
    var exponent = 0
    for (index, byte) in text.enumerated() {
      if byte == UInt8(ascii: ".") {
        behindPoint = 0
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: text.dropFirst(index + 1), as: UTF8.self)) ?? 0
        break
      } else {
        digits.append(byte)
        behindPoint = behindPoint.map { $0 + 1 }
      }
    }
    let trailing = digits.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    significant = max(0, digits.count - trailing - leading)
    decimals = max(0, (behindPoint ?? 0) - exponent - trailing)
  }

  /// Whether a number is what the shortest form of a float32 reads as.
  static func isShortestFloat(_ number: Double) -> Bool {
    Float(number).isFinite && Double(Float(number).description) == number
  }

  /// A power of ten, correctly rounded.
  static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }

  /// The power of ten that a number's first digit stands for.
  static func exponent(of number: Double) -> Int {
    let magnitude = number.magnitude
    // log10(2) times the binary exponent is right or one too low.
    let estimate = Int((Double(magnitude.exponent) * 0.30102999566398120).rounded(.down))
    return magnitude >= power(estimate + 1) ? estimate + 1 : estimate
  }

  /// The number of the fewest digits in a range above 0, and how many digits it has.
  static func simplest(in range: ClosedRange<Double>) -> (number: Double, digits: Int) {
    guard range.lowerBound > 0, range.upperBound.isFinite else {
      return (range.lowerBound <= 0 ? 0 : range.lowerBound, 1)
    }
    let first = exponent(of: range.upperBound)
    for digits in 1...17 {
      let place = first - digits + 1
      // The largest multiple that is not above the range.
      let scaled = place >= 0 ? range.upperBound / power(place) : range.upperBound * power(-place)
      guard scaled < 1e18 else { break }
      for step in [scaled.rounded(.down), scaled.rounded(.down) - 1] where step >= 1 {
        let number = Double("\(Int64(step))e\(place)") ?? 0
        if range.contains(number) { return (number, digits) }
      }
    }
    return ((range.lowerBound + range.upperBound) / 2, 17)
  }
}
