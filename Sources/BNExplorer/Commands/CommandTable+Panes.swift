import TerminalKit

extension CommandEntry {
  static let focus = CommandEntry(
    usage: "focus PANE|next|previous",
    summary: "which pane of the screen the arrows move in",
    details: Pane.allCases.map { $0.rawValue.padded(to: 12) + $0.summary } + [
      "A pane that finds no room beside the others is shown alone. Without a screen the command is passed over."
    ],
    example: "focus mean",
    keys: [
      KeyBinding(.tab, "focus next", "pane"), KeyBinding(.backTab, "focus previous", "previous pane"),
    ],
    arguments: .pane
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    for (name, choice) in [("next", ScreenRequest.PaneChoice.next), ("previous", .previous)] where words.take(name) {
      try words.expectEnd()
      return .face(.screen(.focus(choice)))
    }
    let pane = try pane(try words.next("a pane's name, next or previous"))
    try words.expectEnd()
    return .face(.screen(.focus(.pane(pane))))
  }

  static let layout = CommandEntry(
    usage: "layout \(LayoutName.allCases.map(\.rawValue).joined(separator: "|"))",
    summary: "what the screen as a whole is for",
    details: LayoutName.allCases.map { $0.rawValue.padded(to: 12) + $0.summary } + [
      "The screen opens with the story; what is chosen is remembered for the next start."
    ],
    example: "layout curves",
    keys: zip("1234", LayoutName.allCases).map { KeyBinding(.character($0), "layout \($1.rawValue)", $1.rawValue) },
    arguments: .layout
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    let names = LayoutName.allCases.map(\.rawValue)
    let word = try words.next(orList(names))
    guard let layout = LayoutName(rawValue: word.text) else {
      throw CommandError(unknown("layout", word.text, among: names), column: word.column)
    }
    try words.expectEnd()
    return .face(.screen(.layout(layout)))
  }

  static let fold = CommandEntry(
    usage: "fold [on|off]",
    summary: "list only the parameters that act at once, or all of them",
    example: "fold off", keys: [KeyBinding("P", "fold", "parameters")]
  ) { statement throws(CommandError) in .face(.screen(.fold(try statement.optionalToggle("fold")))) }

  static let filter = CommandEntry(
    usage: "filter TEXT, filter EXPRESSION RELATION EXPRESSION, filter off",
    summary: "which channels the table shows, by name or by a claim",
    details: [
      "A claim is one that assert takes, of numbers for each channel; mean and var alone are the moving ones.",
      "The story and the curves stay with the chosen channel.",
    ],
    example: "filter var<1e-3", arguments: .quantity
  ) { statement throws(CommandError) in
    let text = try statement.requiredRest("a part of a name, a claim such as var<1e-3, or off")
    return .face(.screen(.filter(text.text == "off" ? nil : try ChannelFilter.parse(text))))
  }

  static let zoom = CommandEntry(
    usage: "zoom [on|off]",
    summary: "give the focused pane the whole screen, or take it back",
    example: "zoom on", keys: [KeyBinding("z", "zoom", "zoom")]
  ) { statement throws(CommandError) in .face(.screen(.zoom(try statement.optionalToggle("zoom")))) }

  static let hide = CommandEntry(
    usage: "hide [PANE|none]",
    summary: "hide a pane, the focused one unless said; none shows all again",
    details: ["What is hidden is remembered for the next start. focus shows a hidden pane again, too."],
    example: "hide batch", keys: [KeyBinding("x", "hide", "hide"), KeyBinding("X", "hide none", "show all")],
    arguments: .pane
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    guard !words.isAtEnd else { return .face(.screen(.hide(nil))) }
    if words.take("none") {
      try words.expectEnd()
      return .face(.screen(.unhide))
    }
    let pane = try pane(try words.next("a pane's name, or none"))
    try words.expectEnd()
    return .face(.screen(.hide(pane)))
  }

  static let panes = CommandEntry(
    usage: "panes PANE [PANE ...]|all",
    summary: "show these panes and no others, or all again",
    details: [
      "Which panes a scene of a demo needs. When the demo is left the panes are the person's own again.",
      "A pane that has nothing to show yet comes when it has.",
    ],
    example: "panes output mean", arguments: .panes
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    if words.take("all") {
      try words.expectEnd()
      return .face(.screen(.unhide))
    }
    var chosen: [Pane] = []
    repeat { chosen.append(try pane(try words.next("the names of panes, or all"))) } while !words.isAtEnd
    return .face(.screen(.only(chosen)))
  }

  static let view = CommandEntry(
    usage: "view [PANE] [\(PaneView.allCases.map(\.rawValue).joined(separator: "|"))]",
    summary: "how a pane draws a batch's elements; the next way unless said",
    details: [
      "The panes are batch, output and eval; without one it is the focused pane.",
      "A heat map and numbers have channels across and examples down; the arrows choose an element.",
      "The view is remembered for the next start.",
    ],
    example: "view output numbers", keys: [KeyBinding("v", "view", "view")], arguments: .pane
  ) { statement throws(CommandError) in
    let (pane, view): (Pane?, PaneView?) = try paneAndChoice(statement)
    return .face(.screen(.view(pane, view)))
  }

  static let yaxis = CommandEntry(
    usage: "yaxis [PANE] [\(YAxis.allCases.map(\.rawValue).joined(separator: "|"))]",
    summary: "the y axis of a pane's curves; the next kind unless said",
    details: [
      "The panes are mean, variance, renorm, gamma and loss; without one it is the focused pane.",
      "log leaves out what is not above 0; symlog has both signs, and is linear around 0.",
      "The axis is remembered for the next start.",
    ],
    example: "yaxis variance log", keys: [KeyBinding("o", "yaxis", "y axis")], arguments: .pane
  ) { statement throws(CommandError) in
    let (pane, kind): (Pane?, YAxis?) = try paneAndChoice(statement)
    return .face(.screen(.yAxis(pane, kind)))
  }

  static let imagine = CommandEntry(
    usage: "imagine VALUE|off",
    summary: "what would come out now, were the chosen element another number",
    details: [
      "No step is taken and no number of the session changes; the next step takes the batch as it is.",
      "In the formula (Tab goes there) the arrows turn x this way.",
    ],
    example: "imagine 3.5"
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    let word = try words.next("a number, or off")
    try words.expectEnd()
    return .face(.screen(.imagine(word.text == "off" ? nil : try ValueText.number(word, "imagine"))))
  }

  static let inspect = CommandEntry(
    usage: "inspect [QUANTITY|off]",
    summary: "how the chosen number came about; the next quantity unless said",
    details: [
      "The formula has the numbers of the last step put in, and follows the arrows and every step.",
      "From the parameters it takes the arrows to the output; Ctrl-D and Ctrl-U scroll it, Esc closes it.",
      "In it, behind Tab, Up and Down stand on a number and Left and Right turn it: what would come out now is shown,",
      "and beside it what the other mode would make of it.",
      "explain prints it once, for any element.",
    ],
    example: "inspect moving_mean", keys: [KeyBinding("e", "inspect", "explain")], arguments: .inspected
  ) { statement throws(CommandError) in
    var words = ArgumentReader(statement)
    guard !words.isAtEnd else { return .face(.screen(.inspect(.next))) }
    if words.take("off") {
      try words.expectEnd()
      return .face(.screen(.inspect(.off)))
    }
    let word = try words.next("a quantity, or off")
    guard let quantity = ElementReference.explained.first(where: { $0.rawValue == word.text }) else {
      let names = ElementReference.explained.map(\.rawValue)
      throw CommandError(unknown("quantity", word.text, among: names), column: word.column)
    }
    try words.expectEnd()
    return .face(.screen(.inspect(.quantity(quantity))))
  }

  static let tour = CommandEntry(
    usage: "tour",
    summary: "six things to try, as at the first start",
    details: ["Doing what it asks for goes on to the next, Enter skips it, Esc ends the tour."],
    example: "tour"
  ) { statement throws(CommandError) in try bare(statement, .face(.screen(.tour))) }

  private static func pane(_ word: Word) throws(CommandError) -> Pane {
    guard let pane = Pane(rawValue: word.text) else {
      throw CommandError(unknown("pane", word.text, among: Pane.allCases.map(\.rawValue)), column: word.column)
    }
    return pane
  }

  /// A pane and how it is to be drawn; `nil` for either that is not there.
  private static func paneAndChoice<Choice: RawRepresentable<String> & CaseIterable>(
    _ statement: Statement
  ) throws(CommandError) -> (Pane?, Choice?) {
    var words = ArgumentReader(statement)
    let pane = takePane(&words)
    guard let word = words.nextIfAny() else { return (pane, nil) }
    guard let choice = Choice(rawValue: word.text) else {
      let names = Choice.allCases.map(\.rawValue)
      throw CommandError("unknown word \"\(word.text)\"; expected \(orList(names))", column: word.column)
    }
    try words.expectEnd()
    return (pane, choice)
  }

  private static func takePane(_ words: inout ArgumentReader) -> Pane? {
    guard let pane = words.peek.flatMap({ Pane(rawValue: $0.text) }), words.take(pane.rawValue) else { return nil }
    return pane
  }
}
