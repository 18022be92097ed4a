/// One way to complete what was typed.
struct Candidate: Equatable, Sendable {
  var text: String
  /// What it means, for the list of candidates.
  var summary: String
}

/// What can stand in place of a piece of the line.
struct Completion: Equatable, Sendable {
  /// The graphemes of the line that a candidate replaces.
  var range: Range<Int>
  var candidates: [Candidate]

  static let none = Completion(range: 0..<0, candidates: [])

  /// The longest text all candidates start with.
  var commonPrefix: String {
    guard var prefix = candidates.first?.text else { return "" }
    for candidate in candidates.dropFirst() {
      let pairs = zip(prefix, candidate.text).prefix { $0 == $1 }
      prefix = String(pairs.map { $0.0 })
    }
    return prefix
  }
}

/// Answers what could stand at the cursor (a grapheme count) of a line.
typealias Completer = @Sendable (_ line: String, _ cursor: Int) -> Completion
