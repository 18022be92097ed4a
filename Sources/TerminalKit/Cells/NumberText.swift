/// Numbers as text: correctly rounded (ties to even, as `printf` does), the same in every locale.
///
/// Not a number is `NaN`, the infinities are `inf` and `-inf`, and nothing that rounds to zero keeps a sign.
package enum NumberText {
  /// A whole number with its thousands apart: 25,557,032.
  package static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    let groups = digits.indices.map { ($0 > 0 && (digits.count - $0) % 3 == 0 ? "," : "") + String(digits[$0]) }
    return (number < 0 ? "-" : "") + groups.joined()
  }

  /// More digits than any use here; keeps a wrong argument from asking for a gigabyte.
  private static let mostDigits = 350

  /// With a fixed number of places after the point: `12.350`.
  package static func fixed(_ value: Double, digits: Int) -> String {
    if let special = special(value) { return special }
    let places = min(max(0, digits), mostDigits)
    return DecimalDigits(value, to: .places(places)).plain(places: places)
  }

  /// With a number of significant digits and no trailing zeros, as C's `%.4g`: `0.1234`, `12.35`, `1.235e-05`.
  package static func significant(_ value: Double, digits: Int = 4) -> String {
    if let special = special(value) { return special }
    let count = min(max(1, digits), mostDigits)
    let rounded = DecimalDigits(value, to: .significant(count))
    let isPlain = (-4..<count).contains(rounded.exponent)
    return isPlain ? rounded.plain(places: rounded.places) : rounded.scientific(padded: true)
  }

  /// The most telling text that fits a width: up to `digits` significant digits, an exponent where it is shorter.
  ///
  /// Where not even one digit fits, the column is filled with `#`, as spreadsheets do; a cut number would be a lie.
  static func compact(_ value: Double, width: Int, digits: Int = 6) -> String {
    guard width > 0 else { return "" }
    let overflow = String(repeating: "#", count: width)
    if let special = special(value) { return special.utf8.count <= width ? special : overflow }
    for count in stride(from: min(max(1, digits), mostDigits), through: 1, by: -1) {
      let rounded = DecimalDigits(value, to: .significant(count))
      // Zeros in front of the point that are not known digits would claim a precision that is not there.
      let isHonest = rounded.exponent < max(count, rounded.digits.count)
      let plain = rounded.plain(places: rounded.places)
      let scientific = rounded.scientific(padded: false)
      if isHonest, plain.utf8.count <= width, plain.utf8.count <= scientific.utf8.count + 2 { return plain }
      if scientific.utf8.count <= width { return scientific }
      if isHonest, plain.utf8.count <= width { return plain }
    }
    return overflow
  }

  /// With as many digits as a spread around the value asks for, so that a mean of 10000.02 ± 0.01 does not read 1e+04.
  ///
  /// The last digit is about a hundredth of the spread; there are at least 4 significant digits and at most 15.
  package static func resolved(_ value: Double, by spread: Double) -> String {
    guard value.isFinite, spread.isFinite, spread > 0 else { return significant(value) }
    let difference = DecimalDigits(shortest: value).exponent - DecimalDigits(shortest: spread).exponent
    return significant(value, digits: min(max(4, difference + 3), 15))
  }

  /// What stands where there is nothing to measure: a NaN of its own kind, so that a computed NaN is not taken for it.
  package static let notMeasured = Double(nan: 0x6e6f6e65, signaling: false)

  /// Whether a value says that nothing was measured.
  package static func isMissing(_ value: Double) -> Bool { value.bitPattern == notMeasured.bitPattern }

  /// With so many significant digits, or in words where nothing was measured.
  package static func measured(_ value: Double, digits: Int = 4) -> String {
    isMissing(value) ? "not measured" : significant(value, digits: digits)
  }

  private static func special(_ value: Double) -> String? {
    if value.isNaN { return "NaN" }
    return value.isFinite ? nil : value < 0 ? "-inf" : "inf"
  }
}
