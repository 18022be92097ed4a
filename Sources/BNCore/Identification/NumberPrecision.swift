/// How exactly numbers are known: by the type that they were kept in, or by the digits that they were written with.
public struct NumberPrecision: Sendable, Hashable {
  /// Half the distance between the type's numbers near 1.
  public let unit: Double
  /// The digits of numbers that were written out and cut; `nil` for numbers that are their type's own.
  public let digits: Digits?

  /// How many digits numbers were written with, at most.
  public struct Digits: Sendable, Hashable {
    /// Behind the point.
    public let decimals: Int
    /// From the first that is not 0.
    public let significant: Int
  }

  private init(unit: Double, digits: Digits? = nil) {
    (self.unit, self.digits) = (unit, digits)
  }

  /// That of float64.
  public static let float64 = NumberPrecision(unit: 0x1p-53)
  /// That of float32.
  public static let float32 = NumberPrecision(unit: 0x1p-24)
  /// That of float16.
  public static let float16 = NumberPrecision(unit: 0x1p-11)
  /// That of bfloat16.
  public static let bfloat16 = NumberPrecision(unit: 0x1p-8)

  /// How far a number may be from what it stands for.
  ///
  /// Text does not say whether its digits were counted behind the point or from the first on: the larger error of the two is
  /// right for both.
  func error(of number: Double) -> Double {
    guard number.isFinite else { return 0 }
    guard let digits else { return unit * number.magnitude }
    let fixed = 0.5 * DecimalForm.power(-digits.decimals)
    guard number != 0 else { return fixed }
    return max(fixed, 0.5 * DecimalForm.power(DecimalForm.exponent(of: number) - digits.significant + 1))
  }
}

/// Numbers that somebody got, with how exactly they are known.
public struct KnownNumbers: Sendable, Equatable {
  /// The numbers.
  public let numbers: [Double]
  /// How exactly they are known.
  public let precision: NumberPrecision

  /// Makes numbers of a type.
  public init(_ numbers: [Double], as precision: NumberPrecision) {
    (self.numbers, self.precision) = (numbers, precision)
  }

  /// Makes numbers that stand in double precision now, whatever they were before: float32 numbers, also in their shortest
  /// decimals, become float32 again, and numbers of few digits are taken for written text.
  public init(seenIn numbers: [Double]) {
    let finite = numbers.filter { $0.isFinite && $0 != 0 }
    guard !finite.allSatisfy({ Double(Float($0)) == $0 }) else {
      self.init(numbers, as: .float32)
      return
    }
    // A few thousand numbers show how many digits there are as well as millions do.
    let step = max(1, finite.count / 4096)
    let forms = stride(from: 0, to: finite.count, by: step).map { DecimalForm(finite[$0]) }
    let significant = forms.map(\.significant).max() ?? 0
    if significant < 15 || finite.allSatisfy({ DecimalForm.isShortestFloat($0) }) {
      // Four decimals of a number below 100 are the shortest form of a float32, too, and yet cut: those have seven and more.
      let isFloat = significant >= 7 && finite.allSatisfy { DecimalForm.isShortestFloat($0) }
      if isFloat {
        self.init(numbers.map { Double(Float($0)) }, as: .float32)
      } else {
        let decimals = forms.map(\.decimals).max() ?? 0
        self.init(
          numbers, as: NumberPrecision(digits: NumberPrecision.Digits(decimals: decimals, significant: significant)))
      }
      return
    }
    self.init(numbers, as: .float64)
  }
}

extension NumberPrecision {
  /// That of numbers that were written with some digits.
  init(digits: Digits) {
    // More than nine digits hold more than a float32.
    self.init(unit: digits.significant > 9 ? 0x1p-53 : 0x1p-24, digits: digits)
  }
}
