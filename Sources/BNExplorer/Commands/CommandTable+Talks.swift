import TerminalKit

extension CommandEntry {
  static let demo = CommandEntry(
    usage: "demo [NAME|FILE] \(DemoRequest.options.optionalUsage)",
    summary: "play a lesson or any script; without a name, list the lessons",
    details: [
      "Each say begins a scene. A script without one is cut where it goes on to change something after its steps, and at",
      "its comments, which are the captions.",
      "Space goes on, b back, r plays the scene again, p holds it whatever it waits for, < and > change the pace, c shows",
      "how much time has gone, Esc leaves. Page Down and Page Up, which a presenter sends, go on and back, too.",
    ],
    example: "demo three-numbers", arguments: .demo
  ) { statement throws(CommandError) in
    guard !statement.arguments.isEmpty else { return .face(.demo(nil)) }
    return .face(.demo(try DemoRequest(ArgumentReader(statement))))
  }

  static let title = CommandEntry(
    usage: "title TEXT", summary: "a demo's title", example: "title \"Three numbers\""
  ) { statement throws(CommandError) in .face(.title(try text(statement))) }

  static let say = CommandEntry(
    usage: "say TEXT", summary: "a demo's caption; each one begins a scene", example: "say \"Look at the mean.\""
  ) { statement throws(CommandError) in .face(.say(try text(statement))) }

  /// The text of `title` and `say`: one quoted word, or all the words as they stand.
  private static func text(_ statement: Statement) throws(CommandError) -> String {
    switch statement.arguments.count {
    case 0: throw ArgumentReader(statement).missing("a text")
    case 1: return statement.arguments[0].text
    default: return statement.rest.text
    }
  }

  static let ask = CommandEntry(
    usage: "ask TEXT \(Question.options.optionalUsage)",
    summary: "a question to the person; it begins a scene, like say",
    details: [
      "While it is open a number key gives that choice, and Enter begins an answer that is typed.",
      "An answer that is a number is right within 1 %, a whole one exactly; a text in capitals or not.",
      "What hide= names, one quantity or several with commas, is not drawn before the answer.",
      "In a demo an answer goes on to reveal; Space goes on without one.",
    ],
    example: "ask \"What comes out?\" choices=[\"about 1\", \"about 10\"] answer=2 hide=y"
  ) { statement throws(CommandError) in .session(.ask(try Question(statement))) }

  static let answer = CommandEntry(
    usage: "answer TEXT", summary: "answer the question that is open",
    details: ["A choice's number or text, or what is asked for. Without a screen a number alone does it, too."],
    example: "answer 2"
  ) { statement throws(CommandError) in .face(.answer(try text(statement))) }

  static let reveal = CommandEntry(
    usage: "reveal",
    summary: "say the answer to the open question, and draw what it hid",
    details: ["In a demo the scene of the question ends here, and the next begins with what became of it."],
    example: "reveal"
  ) { statement throws(CommandError) in try bare(statement, .session(.reveal)) }

  static let task = CommandEntry(
    usage: "task TEXT until EXPRESSION RELATION EXPRESSION [within TOLERANCE] [hint TEXT ...]",
    summary: "something to do by hand until a claim holds; it begins a scene",
    details: [
      "The claim is one as assert makes it. It is looked at after each step and each change, and a run, or a command that",
      "takes many steps, ends where it holds.",
      "H gives the next hint. In a demo Page Down has the solution lines do it, and goes on.",
      "Without a person the solution lines do it, and the claim is asserted behind them.",
    ],
    example: "task \"Bring the moving mean to 5.\" until moving_mean[0] ~ 5 within 1% hint \"A step is s.\""
  ) { statement throws(CommandError) in .session(.task(try Exercise(statement))) }

  static let hint = CommandEntry(
    usage: "hint", summary: "the next hint for the task", example: "hint", keys: [KeyBinding("H", "hint", "hint")]
  ) { statement throws(CommandError) in try bare(statement, .face(.hint)) }

  static let solution = CommandEntry(
    usage: "solution LINE",
    summary: "a line that does the task above it, where nobody does it by hand",
    details: ["There can be several; a saved session has what the person did as solution."],
    example: "solution train 500"
  ) { statement throws(CommandError) in
    let text = try statement.requiredRest("a line that does the task, such as train 500")
    // Blanks in front, so that a mistake is found where it stands.
    let line = String(repeating: " ", count: text.column - 1) + text.text
    guard let inner = try CommandParser.commands(of: line, abbreviations: text.mayShorten).first?.command else {
      throw ArgumentReader(statement).missing("a line that does the task, such as train 500")
    }
    switch inner {
    case .solution, .session(.task), .session(.ask), .session(.reveal), .face(.say), .face(.title), .face(.quit):
      throw CommandError("a solution is a line that does something, such as train 500", column: text.column)
    default: return .solution(inner)
    }
  }

  static let wait = CommandEntry(
    usage: "wait SECONDS",
    summary: "hold a demo's scene; without a screen it is passed over",
    example: "wait 2"
  ) { statement throws(CommandError) in
    let word = try statement.onlyWord("a number of seconds")
    let seconds = try ValueText.number(word, "wait")
    guard seconds >= 0, seconds <= 3600 else {
      throw CommandError("wait needs from 0 to 3600 seconds", column: word.column)
    }
    return .face(.wait(seconds: seconds))
  }
}
