/// How exactly a type of numbers holds them: what rounding to it can move a number by.
struct StoredPrecision: Equatable, Sendable {
  /// "float16".
  let name: String
  /// The largest relative error of rounding to the nearest number: 2^-p for p significant bits.
  let roundoff: Double
  /// The largest error near zero: half of the smallest number above it.
  let least: Double

  private init(_ name: String, bits: Int, smallest: Int) {
    self.name = name
    roundoff = Double(sign: .plus, exponent: -bits, significand: 1)
    least = Double(sign: .plus, exponent: smallest - 1, significand: 1)
  }

  static let float64 = StoredPrecision("float64", bits: 53, smallest: -1074)
  static let float32 = StoredPrecision("float32", bits: 24, smallest: -149)
  static let bfloat16 = StoredPrecision("bfloat16", bits: 8, smallest: -133)
  static let float16 = StoredPrecision("float16", bits: 11, smallest: -24)
  static let e4m3 = StoredPrecision("float8_e4m3", bits: 4, smallest: -9)
  static let e5m2 = StoredPrecision("float8_e5m2", bits: 3, smallest: -16)

  /// The precision of a type by the name that a format has for it: `F16`, `float32`, `torch.bfloat16`.
  ///
  /// Whole numbers are exact, as far as double precision is. A name that is not known counts as float32, which nearly all
  /// files hold.
  init(type: String) {
    let name = type.lowercased()
    let all: [(sign: String, precision: StoredPrecision)] = [
      ("bf16", .bfloat16), ("bfloat16", .bfloat16), ("e4m3", .e4m3), ("e5m2", .e5m2), ("f16", .float16),
      ("float16", .float16), ("half", .float16), ("f64", .float64), ("float64", .float64), ("double", .float64),
      ("int", .float64), ("bool", .float64),
    ]
    self = all.first { name.contains($0.sign) }?.precision ?? .float32
  }

  /// How far a stored number may be from the one that was rounded to it.
  func error(of number: Double) -> Double {
    max(number.magnitude * roundoff / (1 - roundoff), least)
  }

  /// The one that rounds more.
  func coarser(_ other: StoredPrecision) -> StoredPrecision { other.roundoff > roundoff ? other : self }
}
