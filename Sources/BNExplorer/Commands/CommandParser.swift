import TerminalKit
import Platform
import BNFiles

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
  ///   - abbreviations: whether commands and names may be shortened while unambiguous, as at the prompt.
  /// - Returns: the commands in order; none for a blank line or a comment.
  /// - Throws: what is wrong, with its column.
  static func commands(of line: String, abbreviations: Bool = false) throws(CommandError) -> [Located] {
    var result: [Located] = []
    for var statement in try Lexer.statements(of: line) {
      let verb = try verb(statement.verb, abbreviations: abbreviations)
      if abbreviations { try statement.writeOutNames(of: verb.entry.arguments) }
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
    if abbreviations, let name = try word.name(startedAmong: names), let verb = Verb(rawValue: name) { return verb }
    let advice =
      nearest(word.text, among: names).map { "did you mean \($0)?" } ?? "help lists the commands"
    throw CommandError("unknown command \"\(word.text)\"; \(advice)", column: word.column)
  }
}

extension Word {
  /// The one of these names that the word is the beginning of; `nil` if none is.
  ///
  /// - Throws: which ones it could be, if there are several.
  func name(startedAmong names: [String]) throws(CommandError) -> String? {
    guard !quoted, !text.isEmpty, !names.contains(text) else { return nil }
    let matches = names.filter { $0.hasPrefix(text) }
    guard matches.count <= 1 else {
      throw CommandError("\"\(text)\" could be \(orList(matches)); write more of it", column: column)
    }
    return matches.first
  }
}

extension Statement {
  /// Writes out a shortened name behind the verb, and lets the names of an expression be shortened.
  fileprivate mutating func writeOutNames(of kind: CommandEntry.ArgumentKind) throws(CommandError) {
    rest.mayShorten = true
    try writeOutName(at: 0, among: kind.names)
    if kind == .parameter, arguments.first?.text == Parameter.framework.rawValue {
      try writeOutName(at: 1, among: [FrameworkChoice.usual] + FrameworkName.all)
    }
    guard kind == .pipeline, let second = arguments.first.flatMap({ Verb(rawValue: $0.text) }) else { return }
    try writeOutName(at: 1, among: second.entry.arguments.names)
  }

  private mutating func writeOutName(at index: Int, among names: [String]) throws(CommandError) {
    guard arguments.indices.contains(index), let name = try arguments[index].name(startedAmong: names) else { return }
    arguments[index] = Word(text: name, column: arguments[index].column)
  }
}
