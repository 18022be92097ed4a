/// One way to complete what was typed.
package struct Candidate: Equatable, Sendable {
  package var text: String
  /// What it means, for the list of candidates.
  package var summary: String

  package init(text: String, summary: String) {
    self.text = text
    self.summary = summary
  }
}

/// What can stand in place of a piece of the line.
package struct Completion: Equatable, Sendable {
  /// The graphemes of the line that a candidate replaces.
  package var range: Range<Int>
  package var candidates: [Candidate]

  package static let none = Completion(range: 0..<0, candidates: [])

  /// The longest text all candidates start with.
  var commonPrefix: String {
    guard var prefix = candidates.first?.text else { return "" }
    for candidate in candidates.dropFirst() {
      let pairs = zip(prefix, candidate.text).prefix { $0 == $1 }
      prefix = String(pairs.map { $0.0 })
    }
    return prefix
  }

  package init(range: Range<Int>, candidates: [Candidate]) {
    self.range = range
    self.candidates = candidates
  }
}

/// Answers what could stand at the cursor (a grapheme count) of a line.
package typealias Completer = @Sendable (_ line: String, _ cursor: Int) -> Completion
