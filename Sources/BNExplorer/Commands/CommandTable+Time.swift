import TerminalKit
import BNFiles

extension CommandEntry {
  static let back = CommandEntry(
    usage: "back [N] [at_most]",
    summary: "go N recorded steps back",
    details: [
      "Where fewer are recorded it is refused; with at_most it goes to the first.",
      "Everything becomes what it was after that step and what was set there: variables, optimizer, batch, parameters.",
      "What is set or stepped from there begins a new future; the old one becomes a branch: main~1, or the next number.",
    ],
    example: "back 10", keys: [KeyBinding("[", "back", "back"), KeyBinding("{", "back 10 at_most", "back 10")]
  ) { statement throws(CommandError) in
    let (count, atMost) = try distance(statement)
    return .session(.back(count, atMost: atMost))
  }

  static let forward = CommandEntry(
    usage: "forward [N] [at_most]",
    summary: "go N recorded steps forward again",
    details: ["Where fewer are recorded it is refused; with at_most it goes to the last."],
    example: "forward 10",
    keys: [KeyBinding("]", "forward", "forward"), KeyBinding("}", "forward 10 at_most", "forward 10")]
  ) { statement throws(CommandError) in
    let (count, atMost) = try distance(statement)
    return .session(.forward(count, atMost: atMost))
  }

  /// How many steps to go, and whether fewer will do.
  private static func distance(_ statement: Statement) throws(CommandError) -> (Int, Bool) {
    var words = ArgumentReader(statement)
    let count = words.peek?.text == "at_most" ? 1 : try words.nextCount(statement.verb.text)
    let atMost = words.take("at_most")
    try words.expectEnd()
    return (count, atMost)
  }

  static let goto = CommandEntry(
    usage: "goto STEP",
    summary: "go to a recorded step, 0 being before the first",
    details: ["See back."],
    example: "goto 100"
  ) { statement throws(CommandError) in
    .session(.goto(try ValueText.integer(try statement.onlyWord("a step's number"), "goto", in: 0...Int.max)))
  }

  static let fork = CommandEntry(
    usage: "fork [NAME]",
    summary: "go on from here in a branch of its own",
    details: [
      "Without a name it is b1, or the next number that is free.",
      "The branch that was left stays as it is, at its step and with its future; switch goes back to it.",
      "The first one is called main. Both take the same batches as long as their sources are the same.",
      "A name has letters, digits, _ - and . only.",
    ],
    example: "fork low_momentum", keys: [KeyBinding("b", "fork", "fork")]
  ) { statement throws(CommandError) in
    guard !statement.arguments.isEmpty else { return .session(.fork(nil)) }
    let word = try statement.onlyWord("a branch's name")
    guard (1...40).contains(word.text.count), word.text.allSatisfy(isPlain) else {
      throw CommandError(
        "a branch's name has letters, digits, _ - and . only, at most 40 of them", column: word.column)
    }
    return .session(.fork(word.text))
  }

  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "_-.".contains(character))
  }

  static let `switch` = CommandEntry(
    usage: "switch NAME",
    summary: "go to another branch, where it was left",
    details: [
      "switch next goes to the one behind the present one in the order of branches, behind the last to the first."
    ],
    example: "switch main", keys: [KeyBinding("n", "switch next", "next branch")], arguments: .branches
  ) { statement throws(CommandError) in
    .session(.switch(try statement.onlyWord("a branch's name").text))
  }

  static let branches = CommandEntry(
    usage: "branches",
    summary: "list the branches: where each stands and where it came from",
    example: "branches"
  ) { statement throws(CommandError) in try bare(statement, .session(.branches)) }

  static let together = CommandEntry(
    usage: "together [on|off]",
    summary: "whether the other branches go along with every step",
    details: [
      "Without a word it is switched. It is off until somebody turns it on.",
      "When a step is taken, every other branch with a name goes on from its end until it is at the same step,",
      "each with its own parameters and the next batches of its own source. Futures that were left (main~1) stay.",
      "train and infer mean all of them; step takes each as it is set. Where one can't follow, no step is taken.",
    ],
    example: "together on", keys: [KeyBinding("B", "together", "both")]
  ) { statement throws(CommandError) in
    .session(.together(try statement.optionalToggle("together")))
  }

  static let undo = CommandEntry(
    usage: "undo",
    summary: "take back the last command that changed the session",
    details: [
      "Everything becomes what it was before it, the lines that save writes too; undo itself leaves no line.",
      "The steps of one run are one command, and so are moves in a row, and a script that source carried out.",
      "At least \(UndoBound.commands) commands can be taken back; of those that began or left a branch or a future,",
      "\(UndoBound.heavy), and then nothing from before them.",
      "On the screen it pauses, as redo does, and takes back how the panes were arranged, too.",
    ],
    example: "undo", keys: [KeyBinding("U", "undo", "undo")]
  ) { statement throws(CommandError) in try bare(statement, .session(.undo)) }

  static let redo = CommandEntry(
    usage: "redo",
    summary: "do again what undo took back",
    details: ["As often as undo took something back, until something else is done."],
    example: "redo", keys: [KeyBinding(.control("r"), "redo", "redo")]
  ) { statement throws(CommandError) in try bare(statement, .session(.redo)) }

  static let compare = CommandEntry(
    usage: "compare [A] [B] \(CompareRequest.options.optionalUsage)",
    summary: "how two branches differ, and from which step on",
    details: [
      "Without B the present branch is the second one.",
      "Without A it is held against the one that it came from; the first branch, against the one that was made last.",
      "The table is of the last step that both have: what is set otherwise, and how far variables, y and loss are apart.",
      "They differ from the first step on at which a variable or y is apart by more than the tolerance, 0 unless said.",
      "NaN is no difference from NaN, and an infinite one from a number.",
    ],
    example: "compare main low_momentum within=1e-6", keys: [KeyBinding("c", "compare", "compare")],
    arguments: .branches
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    var names: [String] = []
    while names.count < 2, let word = words.peek, !CompareRequest.options.hasOption(word) {
      names.append(try words.next("a branch's name").text)
    }
    var request = CompareRequest(first: names.first, second: names.dropFirst().first)
    try CompareRequest.options.readOne(from: &words, into: &request)
    try words.expectEnd()
    return .session(.compare(request))
  }
}
