/// Which layers of a model a list shows: those with a text in their names, or of whose numbers a claim holds.
enum LayerFilter: Equatable, Sendable {
  /// Capitals count where the text has some.
  case name(String)
  case claim(LayerClaim, text: String)

  /// All layers.
  static let all = LayerFilter.name("")

  /// What was typed.
  var text: String {
    switch self {
    case .name(let text), .claim(_, let text): text
    }
  }

  /// Reads a filter: with a relation it is a claim, without one a part of a name.
  ///
  /// - Throws: what is wrong with a claim.
  static func parse(_ word: Word) throws(CommandError) -> LayerFilter {
    guard !word.quoted, isClaim(word.text) else { return .name(word.text) }
    return .claim(try LayerClaim.parse(word), text: word.text)
  }

  /// Names have `~` and `=` of their own, as Haiku's do.
  static func isClaim(_ text: String) -> Bool {
    if text.contains(/[<>]|[=!]=/) { return true }
    return text.firstIndex(of: "~").map { text[$0...].contains("within") } ?? false
  }

  /// What stands for a filter while it is typed.
  enum Typed: Equatable, Sendable {
    case filter(LayerFilter)
    /// It may become one, and needs what is said.
    case incomplete(String)
    case wrong(String)
  }

  /// Reads a filter that may not be typed to its end; `names` are those that it is about.
  static func typed(_ text: String, names: [String]) -> Typed {
    do throws(CommandError) {
      let filter = try parse(Word(text: text, column: 1))
      guard case .name = filter, !names.contains(where: filter.matches(name:)), beginsClaim(text) else {
        return .filter(filter)
      }
      return .incomplete("no name has it; a claim needs a relation, such as \(LayerClaim.example)")
    } catch {
      let rest = text.dropFirst((error.column ?? 1) - 1).drop { $0 == " " }
      return mayGoOn(rest) ? .incomplete(error.message) : .wrong(error.message)
    }
  }

  /// Whether a text without a relation begins like a claim.
  private static func beginsClaim(_ text: String) -> Bool {
    let word = text.prefix { $0.isLetter || $0 == "_" }
    let rest = text[word.endIndex...]
    guard !word.isEmpty else { return rest.first == "(" || rest.first?.isNumber == true }
    let names = ExpressionParser.names(in: .layer)
    return rest.isEmpty ? names.contains { $0.hasPrefix(word) } : names.contains(String(word))
  }

  /// Whether what stands at the end of a text, where it went wrong, may be the beginning of something right.
  private static func mayGoOn(_ rest: Substring) -> Bool {
    if rest.isEmpty || rest == "=" || rest == "!" { return true }
    if rest.wholeMatch(of: /[0-9.]+([eE][+-]?)?/) != nil { return true }
    return (ExpressionParser.names(in: .layer) + ["and", "or", "within"]).contains { $0.hasPrefix(rest) && $0 != rest }
  }

  func matches(name: String) -> Bool {
    guard case .name(let text) = self, !text.isEmpty else { return true }
    return text == text.lowercased() ? name.lowercased().contains(text) : name.contains(text)
  }
}

/// A claim about the numbers of a layer: relations as `assert` has them, with `and` and `or` between them.
///
/// `and` binds tighter. A relation between vectors is about every channel, as in `assert`: `min(variance) < 1e-6` is about
/// any.
struct LayerClaim: Equatable, Sendable {
  /// One of these has to hold, all relations of it.
  let alternatives: [[Assertion]]

  static let example = "min(variance)<1e-6"

  /// Reads a claim.
  ///
  /// - Throws: what is wrong with it, and where.
  static func parse(_ word: Word) throws(CommandError) -> LayerClaim {
    var alternatives: [[Assertion]] = []
    for alternative in parts(of: word, between: "or") {
      var relations: [Assertion] = []
      for part in parts(of: alternative, between: "and") {
        guard part.text.contains(where: { !$0.isWhitespace }) else {
          throw CommandError("expected a claim such as \(example)", column: part.column)
        }
        relations.append(try Assertion.parse(part, vocabulary: .layer))
      }
      alternatives.append(relations)
    }
    return LayerClaim(alternatives: alternatives)
  }

  /// What stands between words, each with its place; no name of the language is one of them.
  private static func parts(of word: Word, between separator: String) -> [Word] {
    var parts: [Word] = []
    let characters = Array(word.text)
    var start = 0
    var index = 0
    func isName(_ place: Int) -> Bool {
      characters.indices.contains(place) && (characters[place].isLetter || characters[place] == "_")
    }
    func add(_ end: Int) { parts.append(Word(text: String(characters[start..<end]), column: word.column + start)) }
    while index < characters.count {
      let end = index + separator.count
      if !isName(index - 1), !isName(end), characters[index...].starts(with: separator) {
        add(index)
        start = end
        index = end
      } else {
        index += 1
      }
    }
    add(characters.count)
    return parts
  }
}
