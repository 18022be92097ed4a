/// Reads lines into commands.
enum CommandParser {
  /// A command and where its statement stood.
  struct Located: Equatable, Sendable {
    let command: Command
    let column: Int
    /// The statement's own text.
    let text: String
  }

  /// All commands of a line, or the first thing that is wrong with it.
  ///
  /// - Parameters:
  ///   - line: the text, without its line break.
  ///   - abbreviations: whether verbs may be shortened while unambiguous, as at the prompt.
  /// - Returns: the commands in order; none for a blank line or a comment.
  /// - Throws: what is wrong, with its column.
  static func commands(of line: String, abbreviations: Bool = false) throws(CommandError) -> [Located] {
    var result: [Located] = []
    for statement in try Lexer.statements(of: line) {
      let verb = try verb(statement.verb, abbreviations: abbreviations)
      let command: Command
      do throws(CommandError) {
        command = try verb.entry.parse(statement)
      } catch {
        throw CommandError(error.message, column: error.column ?? statement.verb.column, kind: error.kind)
      }
      result.append(Located(command: command, column: statement.verb.column, text: statement.text))
    }
    return result
  }

  private static func verb(_ word: Word, abbreviations: Bool) throws(CommandError) -> Verb {
    if let verb = Verb(rawValue: word.text) { return verb }
    let names = Verb.allCases.map(\.rawValue)
    if abbreviations {
      let matches = names.filter { $0.hasPrefix(word.text) }
      if matches.count == 1, let verb = Verb(rawValue: matches[0]) { return verb }
      if matches.count > 1 {
        throw CommandError("\"\(word.text)\" could be \(orList(matches)); write more of it", column: word.column)
      }
    }
    let advice =
      nearest(word.text, among: names).map { "did you mean \($0)?" } ?? "help lists the commands"
    throw CommandError("unknown command \"\(word.text)\"; \(advice)", column: word.column)
  }
}
