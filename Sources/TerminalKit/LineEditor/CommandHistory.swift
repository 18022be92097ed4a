/// The lines given before, oldest first, for recall, search and suggestion.
///
/// Bounded; a line of blanks only is left out, and so is the same line twice in a row.
package struct CommandHistory: Equatable, Sendable {
  package static let defaultLimit = 1_000
  /// The most bytes of all lines together: what is looked through at a key.
  package static let capacity = 1 << 18

  package let limit: Int
  package private(set) var entries: [String] = []
  private var byteCount = 0
  /// How many lines were ever added, those that were forgotten too.
  package private(set) var total = 0

  package static func == (a: CommandHistory, b: CommandHistory) -> Bool {
    a.entries == b.entries && a.limit == b.limit
  }

  /// The lines that were added since there had been so many.
  package func lines(since total: Int) -> [String] { entries.suffix(max(0, self.total - total)) }

  package init(limit: Int = defaultLimit) { self.limit = max(0, limit) }

  /// Reads the text form: one line each, oldest first.
  package init(text: String, limit: Int = defaultLimit) {
    self.init(limit: limit)
    for line in text.split(whereSeparator: \.isNewline) { append(String(line)) }
  }

  /// The text form for a file: one line each, oldest first.
  package var text: String { entries.map { $0 + "\n" }.joined() }

  package var count: Int { entries.count }

  /// Adds the newest line; the oldest go when there are too many, or when they are too long together.
  package mutating func append(_ line: String) {
    let line = EditBuffer.printable(PastedText.oneLine(line))
    guard line.contains(where: { !$0.isWhitespace }), line != entries.last else { return }
    entries.append(line)
    total += 1
    byteCount += line.utf8.count
    var excess = 0
    while entries.count - excess > limit || byteCount > Self.capacity, excess < entries.count {
      byteCount -= entries[excess].utf8.count
      excess += 1
    }
    entries.removeFirst(excess)
  }

  /// What would complete a text to the newest line that starts with it.
  func suggestion(for text: String) -> String? {
    guard !text.isEmpty else { return nil }
    guard let line = entries.last(where: { $0.hasPrefix(text) && $0 != text }) else { return nil }
    return String(line.dropFirst(text.count))
  }
}
