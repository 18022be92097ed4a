import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("A question")
struct QuestionTests {
  private func question(_ line: String) throws -> Question {
    let command = try #require(try CommandParser.commands(of: line).first).command
    guard case .session(.ask(let question)) = command else { throw CommandError("no question") }
    return question
  }

  private func refusal(_ line: String) throws -> CommandError {
    try #require(throws: CommandError.self) { try CommandParser.commands(of: line) }
  }

  @Test("is a text, quoted or not, and options in any order")
  func reading() throws {
    #expect(try question("ask Why?") == Question(text: "Why?"))
    #expect(
      try question("ask \"What = y?\" answer=2 hide=y,moving_mean choices=[rises, \"falls, slowly\" , \"a \\\"b\\\"\"]")
        == Question(
          text: "What = y?", choices: ["rises", "falls, slowly", "a \"b\""], answer: "2", hidden: [.y, .movingMean]))
    #expect(
      try question("ask  How  large is y?   choices=[a,b]  # which?")
        == Question(text: "How  large is y?", choices: ["a", "b"]))
    #expect(try question("ask \"choices=[a,b]\" answer=x").choices == [])
    #expect(try question("ask \"choices=[a,b]\" answer=\"two words\"").answer == "two words")
  }

  @Test(
    "reads back from its line",
    arguments: [
      Question(text: "a; b # \"c\"\n\\ d"), Question(text: "x", choices: ["a,b", " c ", "]", "=", "\"q\""].map { $0 }),
      Question(text: "answer=", answer: "1.5"), Question(text: "hide", answer: "two, words", hidden: [.y, .loss]),
    ])
  func line(_ question: Question) throws {
    var expected = question
    expected.choices = question.choices.map(\.trimmingBlanks)
    #expect(try self.question(question.line) == expected)
    #expect(try self.question(question.line).line == expected.line)
  }

  @Test(
    "that is wrong is refused where it is wrong",
    arguments: [
      ("ask", 4, "text is missing"), ("ask choices=[a,b]", 5, "text is missing"),
      ("ask x choices=a", 15, "list of texts"),
      ("ask x choices=[a]", 15, "from 2 to 9"), ("ask x choices=[a,,b]", 15, "from 2 to 9"),
      ("ask x choices=[1,2,3,4,5,6,7,8,9,10]", 15, "from 2 to 9"),
      ("ask x choices=[a,b] answer=3", 21, "from 1 to 2"), ("ask x choices=[a,b] answer=a", 21, "from 1 to 2"),
      ("ask x hide=why", 12, "unknown quantity"), ("ask x hide=step", 12, "line of status"),
      ("ask x answer=1 and", 16, "unexpected \"and\""), ("reveal y", 8, "unexpected"), ("answer", 7, "a text"),
    ])
  func wrong(line: String, column: Int, message: String) throws {
    let error = try refusal(line)
    #expect(error.message.contains(message), "\(error.message)")
    #expect(error.column == column)
  }

  @Test(
    "knows the right answer",
    arguments: [
      ("1.2247", "1.22", true), ("1.2247", "1.2", false), ("1.2247", "-1.2247", false), ("44", "44.0", true),
      ("44", "44.1", false), ("0", "0", true), ("epsilon", " Epsilon ", true), ("epsilon", "gamma", false),
      ("-9.995", "-10", true), ("1e-3", "0.001", true),
    ])
  func answers(answer: String, given: String, isRight: Bool) throws {
    var open = OpenQuestion(Question(text: "?", answer: answer))
    try open.take(given)
    #expect(open.verdict == nil, "nothing is said before it may be known")
    open.reveal()
    let said = given.trimmingBlanks
    #expect(open.verdict == (isRight ? "Right: \(said)." : "You said \(said). It is \(answer)."))
  }

  @Test("with choices takes a number or a text, and nothing else")
  func choices() throws {
    let question = Question(text: "?", choices: ["rises", "falls"], answer: "2")
    for (given, verdict) in [
      ("2", "Right: falls (2)."), ("FALLS", "Right: falls (2)."), ("1", "You said rises (1). It is falls (2)."),
    ] {
      var open = OpenQuestion(question)
      try open.take(given)
      open.reveal()
      #expect(open.verdict == verdict)
    }
    for given in ["0", "3", "x", ""] {
      var open = OpenQuestion(question)
      #expect(throws: CommandError.self) { try open.take(given) }
      open.reveal()
      #expect(open.verdict == "It is falls (2).")
    }
    var opinion = OpenQuestion(Question(text: "?", choices: ["a", "b"]))
    opinion.reveal()
    #expect(opinion.verdict == nil)
    try opinion.take("a")
    #expect(opinion.verdict == "You said a (1).")
  }

  @Test("hides what it names until it is revealed, in formulas, too")
  func hidden() {
    var open = OpenQuestion(Question(text: "?", hidden: [.y]))
    #expect(open.hides("mean(y) + 1") && open.hides("-y[0,1]") && !open.hides("x") && !open.hides("updat"))
    open.reveal()
    #expect(!open.hides("y"))
  }

  @Test("and its answer are in a saved session, and change nothing else")
  func saved() throws {
    let session = try Session(
      "batch [[3], [7]]; ask \"What?\" choices=[a, b] answer=1 hide=y; train 2; reveal; train 1", MemoryFiles())
    #expect(
      session.log.lines == [
        "batch [[3.0], [7.0]] shape=2x1", "ask \"What?\" choices=[\"a\", \"b\"] answer=1 hide=y", "train 2", "reveal",
        "train 1",
      ])
    #expect(try Session(session.log.script).log == session.log)
    #expect(try Session(session.log.script).replayed == session.replayed)
  }
}
