/// A formula: over the session's quantities, as `show` and `assert` read it, or over the vector `w`.
indirect enum Expression: Equatable, Sendable {
  case number(Double)
  case quantity(Quantity, column: Int)
  /// The vector that a formula is about: the `w` of a penalty or a projection.
  case weight(column: Int)
  case index(Expression, [Index], column: Int)
  case negative(Expression)
  case binary(Operator, Expression, Expression, column: Int)
  case call(Function, Expression)
  /// A norm of a batch; groups are for group norm only.
  case norm(NormFunction, Expression, groups: Int, column: Int)

  /// The quantities that it names.
  var quantities: Set<Quantity> {
    switch self {
    case .number, .weight: []
    case .quantity(let quantity, _): [quantity]
    case .index(let inner, _, _), .negative(let inner), .call(_, let inner), .norm(_, let inner, _, _):
      inner.quantities
    case .binary(_, let left, let right, _): left.quantities.union(right.quantities)
    }
  }

  /// The quantities that a formula names, as it was written.
  static func quantities(in text: String) -> Set<Quantity> {
    (try? ExpressionParser.parse(Word(text: text, column: 1)))?.quantities ?? []
  }

  /// One position of an index: `3`, `-1`, `:` or `1:4`.
  enum Index: Equatable, Sendable {
    case at(Int)
    case range(from: Int?, to: Int?)
  }

  enum Operator: Character, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case power = "^"
  }

  enum Function: String, CaseIterable, Sendable {
    case mean, median, variance, std, min, max, sum, abs, sqrt, exp, log

    var summary: String {
      switch self {
      case .mean: "average of all elements"
      case .median: "middle of all elements, or between the two middle ones"
      case .variance: "biased variance of all elements"
      case .std: "square root of the biased variance"
      case .min: "smallest element"
      case .max: "largest element"
      case .sum: "sum of all elements"
      case .abs: "magnitude of each element"
      case .sqrt: "square root of each element"
      case .exp: "exponential of each element"
      case .log: "natural logarithm of each element"
      }
    }
  }
}
