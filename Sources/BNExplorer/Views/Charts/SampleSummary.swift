/// What a histogram says of its values in numbers.
struct SampleSummary: Hashable, Sendable {
  /// The number of finite values; everything below is about these.
  private(set) var count = 0
  private(set) var nan = 0
  private(set) var positiveInfinity = 0
  private(set) var negativeInfinity = 0
  /// `nil` if no value is finite.
  private(set) var range: ValueRange?
  private(set) var mean = 0.0
  /// The square root of the mean squared distance from the mean: divided by n, as in a batch.
  private(set) var deviation = 0.0

  init(_ values: [Double]) {
    for value in values {
      if value.isFinite {
        count += 1
      } else if value.isNaN {
        nan += 1
      } else if value > 0 {
        positiveInfinity += 1
      } else {
        negativeInfinity += 1
      }
    }
    range = ValueRange(of: values)
    if let range { measure(values, in: range) }
  }

  var isConstant: Bool { range.map { $0.low == $0.high } ?? false }

  /// Both moments of the values' places in their range, 0 to 1: no overflow for the largest doubles, no underflow for
  /// the smallest, and no cancellation under a large mean.
  private mutating func measure(_ values: [Double], in range: ValueRange) {
    mean = range.low
    guard range.low < range.high else { return }
    let map = RangeMap(range, isExact: true)
    var sum = 0.0
    for value in values where value.isFinite { sum += map.fraction(of: value) }
    let middle = sum / Double(count)
    var squares = 0.0
    for value in values where value.isFinite {
      let distance = map.fraction(of: value) - middle
      squares += distance * distance
    }
    mean = map.value(at: middle)
    deviation = map.length(of: (squares / Double(count)).squareRoot())
  }

  /// The values that are not finite, in words; empty if all are.
  var note: String {
    let kinds = [(nan, "NaN"), (positiveInfinity, "inf"), (negativeInfinity, "-inf")]
    return kinds.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
