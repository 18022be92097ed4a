/// A number in a formula, with the name that it goes by and what it is.
struct ExplainedTerm: Equatable, Sendable {
  /// As the formula with names shows it.
  let name: String
  let value: Double
  /// The type that the number is held in, which decides how many digits it is written with.
  let dtype: NumberType
  /// What the number is.
  let meaning: String
  /// How large the numbers are that it was summed up from in the layer's type; 0 for one that was not.
  var summed: Double = 0

  /// The number with the fewest digits that read back to the same value.
  var text: String { dtype.text(value) }
}

/// A formula as a tree: what a screen draws with one factor lit, and what text and value are both made from.
indirect enum ExplainedFormula: Equatable, Sendable {
  case term(ExplainedTerm)
  /// A number that belongs to the formula itself, such as the 1 of 1 − weight.
  case whole(Int)
  case operation(Expression.Operator, ExplainedFormula, ExplainedFormula)
  case root(ExplainedFormula)
}

extension ExplainedFormula {
  static func + (a: Self, b: Self) -> Self { .operation(.plus, a, b) }
  static func - (a: Self, b: Self) -> Self { .operation(.minus, a, b) }
  static func * (a: Self, b: Self) -> Self { .operation(.times, a, b) }
  static func / (a: Self, b: Self) -> Self { .operation(.over, a, b) }

  /// The formula's value in double precision.
  var value: Double {
    switch self {
    case .term(let term): term.value
    case .whole(let number): Double(number)
    case .operation(let sign, let left, let right): sign.apply(left.value, right.value)
    case .root(let inner): inner.value.squareRoot()
    }
  }

  /// The named numbers from left to right, each once.
  var terms: [ExplainedTerm] {
    switch self {
    case .term(let term): [term]
    case .whole: []
    case .operation(_, let left, let right):
      left.terms + right.terms.filter { term in !left.terms.contains { $0.name == term.name } }
    case .root(let inner): inner.terms
    }
  }

  /// The formula with names.
  var symbols: String { text { $0.name } }

  /// The formula with its numbers put in, which the language of `show` and `assert` reads.
  var numbers: String { text { $0.text } }

  private func text(_ word: (ExplainedTerm) -> String) -> String {
    switch self {
    case .term(let term): return word(term)
    case .whole(let number): return "\(number)"
    case .root(let inner): return "sqrt(\(inner.text(word)))"
    case .operation(let sign, let left, let right):
      let first = left.text(word, behind: sign, isRight: false)
      let second = right.text(word, behind: sign, isRight: true)
      return sign == .power ? "\(first)^\(second)" : "\(first) \(sign.rawValue) \(second)"
    }
  }

  /// The text as an operand, in parentheses where it would be read as something else without them.
  private func text(_ word: (ExplainedTerm) -> String, behind sign: Expression.Operator, isRight: Bool) -> String {
    let text = text(word)
    // 2 - -1 could be read, but not by everybody.
    var isLoose = text.hasPrefix("-") && (isRight || sign == .power)
    if case .operation(let own, _, _) = self {
      isLoose = isLoose || own.rank < sign.rank || own.rank == sign.rank && isRight && (sign == .minus || sign == .over)
    }
    return isLoose ? "(\(text))" : text
  }
}

extension Expression.Operator {
  fileprivate var rank: Int {
    switch self {
    case .plus, .minus: 0
    case .times, .over: 1
    case .power: 2
    }
  }
}
