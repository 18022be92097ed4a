import Platform
import TerminalKit
import BNFiles

/// A question to the person who watches, as `ask` puts it.
struct Question: Equatable, Sendable {
  var text: String
  /// What there is to choose from; none where the answer is typed.
  var choices: [String] = []
  /// The right answer: a choice's number, or else a number or a text; `nil` where there is none.
  var answer: String?
  /// What is not drawn before the answer.
  var hidden: [Quantity] = []

  /// A key for each.
  static let mostChoices = 9

  /// The choices, each with its number.
  var choiceLines: [String] { choices.enumerated().map { "\($0 + 1): \($1)" } }

  /// An answer as the number of a choice, or as it was typed.
  ///
  /// - Throws: that it is none of the choices.
  func settled(_ given: String) throws(CommandError) -> String {
    let given = given.trimmingBlanks
    guard !choices.isEmpty else { return given }
    if let number = Int(given), choices.indices.contains(number - 1) { return "\(number)" }
    guard let index = choices.firstIndex(where: { $0.lowercased() == given.lowercased() }) else {
      throw CommandError("\"\(given)\" is none of the choices; expected a number from 1 to \(choices.count)")
    }
    return "\(index + 1)"
  }

  /// Whether an answer is right: the right choice; a number within 1 % of the right one, a whole one exactly; or the same
  /// text, in capitals or not.
  ///
  /// - Returns: `nil` where there is no right answer.
  func isRight(_ given: String) -> Bool? {
    guard let answer else { return nil }
    guard choices.isEmpty, let right = Double(answer), let number = Double(given) else {
      return given.lowercased() == answer.lowercased()
    }
    let isWhole = right == right.rounded()
    return isWhole ? number == right : (number - right).magnitude <= right.magnitude / 100
  }

  /// An answer in words: of a choice its text, and its number behind that, as the text may be a number, too.
  fileprivate func words(_ answer: String) -> String {
    guard let number = Int(answer), choices.indices.contains(number - 1) else { return answer }
    return "\(choices[number - 1]) (\(number))"
  }
}

/// A question that has been asked, and what became of it.
struct OpenQuestion: Equatable, Sendable {
  let question: Question
  private(set) var given: String?
  private(set) var isRevealed = false

  init(_ question: Question) { self.question = question }

  /// What is not to be drawn now.
  var hidden: Set<Quantity> { isRevealed ? [] : Set(question.hidden) }

  /// Whether a formula, as it was written, names something that is not to be seen now.
  func hides(_ formula: String) -> Bool {
    !hidden.isEmpty && !hidden.isDisjoint(with: Expression.quantities(in: formula))
  }

  /// Takes an answer.
  ///
  /// - Throws: that it is none of the choices.
  mutating func take(_ answer: String) throws(CommandError) { given = try question.settled(answer) }

  mutating func reveal() { isRevealed = true }

  /// What there is to say about the answer, once it may be known.
  var verdict: String? {
    guard isRevealed else { return nil }
    let right = question.answer.map { "It is \(question.words($0))." }
    guard let given else { return right }
    if question.isRight(given) == true { return "Right: \(question.words(given))." }
    return (["You said \(question.words(given))."] + [right].compactMap(\.self)).joined(separator: " ")
  }
}

// MARK: Reading and writing

extension Question {
  static let options = OptionTable<Question>(
    CommandOption("choices", usage: "[A, B]", meaning: "what there is to choose from") { question in
      question.choices.isEmpty ? nil : "[" + question.choices.map(inQuotes).joined(separator: ", ") + "]"
    } read: { word, question throws(CommandError) in
      question.choices = try Self.choices(word)
    },
    CommandOption("answer", \.answer, .text, usage: "N", meaning: "the right choice's number, or the right answer"),
    CommandOption("hide", usage: "QUANTITY", meaning: "what is not drawn before the answer") { question in
      question.hidden.isEmpty ? nil : question.hidden.map(\.rawValue).joined(separator: ",")
    } read: { word, question throws(CommandError) in
      question.hidden = try Self.quantities(word)
    })

  /// The question behind a verb: a text, then options.
  init(_ statement: Statement) throws(CommandError) {
    let written = statement.writtenArguments
    let end = written.firstIndex { word in Self.options.names.contains { word.hasPrefix($0 + "=") } } ?? written.count
    text = try statement.text(before: end, "a question")
    var behind = statement
    // The texts of the choices keep their quotes: there may be commas in them.
    behind.arguments = zip(statement.arguments, written).dropFirst(end).map { word, written in
      written.hasPrefix("choices=") ? Word(text: written, column: word.column) : word
    }
    var words = ArgumentReader(behind)
    try Self.options.read(from: &words, into: &self)
    try checkAnswer(statement)
  }

  /// The question as it is read.
  var line: String { (["ask", inQuotes(text)] + Self.options.words(of: self)).joined(separator: " ") }

  private func checkAnswer(_ statement: Statement) throws(CommandError) {
    guard !choices.isEmpty, let answer else { return }
    guard let number = Int(answer), choices.indices.contains(number - 1) else {
      let place = statement.arguments.last { $0.text.hasPrefix("answer=") }?.column
      throw CommandError(
        "answer needs the number of a choice, from 1 to \(choices.count), not \"\(answer)\"", column: place)
    }
  }

  /// The texts of a list as it was written, in quotes where there is a comma in them.
  private static func choices(_ word: Word) throws(CommandError) -> [String] {
    guard word.text.hasPrefix("["), word.text.hasSuffix("]"), word.text.count > 2 else {
      throw CommandError("choices needs a list of texts, such as [rises, falls]", column: word.column)
    }
    let texts = try Lexer.items(of: String(word.text.dropFirst().dropLast()))
    guard (2...mostChoices).contains(texts.count), !texts.contains("") else {
      throw CommandError(
        "choices needs from 2 to \(mostChoices) texts with commas between them, such as [rises, falls]",
        column: word.column)
    }
    return texts
  }

  private static func quantities(_ word: Word) throws(CommandError) -> [Quantity] {
    var quantities: [Quantity] = []
    for part in word.text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(part).trimmingBlanks
      guard let quantity = Quantity(rawValue: name) else {
        throw CommandError(unknown("quantity", name, among: Quantity.allCases.map(\.rawValue)), column: word.column)
      }
      guard quantity != .step, quantity != .updates else {
        throw CommandError("\(name) is always in the line of status; hide another quantity", column: word.column)
      }
      quantities.append(quantity)
    }
    return quantities
  }
}

extension Statement {
  /// The text of the first arguments: one quoted word, or all the words as they stand.
  func text(before end: Int, _ expected: String) throws(CommandError) -> String {
    guard end > 0 else {
      throw CommandError("the text is missing; expected \(expected)", column: arguments.first?.column ?? rest.column)
    }
    return text(of: 0..<end)
  }

  /// Some arguments as one text: a single one with its quotes resolved, several as they stand.
  func text(of range: Range<Int>) -> String { range.count == 1 ? arguments[range.lowerBound].text : written(range) }

  /// Some arguments as they were written.
  func written(_ range: Range<Int>) -> String {
    let text = Array(rest.text)
    let start = arguments[range.lowerBound].column - rest.column
    let end = range.upperBound < arguments.count ? arguments[range.upperBound].column - rest.column : text.count
    return String(text[start..<end]).trimmingBlanks
  }

  /// Each argument as it was written, quotes and all.
  var writtenArguments: [String] { arguments.indices.map { written($0..<$0 + 1) } }
}
