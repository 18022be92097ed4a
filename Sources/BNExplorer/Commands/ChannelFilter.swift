import BNCore

/// Which channels a table shows: those whose name has a text in it, or of which a claim holds.
enum ChannelFilter: Equatable, Sendable {
  case name(String)
  case condition(Assertion, text: String)

  /// What was typed.
  var text: String {
    switch self {
    case .name(let text), .condition(_, let text): text
    }
  }

  /// Reads a filter: with a relation it is a claim, as `assert` takes it, without one a part of a name.
  ///
  /// In a claim `mean` and `var` alone are the moving ones.
  ///
  /// - Throws: what is wrong with a claim.
  static func parse(_ word: Word) throws(CommandError) -> ChannelFilter {
    guard word.text.contains(where: { "<>=~!".contains($0) }) else { return .name(word.text) }
    let long = word.text.replacing(/\b(mean|var)\b(?!\s*\()/) { $0.1 == "mean" ? "moving_mean" : "moving_variance" }
    return .condition(try Assertion.parse(Word(text: long, column: word.column)), text: word.text)
  }
}
