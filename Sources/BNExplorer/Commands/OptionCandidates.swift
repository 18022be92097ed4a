import TerminalKit

extension OptionTable {
  /// The options for completion, each up to its value.
  var candidates: [Candidate] { rows.map { Candidate(text: $0.name + "=", summary: $0.meaning) } }
}
