/// What a histogram says of its values in numbers.
package struct SampleSummary: Hashable, Sendable {
  /// The number of finite values; everything below is about these.
  package private(set) var count = 0
  package private(set) var nan = 0
  package private(set) var positiveInfinity = 0
  package private(set) var negativeInfinity = 0
  /// `nil` if no value is finite.
  package private(set) var range: ValueRange?
  package private(set) var mean = 0.0
  /// The square root of the mean squared distance from the mean: divided by n, as in a batch.
  package private(set) var deviation = 0.0

  package init(_ values: [Double]) {
    let bounds = FiniteBounds(values)
    count = values.count - bounds.notFinite
    if bounds.notFinite > 0 {
      nan = values.count { $0.isNaN }
      positiveInfinity = values.count { $0 == .infinity }
      negativeInfinity = bounds.notFinite - nan - positiveInfinity
    }
    range = ValueRange(bounds.low, bounds.high)
    if let range { measure(values, in: range) }
  }

  var isConstant: Bool { range.map { $0.low == $0.high } ?? false }

  /// Both moments of the values' places in their range, 0 to 1: no overflow for the largest doubles, no underflow for
  /// the smallest, and no cancellation under a large mean.
  private mutating func measure(_ values: [Double], in range: ValueRange) {
    mean = range.low
    guard range.low < range.high else { return }
    let map = RangeMap(range, isExact: true)
    let middle = Self.sum(of: values) { map.fraction(of: $0) } / Double(count)
    let squares = Self.sum(of: values) {
      let distance = map.fraction(of: $0) - middle
      return distance * distance
    }
    mean = map.value(at: middle)
    deviation = map.length(of: (squares / Double(count)).squareRoot())
  }

  /// The sum of a term of each finite value, in four sums side by side: no addition waits for the one before.
  @inline(__always)
  private static func sum(of values: [Double], _ term: (Double) -> Double) -> Double {
    func finiteTerm(_ value: Double) -> Double { value.isFinite ? term(value) : 0 }
    return values.withUnsafeBufferPointer { values in
      let whole = values.count / 4 * 4
      var sums = SIMD4<Double>.zero
      for start in stride(from: 0, to: whole, by: 4) {
        for lane in 0..<4 { sums[lane] += finiteTerm(values[start + lane]) }
      }
      return values[whole...].reduce(sums.sum()) { $0 + finiteTerm($1) }
    }
  }

  /// The values that are not finite, in words; empty if all are.
  package var note: String {
    let kinds = [(nan, "NaN"), (positiveInfinity, "inf"), (negativeInfinity, "-inf")]
    return kinds.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
