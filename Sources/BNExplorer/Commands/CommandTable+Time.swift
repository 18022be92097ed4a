extension CommandEntry {
  static let back = CommandEntry(
    usage: "back [N]",
    summary: "go N recorded steps back",
    details: [
      "Everything becomes what it was after that step and what was set there: variables, optimizer, batch, parameters.",
      "What is set or stepped from there begins a new future; the old one becomes a branch: main~1, or the next number.",
    ],
    example: "back 10"
  ) { statement throws(CommandError) in .back(try count(statement)) }

  static let forward = CommandEntry(
    usage: "forward [N]",
    summary: "go N recorded steps forward again",
    example: "forward 10"
  ) { statement throws(CommandError) in .forward(try count(statement)) }

  static let goto = CommandEntry(
    usage: "goto STEP",
    summary: "go to a recorded step, 0 being before the first",
    details: ["See back."],
    example: "goto 100"
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    let word = try words.next("a step's number")
    try words.expectEnd()
    return .goto(try ValueText.integer(word, "goto", in: 0...Int.max))
  }

  static let fork = CommandEntry(
    usage: "fork NAME",
    summary: "go on from here in a branch of its own",
    details: [
      "The branch that was left stays as it is, at its step and with its future; switch goes back to it.",
      "The first one is called main. Both take the same batches as long as their sources are the same.",
      "A name has letters, digits, _ - and . only.",
    ],
    example: "fork low_momentum"
  ) { statement throws(CommandError) in
    let word = try branch(statement)
    guard (1...40).contains(word.text.count), word.text.allSatisfy(isPlain) else {
      throw CommandError(
        "a branch's name has letters, digits, _ - and . only, at most 40 of them", column: word.column)
    }
    return .fork(word.text)
  }

  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "_-.".contains(character))
  }

  static let `switch` = CommandEntry(
    usage: "switch NAME",
    summary: "go to another branch, where it was left",
    example: "switch main", arguments: .branches
  ) { statement throws(CommandError) in .switch(try branch(statement).text) }

  private static func branch(_ statement: Statement) throws(CommandError) -> Word {
    var words = ArgumentReader(statement)
    let word = try words.next("a branch's name")
    try words.expectEnd()
    return word
  }

  static let branches = CommandEntry(
    usage: "branches",
    summary: "list the branches: where each stands and where it came from",
    example: "branches"
  ) { statement throws(CommandError) in try bare(statement, .branches) }

  static let compare = CommandEntry(
    usage: "compare A [B] [within=TOLERANCE]",
    summary: "how two branches differ, and from which step on",
    details: [
      "Without B the present branch is the second one.",
      "The table is of the last step that both have: what is set otherwise, and how far variables, y and loss are apart.",
      "They part at the first step at which a variable or y differs by more than the tolerance, 0 unless said.",
      "NaN is no difference from NaN, and an infinite one from a number.",
    ],
    example: "compare main low_momentum within=1e-6", arguments: .branches
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    let first = try words.next("a branch's name")
    var second: String?
    if let word = words.peek, !word.text.hasPrefix("within=") { second = try words.next("a branch's name").text }
    var request = CompareRequest(first: first.text, second: second)
    if let option = try words.nextOption(among: ["within"]) {
      request.within = try ValueText.number(option.value, "within")
      guard request.within >= 0 else {
        throw CommandError("within needs a number of at least 0", column: option.value.column)
      }
    }
    try words.expectEnd()
    return .compare(request)
  }
}
