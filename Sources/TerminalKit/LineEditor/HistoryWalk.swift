/// Where in the history the line being edited stands, and what was changed on the way.
package struct HistoryWalk: Equatable, Sendable {
  /// The entry being shown; the history's count for the new line below all entries.
  package var position: Int
  /// Lines that were edited and left, by position.
  ///
  /// They wait there until a line is given.
  var drafts: [Int: String] = [:]
  /// What Up and Down look for, and the text they found last: while it stands, they go on with the same prefix.
  package var prefix = ""
  package var found: String?

  package init(position: Int) { self.position = position }
}

/// Keys that bring back earlier lines.
extension LineEditor {
  /// Applies a key that walks through the history; any other key does nothing.
  package mutating func recall(_ key: Key) {
    switch key {
    case .up: walk(by: -1, prefix: walkPrefix)
    case .down: walk(by: 1, prefix: walkPrefix)
    case .control("p"): walk(by: -1, prefix: "")
    case .control("n"): walk(by: 1, prefix: "")
    default: break
    }
  }

  /// The line at a position of the history, as edited if it was.
  package func line(at position: Int) -> String {
    if position == walk.position { return text }
    if let draft = walk.drafts[position] { return draft }
    return history.entries.indices.contains(position) ? history.entries[position] : ""
  }

  /// Leaves the line where it stands and shows the one at another position, the cursor at its end.
  mutating func visit(_ position: Int) {
    guard position != walk.position, (0...history.count).contains(position) else { return }
    let line = line(at: position)
    remember()
    leaveDraft()
    walk.position = position
    buffer = EditBuffer(line)
  }

  /// Keeps the line as it stands, where it is another than the history's.
  mutating func leaveDraft() {
    let isAsGiven = history.entries.indices.contains(walk.position) && history.entries[walk.position] == text
    walk.drafts[walk.position] = isAsGiven ? nil : text
  }

  private var walkPrefix: String {
    walk.found == text ? walk.prefix : buffer.text(in: 0..<cursor)
  }

  /// Shows the next line in a direction that starts with a prefix and differs from the present one.
  private mutating func walk(by step: Int, prefix: String) {
    let current = text
    var position = walk.position + step
    while history.entries.indices.contains(position) {
      let line = line(at: position)
      if prefix.isEmpty || (line.hasPrefix(prefix) && line != current) { break }
      position += step
    }
    guard (0...history.count).contains(position) else { return }
    visit(position)
    walk.prefix = prefix
    walk.found = text
  }
}
