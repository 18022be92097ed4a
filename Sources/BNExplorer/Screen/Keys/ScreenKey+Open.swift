import TerminalKit

// The keys of what lies over the panes, and of what goes on above them.
extension ScreenKey {
  /// The line has its keys itself.
  static let prompt = [
    ScreenKey([], label: "Enter", hint: "do it"), ScreenKey([], label: "Tab", hint: "complete"),
    ScreenKey([], label: "Up", hint: "recall"), ScreenKey([], label: "Esc", hint: "leave"),
  ]

  /// So has the palette.
  static let palette = [
    ScreenKey([], label: "Up Down", hint: "choose"), ScreenKey([], label: "Enter", hint: "do it"),
    ScreenKey([], label: ":", hint: "command"), ScreenKey([], label: "Esc", hint: "close"),
  ]

  /// And the line with what is looked for in a page.
  static let finding = [
    ScreenKey([], label: "Enter", hint: "find"), ScreenKey([], label: "Esc", hint: "leave"),
  ]

  /// A page of text; any other key closes it.
  static let page = [
    ScreenKey(
      [
        Press(.up, "k") { $0.scrollPage { page, _ in page.scroll -= 1 } },
        Press(.down, "j") { $0.scrollPage { page, _ in page.scroll += 1 } },
        Press(.pageUp, "b") { $0.scrollPage { page, rows in page.scroll -= rows } },
        Press(.pageDown, " ") { $0.scrollPage { page, rows in page.scroll += rows } },
        Press(.home, "g") { $0.scrollPage { page, _ in page.scroll = 0 } },
        Press(.end, "G") { $0.scrollPage { page, _ in page.scroll = page.lines.count } },
      ], label: "Up Down PgUp PgDn", hint: "scroll"),
    ScreenKey([Press("/") { $0.beginFinding() }], hint: "find", help: Help(.page, "/ finds text in it")),
    ScreenKey(
      [Press("n") { $0.findAgain(forward: true) }, Press("N") { $0.findAgain(forward: false) }],
      label: { _ in "n N" }, hint: { $0.overlay?.query.isEmpty == false ? "next" : nil },
      help: Help(.page, "n N go to the next place and the one before")),
    ScreenKey([], label: "Esc", hint: "close"), command,
  ]

  static let demo = [
    ScreenKey(
      [Press(" ") { [.demo($0.nextScene())] }], label: { _ in Key.character(" ").label },
      hint: { $0.demo?.onward }, help: Help(.demo, "Space next scene")),
    ScreenKey([Press("b") { [.demo($0.previousScene())] }], hint: "back", help: Help(.demo, "b back")),
    ScreenKey([Press(.escape) { [.demo($0.leaveDemo())] }], hint: "leave the demo", help: Help(.demo, "Esc leave it")),
    command,
  ]

  static let tour = [
    ScreenKey([Press(.enter) { $0.goOnWithTour() }]),
    ScreenKey([Press(.escape) { $0.leaveTour() }], when: { !$0.isSomethingOpen }),
  ]
}

extension DemoPlayer {
  /// What going on does, in a word.
  fileprivate var onward: String {
    phase == .playing ? "hurry" : index + 1 == scenes.count ? "end" : "next"
  }
}
