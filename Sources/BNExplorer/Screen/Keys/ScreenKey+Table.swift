import TerminalKit

// The keys that count wherever nothing lies over the panes, and those that count even then.
extension ScreenKey {
  static let always = [
    ScreenKey([Press(.control("c")) { $0.interruptOrQuit() }], help: Help(.interrupt, "stop a long command; quit")),
    ScreenKey([Press(.control("z")) { _ in [.suspend] }], help: Help(.suspend, "suspend")),
    ScreenKey([Press(.control("l")) { _ in [.redraw] }], help: Help(.redraw, "draw the screen anew")),
  ]

  /// Those whose hints stand before the focused pane's: what runs, and the way out of what is open.
  static let first = [
    ScreenKey(
      [Press(" ") { $0.toggleRunning() }], label: { _ in Key.character(" ").label },
      hint: { $0.isRunning ? "pause" : "run" }),
    ScreenKey(typing: "e", hint: "next", when: \.isExplaining),
    ScreenKey(
      [
        Press(.escape) { $0.closeWhatIsOpen() }
      ], label: { _ in Key.escape.label }, hint: { $0.isExplaining ? "close" : nil },
      help: Help(.escape, "close what is open")),
    ScreenKey(typing: "z", hint: "all panes", when: \.arrangement.isZoomed),
  ]

  /// The others, in the order of the hints.
  ///
  /// What a stranger needs most comes first: a narrow screen cuts the end.
  static let everywhere =
    [
      browseAgain, ScreenKey(typing: "[", "]", "{", "}", hint: "time", when: \.hasTime),
      ScreenKey(typing: "e", when: { !$0.isExplaining }), ScreenKey(typing: "b", when: \.hasTime),
      ScreenKey(typing: "B", when: \.hasBranches), ScreenKey(typing: "c", when: \.hasBranches),
      ScreenKey(typing: "?"), ScreenKey(typing: "q"), ScreenKey(typing: .tab),
      ScreenKey(typing: "s"), command, ScreenKey(typing: "1", "2", "3", "4", label: "1-4", hint: "layout"),
      ScreenKey(
        [
          Press("p", .control("p"), "/") {
            $0.openPalette()
            return []
          }
        ], label: "p", hint: "palette",
        help: Help(.palette, "palette: search everything that can be done, with its key")),
      ScreenKey(typing: "U"), ScreenKey(typing: "z"), ScreenKey(typing: "t"), ScreenKey(typing: "r"),
      ScreenKey(typing: "d"), ScreenKey(typing: "u"), ScreenKey(typing: "f"), ScreenKey(typing: "R"),
    ] + unhinted + KeyBinding.all.map(ScreenKey.init)

  private static let unhinted = [
    ScreenKey([Press("g") { $0.beginLine("goto ") }], help: Help(.goto, "go to a step; behind it a number")),
    ScreenKey(
      [Press("y") { $0.copyFocused() }, Press("Y") { $0.copyAll() }],
      help: Help(.copy, "copy what is chosen, or all of the pane (by OSC 52, which the terminal must allow)")),
    ScreenKey(
      [Press(.control("d")) { $0.scrollFormula(by: 5) }, Press(.control("u")) { $0.scrollFormula(by: -5) }],
      help: Help(.scroll, "scroll a formula that is longer than its pane"), when: \.isExplaining),
  ]

  /// The way to the prompt.
  static let command = ScreenKey(
    [Press(":") { $0.beginLine("") }], hint: "command",
    help: Help(
      .prompt, "type a command; Tab completes, Up recalls, Right takes what is suggested, Ctrl-R searches"))
}
