import Platform
import TerminalKit
import BNFiles

extension CommandEntry {
  static let show = CommandEntry(
    usage: "show EXPRESSION",
    summary: "print a quantity, or a formula over quantities",
    details: Quantity.allCases.map { $0.rawValue.padded(to: 28) + $0.summary }
      + Expression.Function.allCases.map { "\($0.rawValue)()".padded(to: 28) + $0.summary }
      + NormFunction.allCases.map { "\($0.rawValue)()".padded(to: 28) + $0.summary }
      + [
        "Index with [3], [3,2], [3,:] or [-1]; combine with + - * / ^ and parentheses.",
        "Arguments are in double precision as set, switches 1 or 0; one that is none has no value.",
      ],
    example: "show moving_mean", arguments: .quantity
  ) { statement throws(CommandError) in
    let (expression, text) = try statement.expression()
    return .session(.show(expression, text: text))
  }

  static let assert = CommandEntry(
    usage: "assert EXPRESSION RELATION EXPRESSION [within TOLERANCE]",
    summary: "claim something; a script fails when it does not hold",
    details: [
      "Every element must hold.",
      "RELATION is ~ (within an absolute tolerance such as 1e-6, or 1% of the right side), == != < <= > or >=.",
      "NaN equals NaN, so that a claim that something is NaN can be made.",
    ],
    example: "assert moving_mean ~ 0 within 1", arguments: .quantity
  ) { statement throws(CommandError) in
    let text = try statement.requiredRest("a claim such as moving_mean[0] ~ 5 within 1e-5")
    return .session(.assert(try Assertion.parse(text), text: text.text))
  }

  static let channel = CommandEntry(
    usage: "channel K [K ...]|all",
    summary: "which channels the screen shows: up to four, or all",
    details: [
      "all is every element in the histograms, and the average over the channels in the curves.",
      "With two channels or more the curves of other branches and predictions find no room.",
    ],
    example: "channel 0",
    keys: [
      KeyBinding(",", "channel previous", "channel -"), KeyBinding(".", "channel next", "channel +"),
      KeyBinding("a", "channel all", "all channels"),
    ],
    arguments: .channel
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    for (name, choice) in [("all", ChannelChoice.all), ("next", .next), ("previous", .previous)]
    where words.take(name) {
      try words.expectEnd()
      return .session(.channel(choice))
    }
    var channels: [Int] = []
    repeat {
      let word = try words.next("a channel's number, or all")
      guard channels.count < ChannelChoice.most else {
        throw CommandError("at most \(ChannelChoice.most) channels fit a chart", column: word.column)
      }
      channels.append(try ValueText.integer(word, "channel", in: 0...Int.max))
    } while !words.isAtEnd
    return .session(.channel(.some(channels)))
  }

  static let help = CommandEntry(
    usage: "help [COMMAND]", summary: "the commands and keys, or one command in full", example: "help set",
    keys: [KeyBinding("?", "help", "help")], arguments: .verb
  ) { statement throws(CommandError) in
    guard !statement.arguments.isEmpty else { return .face(.help(nil)) }
    let word = try statement.onlyWord("a command")
    guard let verb = Verb(rawValue: word.text) else {
      throw CommandError(unknown("command", word.text, among: Verb.allCases.map(\.rawValue)), column: word.column)
    }
    return .face(.help(verb))
  }

  static let quit = CommandEntry(
    usage: "quit", summary: "end the session",
    details: [
      "With three lines or more that were not saved it says so first, once; steps and moves in time do not count."
    ],
    example: "quit", keys: [KeyBinding("q", "quit", "quit")]
  ) { statement throws(CommandError) in try bare(statement, .face(.quit)) }
}

extension String {
  /// Filled with blanks on the right.
  func padded(to columns: Int) -> String {
    let missing = columns - count
    return missing > 0 ? self + String(repeating: " ", count: missing) : self
  }
}
