import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer

extension Session {
  /// Carries out lines as a script would, one after another.
  @discardableResult
  mutating func run(_ lines: String, _ files: MemoryFiles = MemoryFiles()) throws -> [Output] {
    let environment = SessionEnvironment(files: files)
    return try Script(text: lines, name: "test").lines.flatMap { try $0.command.carryOut(on: &self, in: environment) }
  }

  /// A session that lines have made.
  init(_ lines: String, _ files: MemoryFiles = MemoryFiles()) throws {
    self.init()
    try run(lines, files)
  }

  /// What a formula over the session's quantities gives.
  func value(_ formula: String) throws -> ExpressionValue {
    try ExpressionParser.parse(Word(text: formula, column: 1)).evaluated(with: value)
  }

  /// The numbers of a formula.
  func numbers(_ formula: String) throws -> [Double] { try value(formula).values }
}

/// The error of a line that is to be refused.
func refusal(
  of line: String, in session: Session = Session(), sourceLocation: SourceLocation = #_sourceLocation
) throws -> CommandError {
  try #require(
    throws: CommandError.self, "\"\(line)\" is not refused", sourceLocation: sourceLocation
  ) {
    var session = session
    for located in try CommandParser.commands(of: line) {
      _ = try located.command.carryOut(on: &session, in: SessionEnvironment(files: MemoryFiles()))
    }
  }
}

extension [Output] {
  /// The notes among what a command had to say.
  var notes: [String] {
    compactMap { output in
      guard case .note(let text) = output else { return nil }
      return text
    }
  }
}

/// A wrong line or formula, and what is to be said about it.
struct WrongText: Sendable, CustomTestStringConvertible {
  let text: String
  let message: String
  let column: Int?
  var testDescription: String { text }

  init(_ text: String, _ message: String, column: Int?) {
    self.text = text
    self.message = message
    self.column = column
  }
}
