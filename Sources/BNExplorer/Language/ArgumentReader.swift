import Platform

/// Reads the words behind a verb, one after another, with errors that say what was expected where.
struct ArgumentReader {
  private let words: [Word]
  private var index = 0
  /// Where the line ends, for errors about what is missing.
  private let endColumn: Int

  init(_ statement: Statement) {
    words = statement.arguments
    endColumn = statement.verb.column + statement.text.count
  }

  var isAtEnd: Bool { index >= words.count }
  var peek: Word? { isAtEnd ? nil : words[index] }

  /// The next word.
  mutating func next(_ expected: String) throws(CommandError) -> Word {
    guard let word = nextIfAny() else { throw missing(expected) }
    return word
  }

  /// The next word; `nil` where the line ends.
  mutating func nextIfAny() -> Word? {
    guard let word = peek else { return nil }
    index += 1
    return word
  }

  /// Steps over a certain word if it comes next.
  mutating func take(_ text: String) -> Bool {
    guard let word = peek, word.text == text, !word.quoted else { return false }
    index += 1
    return true
  }

  /// The next word as `name=value`, if it is one of these names.
  mutating func nextOption(among names: [String]) throws(CommandError) -> (name: String, value: Word)? {
    guard let word = peek else { return nil }
    guard let sign = word.text.firstIndex(of: "=") else {
      throw CommandError(
        "unexpected \"\(word.text)\"; expected \(orList(names.map { $0 + "=" }))", column: word.column)
    }
    let name = String(word.text[..<sign])
    guard names.contains(name) else {
      throw CommandError(unknown("option", name, among: names), column: word.column)
    }
    index += 1
    let value = String(word.text[word.text.index(after: sign)...])
    return (name, Word(text: value, column: word.column + name.count + 1, quoted: word.quoted))
  }

  /// The next word as a number of steps, 1 where the line ends.
  mutating func nextCount(_ name: String) throws(CommandError) -> Int {
    guard let word = nextIfAny() else { return 1 }
    return try ValueText.integer(word, name, in: 1...Int.max)
  }

  func expectEnd() throws(CommandError) {
    guard let word = peek else { return }
    throw CommandError("unexpected \"\(word.text)\"; the command is complete before it", column: word.column)
  }

  func missing(_ expected: String) -> CommandError {
    CommandError("the command ends here; expected \(expected)", column: endColumn)
  }
}

extension Statement {
  /// The one word behind the verb, with nothing behind it.
  func onlyWord(_ expected: String) throws(CommandError) -> Word {
    var words = ArgumentReader(self)
    let word = try words.next(expected)
    try words.expectEnd()
    return word
  }

  /// `on` or `off` behind the verb; `nil` where nothing is, which turns it around.
  func optionalToggle(_ name: String) throws(CommandError) -> Bool? {
    var words = ArgumentReader(self)
    guard let word = words.nextIfAny() else { return nil }
    let isOn = try ValueText.toggle(word, name)
    try words.expectEnd()
    return isOn
  }

  /// Everything behind the verb, which is not nothing.
  func requiredRest(_ expected: String) throws(CommandError) -> Word {
    guard !rest.text.isEmpty else { throw ArgumentReader(self).missing(expected) }
    return rest
  }

  /// The quantity, or the formula over quantities, behind the verb, and as it was written.
  func expression() throws(CommandError) -> (Expression, text: String) {
    let text = try requiredRest("a quantity such as y or moving_mean[0]")
    return (try ExpressionParser.parse(text), text.text)
  }
}
