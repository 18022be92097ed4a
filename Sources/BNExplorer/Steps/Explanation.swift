import Platform
import TerminalKit
import BNFiles

/// How one number of the last step came about: its formula, the numbers in it, the branch that ran, and the result.
///
/// A value that text is made from, and that a screen can draw with one factor lit.
struct Explanation: Equatable, Sendable {
  /// The number that is explained: `y[3,2]`.
  let subject: String
  let formula: ExplainedFormula
  /// What the pass holds.
  let result: Double
  /// The type of the result.
  let dtype: NumberType
  /// What decided that it is this formula: training or inference, fused or not and why, the arithmetic, renorm's limits.
  var branch: [String]
  /// The forks on the way, each with the ways that there were.
  var choices: [ExplainedChoice] = []
  /// What comes before: r and d as they were before they were clipped.
  var beforehand: [Explanation] = []
  /// What is to be expected of a moving statistic.
  var outlook: [String] = []

  /// The named numbers from left to right.
  var terms: [ExplainedTerm] { formula.terms }

  /// A bound on how far the line of numbers, evaluated in double precision, lies from the result.
  var roundingBound: Double { FormulaRounding(dtype: dtype).bound(of: formula) }

  /// The result with the fewest digits that read back to it.
  var resultText: String { dtype.text(result) }

  /// How near the numbers come to the result; `nil` where there are none, or no bound is known.
  var roundingText: String? {
    guard formula.isComputed, roundingBound.isFinite else { return nil }
    return "\(dtype.rawValue); the numbers above give it within \(Self.rounded(up: roundingBound))"
  }

  /// The explanation as text: the formula with names, with numbers and the result; then what the names mean.
  var lines: [String] {
    var lines = beforehand.flatMap { $0.equations } + equations
    let names = terms.map(\.name.count).max() ?? 0
    let digits = terms.map(\.text.count).max() ?? 0
    lines += terms.map { "  " + $0.name.padded(to: names + 2) + $0.text.padded(to: digits + 2) + $0.meaning }
    for (index, reason) in branch.enumerated() { lines.append((index == 0 ? "because  " : "         ") + reason) }
    if let roundingText { lines.append("rounded  " + roundingText) }
    if let first = outlook.first { lines += ["expect   \(first)"] + outlook.dropFirst().map { "         " + $0 } }
    return lines
  }

  private var equations: [String] {
    let blank = String(repeating: " ", count: subject.count)
    let numbers = formula.isComputed ? ["\(blank) = \(formula.numbers)"] : []
    return ["\(subject) = \(formula.symbols)"] + numbers + ["\(blank) = \(resultText)"]
  }

  /// Two digits that are not below a number.
  private static func rounded(up number: Double) -> String {
    guard number > 0 else { return "0" }
    var (scale, exponent) = (number, 0)
    while scale < 10 { (scale, exponent) = (scale * 10, exponent - 1) }
    while scale >= 100 { (scale, exponent) = (scale / 10, exponent + 1) }
    let digits = Int(scale.rounded(.up))
    return "\(digits / 10).\(digits % 10)e\(exponent + 1)"
  }
}

extension ExplainedFormula {
  /// Whether there is anything to put numbers into.
  var isComputed: Bool {
    switch self {
    case .term(let term): term.summed > 0
    case .whole: false
    case .operation, .root: true
    }
  }
}
