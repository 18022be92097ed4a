import Platform
import BNCore

/// A function of a variable's values in the command language: `0.1*sum(w^2)`, `w/sum(w)`.
///
/// Two formulas are equal when they are written alike.
struct Formula: Equatable, Sendable {
  let text: String
  private let expression: Expression

  /// Reads a formula.
  init(_ word: Word) throws(CommandError) {
    text = word.text
    expression = try ExpressionParser.parse(word, vocabulary: .weight)
  }

  /// Reads a formula that stands in quotes.
  init(quoted word: Word) throws(CommandError) {
    try self.init(Word(text: word.text, column: word.column + 1))
  }

  /// A formula's text as it is written behind `set`: in quotes, which tell it from a name.
  static func quoted(_ text: String) -> String { inQuotes(text) }

  static func == (a: Formula, b: Formula) -> Bool { a.text == b.text }

  /// The formula as a penalty.
  ///
  /// - Throws: where it gives a number for each value instead of one for all.
  func regularizer(column: Int) throws(CommandError) -> Regularizer {
    guard expression.isReduced else {
      throw CommandError("a penalty is one number; write sum(\(text)), for example", column: column)
    }
    return .custom(
      CustomRegularizer(
        name: text, loss: { expression.values(at: $0)[0] },
        gradient: { values in
          var gradient = [Double](repeating: 0, count: values.count)
          expression.propagate([1], at: values, into: &gradient)
          return gradient
        }))
  }

  /// The formula as a projection; a single number stands for all values.
  var constraint: Constraint {
    .custom(
      CustomConstraint(name: text) { values in
        let projected = expression.values(at: values)
        return projected.count == values.count ? projected : values.map { _ in projected[0] }
      })
  }
}

extension Expression {
  /// Whether a formula over `w` gives one number, whatever the length of `w`.
  fileprivate var isReduced: Bool {
    switch self {
    case .number: true
    case .weight, .quantity: false
    case .negative(let inner), .index(let inner, _, _): inner.isReduced
    case .binary(_, let left, let right, _): left.isReduced && right.isReduced
    case .call(let function, let argument): function.reduces || argument.isReduced
    case .norm(_, let inner, _, _): inner.isReduced
    }
  }

  /// A formula's values for a `w`: one, or one for each of `w`.
  ///
  /// `w` and single numbers always fit together, so that nothing can go wrong here.
  fileprivate func values(at w: [Double]) -> [Double] {
    switch self {
    case .number(let value): return [value]
    case .weight: return w
    case .negative(let inner): return inner.values(at: w).map { -$0 }
    case .binary(let sign, let left, let right, _):
      let (a, b) = Self.stretched(left, right, at: w)
      return zip(a, b).map { sign.apply($0, $1) }
    case .call(let function, let argument):
      let values = argument.values(at: w)
      return function.applied(to: ExpressionValue(shape: [values.count], values: values)).values
    case .quantity, .index, .norm: return [.nan]
    }
  }

  private static func stretched(_ left: Expression, _ right: Expression, at w: [Double]) -> ([Double], [Double]) {
    let a = left.values(at: w)
    let b = right.values(at: w)
    if left.isReduced && !right.isReduced { return (b.map { _ in a[0] }, b) }
    if right.isReduced && !left.isReduced { return (a, a.map { _ in b[0] }) }
    return (a, b)
  }

  /// Adds upstream · ∂formula/∂w to a gradient.
  fileprivate func propagate(_ upstream: [Double], at w: [Double], into gradient: inout [Double]) {
    switch self {
    case .number, .quantity, .index, .norm: break
    case .weight: for index in w.indices { gradient[index] += upstream[index] }
    case .negative(let inner): inner.propagate(upstream.map { -$0 }, at: w, into: &gradient)
    case .binary(let sign, let left, let right, _):
      let (a, b) = Self.stretched(left, right, at: w)
      let slopes = zip(a, b).map { sign.slopes($0, $1) }
      left.propagate(folded: zip(upstream, slopes).map { $0 * $1.left }, at: w, into: &gradient)
      right.propagate(folded: zip(upstream, slopes).map { $0 * $1.right }, at: w, into: &gradient)
    case .call(let function, let argument):
      let slopes = function.slopes(argument.values(at: w))
      let spread = function.reduces ? slopes.map { $0 * upstream[0] } : zip(slopes, upstream).map { $0 * $1 }
      argument.propagate(spread, at: w, into: &gradient)
    }
  }

  /// A single number that was stretched along a vector takes the sum of what comes back.
  private func propagate(folded upstream: [Double], at w: [Double], into gradient: inout [Double]) {
    propagate(isReduced ? [upstream.reduce(0, +)] : upstream, at: w, into: &gradient)
  }
}
