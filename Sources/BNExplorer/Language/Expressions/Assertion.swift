/// `assert EXPR RELATION EXPR [within TOLERANCE]`: a claim about the session that must hold for every element.
struct Assertion: Equatable, Sendable {
  let left: Expression
  let relation: Relation
  let right: Expression
  let tolerance: Tolerance?

  enum Relation: String, CaseIterable, Sendable {
    case near = "~"
    case equal = "=="
    case unequal = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
  }

  /// How far apart the two sides of `~` may be.
  enum Tolerance: Equatable, Sendable {
    case absolute(Double)
    /// A fraction of the right side's magnitude: `1%` is 0.01.
    case relative(Double)

    func allows(_ actual: Double, _ expected: Double) -> Bool {
      if actual == expected || (actual.isNaN && expected.isNaN) { return true }
      return (actual - expected).magnitude <= limit(at: expected)
    }

    func limit(at expected: Double) -> Double {
      switch self {
      case .absolute(let value): value
      case .relative(let fraction): fraction * expected.magnitude
      }
    }
  }

  static func parse(
    _ source: Word, vocabulary: ExpressionParser.Vocabulary = .quantities
  ) throws(CommandError) -> Assertion {
    var parser = ExpressionParser(source, vocabulary: vocabulary)
    let left = try parser.expression()
    guard let relation = Relation.allCases.first(where: { parser.take($0.rawValue) }) else {
      throw parser.unexpected("a relation: \(orList(Relation.allCases.map(\.rawValue)))")
    }
    let right = try parser.expression()
    let place = parser.column
    let within = parser.take("within")
    guard within == (relation == .near) else {
      let message =
        within
        ? "within goes with ~ only; leave it out after \(relation.rawValue)"
        : "~ needs a tolerance; add within 1e-6, or within 1%"
      throw CommandError(message, column: place)
    }
    let tolerance = within ? try parseTolerance(&parser) : nil
    try parser.expectEnd()
    return Assertion(left: left, relation: relation, right: right, tolerance: tolerance)
  }

  private static func parseTolerance(_ parser: inout ExpressionParser) throws(CommandError) -> Tolerance {
    let place = parser.column + 1
    let expression = try parser.expression()
    guard let value = expression.constant, value >= 0 else {
      throw CommandError("a tolerance is a number of at least 0, such as 1e-6 or 1%", column: place)
    }
    return parser.take("%") ? .relative(value / 100) : .absolute(value)
  }

  func holds(_ actual: Double, _ expected: Double) -> Bool {
    switch relation {
    case .near: tolerance?.allows(actual, expected) ?? false
    case .equal: actual == expected || (actual.isNaN && expected.isNaN)
    case .unequal: !(actual == expected || (actual.isNaN && expected.isNaN))
    case .less: actual < expected
    case .lessOrEqual: actual <= expected
    case .greater: actual > expected
    case .greaterOrEqual: actual >= expected
    }
  }
}

extension Expression {
  /// The value of an expression that names no quantity.
  fileprivate var constant: Double? {
    guard let value = try? evaluated(with: { _, _ throws(CommandError) in throw CommandError("not a constant") })
    else { return nil }
    return value.count == 1 ? value.values[0] : nil
  }
}
