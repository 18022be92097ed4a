import Testing

@testable import BNExplorer
@testable import Platform

/// The equations of an explanation as they are printed, read back from the text alone.
struct PrintedFormula {
  /// What the line of numbers evaluates to; the result where there is no such line.
  let value: Double
  let result: Double

  /// Reads the equations of a subject, such as `y[3,2]`.
  init(_ lines: [String], of subject: String) throws {
    let first = try #require(lines.firstIndex { $0.hasPrefix(subject + " = ") })
    let mark = String(repeating: " ", count: subject.count) + " = "
    let right = lines[(first + 1)...].prefix { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    let numbers = try right.map { text in
      try ExpressionParser.parse(Word(text: text, column: 1)).evaluated { quantity, _ throws(CommandError) in
        throw CommandError("\(quantity.rawValue) is no number")
      }.values[0]
    }
    value = try #require(numbers.first)
    result = try #require(numbers.last)
  }
}

extension Session {
  /// The explanation that a line prints.
  func explained(_ element: String) throws -> Explanation {
    try explanation(of: try ElementReference.parse(Word(text: element, column: 1)))
  }
}
