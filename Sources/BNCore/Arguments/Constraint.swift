/// A projection of a variable's whole vector, run after each optimizer update and at no other time.
///
/// The definitions are those of `tf.keras.constraints` as TensorFlow 1.4 ships them, with n = √Σw².
public enum Constraint: Sendable, Equatable {
  /// w · (w ≥ 0).
  case nonNegative
  /// w · clip(n, 0, max) / (1e-7 + n).
  case maxNorm(Double)
  /// w / (1e-7 + n).
  case unitNorm
  /// Each value limited to a range.
  case clip(minimum: Double, maximum: Double)
  /// w / Σw.
  case divideBySum
  /// A projection of one's own.
  case custom(CustomConstraint)

  /// The projected values.
  public func project<Scalar: TensorScalar>(_ values: [Scalar]) -> [Scalar] {
    switch self {
    case .nonNegative: return values.map { $0 * ($0 >= 0 ? 1 : 0) }
    case .maxNorm(let maximum):
      let norm = Self.norm(values)
      let factor = min(max(norm, 0), Scalar(maximum)) / (Scalar(1e-7) + norm)
      return values.map { $0 * factor }
    case .unitNorm:
      let norm = Self.norm(values)
      return values.map { $0 / (Scalar(1e-7) + norm) }
    case .clip(let minimum, let maximum):
      return values.map { min(max($0, Scalar(minimum)), Scalar(maximum)) }
    case .divideBySum:
      let sum = values.reduce(0, +)
      return values.map { $0 / sum }
    case .custom(let custom):
      let projected = custom.project(values.map { Double($0) })
      precondition(projected.count == values.count, "the constraint \(custom.name) keeps the number of values")
      return projected.map { Scalar($0) }
    }
  }

  private static func norm<Scalar: TensorScalar>(_ values: [Scalar]) -> Scalar {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
