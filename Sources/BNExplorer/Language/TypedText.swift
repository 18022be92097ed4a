import Platform

/// What was typed, as an error line shows it: the one place that every error line of the command language passes.
///
/// Control characters are spelled out, and of what stands in quotes no more than 80 letters are shown, however it got there. A
/// path stands without quotes, and where it is so long that nobody would read it, its beginning and its end are shown.
enum TypedText {
  /// The most letters of one thing that was typed.
  static let most = 80
  /// The most letters of a word without quotes, such as a path.
  static let mostOfWord = 400

  /// A message with no more of what was typed than a person needs to know it again.
  static func shown(in message: String) -> String {
    let message = message.escapingControls
    // What nearly all of them are; no text has more letters than bytes.
    guard message.utf8.count > most else { return message }
    // Of the pieces between quotes every second one is quoted; without its end a quote is a letter like others.
    var pieces = message.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
    for index in pieces.indices {
      let isQuoted = !index.isMultiple(of: 2) && index < pieces.count - 1
      pieces[index] = isQuoted ? cut(pieces[index]) : withoutLongWords(pieces[index])
    }
    return pieces.joined(separator: "\"")
  }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > most, text.count > most else { return text }
    return text.prefix(most) + "…"
  }

  private static func withoutLongWords(_ text: String) -> String {
    guard text.utf8.count > mostOfWord else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      guard word.utf8.count > mostOfWord, word.count > mostOfWord else { return String(word) }
      return word.prefix(mostOfWord / 2) + "…" + word.suffix(mostOfWord / 2)
    }.joined(separator: " ")
  }
}
