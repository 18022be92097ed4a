import BNCore

/// What a person should know of some numbers before they are computed with.
struct NumberCensus: Equatable, Sendable {
  private(set) var count = 0
  /// How many are exactly 0.
  private(set) var zeros = 0
  /// How many are NaN or infinite, and where the first of them stands.
  private(set) var nonFinite = 0
  private(set) var firstNonFinite: Int?

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init<Scalar: TensorScalar>(_ numbers: [Scalar]) {
    count = numbers.count
    // What is rare has a walk of its own: the first one is over as fast as memory is read.
    numbers.withUnsafeBufferPointer { numbers in
      var isFinite = true
      for number in numbers {
        if number == 0 { zeros += 1 }
        isFinite = isFinite && number.isFinite
      }
      guard !isFinite else { return }
      for (place, number) in numbers.enumerated() where !number.isFinite {
        if firstNonFinite == nil { firstNonFinite = place }
        nonFinite += 1
      }
    }
  }
}
