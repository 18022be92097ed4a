import BNFiles

/// A claim of a script as those who watch over builds have it: where it stands, and what came of it.
struct TestPoint: Equatable, Sendable {
  enum Verdict: Equatable, Sendable {
    case passed
    case failed
    /// The line could not be carried out at all.
    case refused
    /// The claim was not looked at, and why.
    case skipped(String)
  }

  let file: String
  /// From 1; `nil` where a file as a whole is meant.
  let line: Int?
  let column: Int?
  /// What is claimed, or the line that was refused.
  let text: String
  let verdict: Verdict
  /// What is wrong, in a sentence.
  var message: String?
  /// The numbers of it.
  var details: [JSONText.Member] = []

  /// `FILE:LINE:COLUMN`, as far as there is one.
  var place: String { ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":") }

  /// What is wrong, and where; of a file as a whole the message says it.
  var sentence: String { line == nil ? message ?? file : "\(place): \(message ?? text)" }

  /// Whether something is wrong.
  var isBad: Bool { verdict == .failed || verdict == .refused }
}
