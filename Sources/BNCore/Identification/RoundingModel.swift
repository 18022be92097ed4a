/// The arithmetic that numbers may have come out of: what is within it counts as equal.
struct RoundingModel: Sendable, Equatable {
  /// Half the distance near 1 of the type that was computed in.
  var unit: Double
  /// How exactly the numbers to be explained are known.
  var written: NumberPrecision
  /// How exactly the batch is known; `nil` where it is the very one that went in.
  var input: NumberPrecision?

  /// What to try, the strictest first.
  ///
  /// float16 numbers are mostly computed in float32 and rounded at the end; double precision may hold what was computed in
  /// float32; and a batch of a few digits is one that somebody made, or one that lost the others on its way here.
  static func ladder(input: NumberPrecision, written: NumberPrecision) -> [RoundingModel] {
    let float = NumberPrecision.float32.unit
    let units = written.unit > float ? [float, written.unit] : written.unit < float ? [written.unit, float] : [float]
    var models = units.map { RoundingModel(unit: $0, written: written) }
    if input.digits != nil { models += units.map { RoundingModel(unit: $0, written: written, input: input) } }
    return models
  }

  /// How many times the error of first order is allowed: compilers contract products and sums, and processors have reciprocal
  /// roots of their own.
  static let slack = 2.0

  /// The unit of sums: narrow types are summed in float32.
  var sumUnit: Double { min(unit, NumberPrecision.float32.unit) }

  /// The numbers of a batch as this arithmetic takes them.
  func taken(_ numbers: [Double]) -> [Double] {
    unit < NumberPrecision.float32.unit ? numbers : numbers.map { Double(Float($0)) }
  }

  /// How far the mean of numbers may be off.
  ///
  /// √n is what roundings in a random order come to; 2 are those of the quotient and of what is subtracted later.
  func meanError(count: Int, largest: Double, mean: Double) -> Double {
    (Double(count).squareRoot() + 2) * sumUnit * largest + unit * mean.magnitude + inputError(largest)
  }

  /// How far a variance may be off that is computed about such a mean.
  func varianceError(count: Int, variance: Double, meanError: Double, largest: Double) -> Double {
    let input = inputError(largest)
    return (Double(count).squareRoot() + 8) * sumUnit * variance + unit * variance + meanError * meanError
      + (input > 0 ? input * (2 * variance.squareRoot() + input) : 0)
  }

  /// How far a number of the batch may be off, at most.
  func inputError(_ largest: Double) -> Double { input?.error(of: largest) ?? 0 }
}
