import TerminalKit
import BNFiles

/// What is searched of an entry of the palette, made once for all keys.
struct PaletteText: Equatable, Sendable {
  private let line: SearchedText
  private let words: [SearchedText]
  private let summary: SearchedText

  init(_ entry: Palette.Entry) {
    line = SearchedText(entry.line)
    words = entry.line.split(separator: " ").map { SearchedText(String($0)) }
    summary = SearchedText(entry.summary)
  }

  /// How well an entry fits what was typed, 0 best; `nil` where it does not.
  ///
  /// A word that begins so comes before text that has it somewhere, and that before letters that only come in order.
  func score(of wanted: SearchedText) -> Int? {
    if line.begins(with: wanted) { return 0 }
    if words.contains(where: { $0.begins(with: wanted) }) { return 1 }
    if line.contains(wanted) { return 2 }
    if summary.contains(wanted) { return 3 }
    return line.hasLetters(inOrder: wanted) ? 4 : nil
  }
}

/// Text that is looked for or in: in small letters and without blanks.
///
/// What is longer than a text is never in it, which is known without looking.
struct SearchedText: Equatable, Sendable {
  let text: String
  let count: Int

  init(_ text: String) {
    self.text = text.lowercased().filter { !$0.isWhitespace }
    count = self.text.count
  }

  func begins(with wanted: SearchedText) -> Bool { wanted.count <= count && text.hasPrefix(wanted.text) }

  func contains(_ wanted: SearchedText) -> Bool { wanted.count <= count && text.contains(wanted.text) }

  /// Whether letters come in an order, others between them.
  func hasLetters(inOrder wanted: SearchedText) -> Bool {
    guard wanted.count <= count else { return false }
    var rest = wanted.text[...]
    for character in text where character == rest.first { rest.removeFirst() }
    return rest.isEmpty
  }
}
