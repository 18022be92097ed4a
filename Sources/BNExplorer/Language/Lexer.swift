import TerminalKit
import Platform
import BNFiles

/// A word of a line, with the place where it starts.
struct Word: Equatable, Sendable {
  /// The text, quotes and escapes resolved.
  let text: String
  /// Counted in characters from 1.
  let column: Int
  /// Whether any part of it stood in quotes, so that it is text whatever it looks like.
  var quoted = false
  /// Whether names in it may be shortened while unambiguous, as at the prompt.
  var mayShorten = false
}

/// One command's words, and the raw text behind the verb for commands that read an expression.
struct Statement: Equatable, Sendable {
  let verb: Word
  var arguments: [Word]
  /// Everything behind the verb, comment removed.
  var rest: Word
  /// The statement as it stood, without comment and surrounding blanks.
  let text: String

  /// The statement whose verb is this one's first argument.
  var behindVerb: Statement {
    let verb = arguments.first ?? Word(text: "", column: verb.column + text.count)
    return Statement(
      verb: verb, arguments: Array(arguments.dropFirst()), rest: rest,
      text: String(text.dropFirst(verb.column - self.verb.column)))
  }
}

/// Cuts lines into statements and words: blanks separate words, `;` statements, `#` starts a comment; double quotes and
/// brackets hold what is in them together.
enum Lexer {
  static func statements(of line: String) throws(CommandError) -> [Statement] {
    var scanner = LineScanner(line)
    var result: [Statement] = []
    while true {
      if let statement = try scanner.statement() { result.append(statement) }
      guard scanner.skipSeparator() else { return result }
    }
  }

  /// The texts of a list, with commas between them and in quotes where they hold one.
  static func items(of list: String) throws(CommandError) -> [String] {
    var scanner = LineScanner(list)
    return try scanner.items()
  }
}

/// Walks over one line.
private struct LineScanner {
  private let characters: [Character]
  private var index = 0

  init(_ line: String) { characters = Array(line) }

  /// Steps over a `;`; false at the end of the line or at a comment.
  mutating func skipSeparator() -> Bool {
    guard index < characters.count, characters[index] == ";" else { return false }
    index += 1
    return true
  }

  mutating func statement() throws(CommandError) -> Statement? {
    skipBlanks()
    let start = index
    var words: [Word] = []
    while !atEnd {
      words.append(try word())
      skipBlanks()
    }
    guard let verb = words.first else { return nil }
    let rest = restStart(after: start, verb)
    return Statement(
      verb: verb, arguments: Array(words.dropFirst()),
      rest: Word(text: trimmed(rest..<index), column: rest + 1), text: trimmed(start..<index))
  }

  private var atEnd: Bool {
    index >= characters.count || characters[index] == ";" || characters[index] == "#"
  }

  private mutating func skipBlanks() {
    while index < characters.count, characters[index].isWhitespace { index += 1 }
  }

  private func restStart(after start: Int, _ verb: Word) -> Int {
    var rest = start + verb.text.count + (verb.quoted ? 2 : 0)
    while rest < index, characters[rest].isWhitespace { rest += 1 }
    return min(rest, index)
  }

  private func trimmed(_ range: Range<Int>) -> String {
    var end = range.upperBound
    while end > range.lowerBound, characters[end - 1].isWhitespace { end -= 1 }
    return String(characters[range.lowerBound..<end])
  }

  private mutating func word() throws(CommandError) -> Word {
    let start = index
    var text = ""
    var quoted = false
    var depth = 0
    while index < characters.count {
      let character = characters[index]
      if character == "\"" {
        quoted = true
        try quotedText(into: &text)
        continue
      }
      if depth == 0 && (character.isWhitespace || character == ";" || character == "#") { break }
      if character == "[" { depth += 1 }
      if character == "]" { depth = max(0, depth - 1) }
      text.append(character)
      index += 1
    }
    guard depth == 0 else {
      throw CommandError("a bracket is open at the end of the line; close it with ]", column: start + 1)
    }
    return Word(text: text, column: start + 1, quoted: quoted)
  }

  mutating func items() throws(CommandError) -> [String] {
    var items = [""]
    while index < characters.count {
      switch characters[index] {
      case "\"": try quotedText(into: &items[items.count - 1])
      case ",":
        items.append("")
        index += 1
      default:
        items[items.count - 1].append(characters[index])
        index += 1
      }
    }
    return items.map(\.trimmingBlanks)
  }

  private mutating func quotedText(into text: inout String) throws(CommandError) {
    let start = index
    index += 1
    while index < characters.count {
      let character = characters[index]
      index += 1
      switch character {
      case "\"": return
      case "\\":
        guard index < characters.count else { break }
        switch characters[index] {
        case "n": text.append("\n")
        case "\"", "\\": text.append(characters[index])
        default:
          throw CommandError(
            "unknown escape \\\(characters[index]); expected \\\", \\\\ or \\n", column: index)
        }
        index += 1
      default: text.append(character)
      }
    }
    throw CommandError("a quote is open at the end of the line; close it with \"", column: start + 1)
  }
}

/// A text as a word of the command language: quoted where it has to be.
func quotedWord(_ text: String) -> String {
  let plain = !text.isEmpty && !text.contains { $0.isWhitespace || "\"\\;#[]=".contains($0) }
  return plain ? text : inQuotes(text)
}

/// A text in double quotes, on one line whatever it holds.
func inQuotes(_ text: String) -> String {
  let escaped = text.reduce(into: "") { result, character in
    switch character {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r\n": result += "\r\\n"
    default: result.append(character)
    }
  }
  return "\"\(escaped)\""
}
