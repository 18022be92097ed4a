/// The candidates on show after Tab, and which of them stands in the line.
package struct CompletionCycle: Equatable, Sendable {
  package var candidates: [Candidate]
  /// The piece of the line that a chosen candidate replaces.
  package var range: Range<Int>
  /// The candidate in the line; `nil` while only the common prefix is there.
  var selected: Int?
  /// The line before the first Tab, for Escape.
  package var origin: EditBuffer
}

extension LineEditor {
  /// The candidates to show, empty when no completion is going on.
  package var candidates: [Candidate] { completion?.candidates ?? [] }

  /// Which candidate stands in the line.
  var selectedCandidate: Int? { completion?.selected }

  /// Asks for candidates and inserts as much as they agree on.
  ///
  /// A sole candidate goes in whole, with a blank behind it unless more belongs to the same word (`name=`, `folder/`).
  package mutating func complete(_ completer: Completer, backward: Bool) {
    let answer = completer(text, cursor)
    let range = answer.range.clamped(to: 0..<buffer.count)
    if let sole = answer.candidates.first, answer.candidates.count == 1 {
      return insert(sole: EditBuffer.printable(sole.text), in: range)
    }
    guard !answer.candidates.isEmpty else { return }
    completion = CompletionCycle(candidates: answer.candidates, range: range, selected: nil, origin: buffer)
    remember()
    let prefix = EditBuffer.printable(answer.commonPrefix)
    if prefix.count > range.count, prefix.hasPrefix(buffer.text(in: range)) {
      replaceCompleted(with: prefix)
    } else {
      buffer.move(to: range.upperBound)
    }
    if backward { select(answer.candidates.count - 1) }
  }

  /// Applies a key to the open list.
  ///
  /// False if the key closed it and still has to act on the line.
  mutating func handleCompletion(_ key: Key) -> Bool {
    guard let completion else { return false }
    let count = completion.candidates.count
    switch key {
    case .tab, .control("i"): select(completion.selected.map { ($0 + 1) % count } ?? 0)
    case .backTab: select(((completion.selected ?? 0) + count - 1) % count)
    case .escape, .control("g"):
      buffer = completion.origin
      self.completion = nil
    default:
      self.completion = nil
      return false
    }
    return true
  }

  private mutating func insert(sole text: String, in range: Range<Int>) {
    let wantsBlank = !(text.hasSuffix("=") || text.hasSuffix("/"))
    guard wantsBlank || buffer.text(in: range) != text || cursor != range.upperBound else { return }
    remember()
    buffer.replace(range, with: text)
    guard wantsBlank else { return }
    if !buffer.isAtEnd, buffer.characters[cursor] == " " {
      buffer.move(to: cursor + 1)
    } else {
      buffer.insert(" ")
    }
  }

  private mutating func select(_ index: Int) {
    guard let candidate = completion?.candidates[index] else { return }
    completion?.selected = index
    replaceCompleted(with: EditBuffer.printable(candidate.text))
  }

  private mutating func replaceCompleted(with text: String) {
    guard let range = completion?.range else { return }
    buffer.replace(range, with: text)
    let end = cursor
    completion?.range = min(range.lowerBound, end)..<end
  }
}
