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

  /// A question that is open.
  static let question = [
    ScreenKey(
      "0123456789".map { digit in Press(.character(digit)) { $0.answer(withKey: digit) } },
      label: { state in
        let count = state.question?.question.choices.count ?? 0
        return count > 0 ? "1-\(count)" : "0-9"
      }, hint: { _ in "answer" }, help: Help(.question, "a number key answers")),
    ScreenKey(
      [Press(.enter) { $0.beginLine("answer ") }], label: { _ in Key.enter.label },
      // Where there are choices their numbers answer.
      hint: { $0.question?.question.choices.isEmpty == false ? nil : "type it" },
      help: Help(.question, "Enter types an answer")),
  ]

  static let demo = [
    ScreenKey(
      [Press(" ", .pageDown) { [.demo($0.goOn())] }], label: { _ in Key.character(" ").label },
      hint: { $0.demo?.onward }, help: Help(.demo, "Space next scene"), when: { $0.demo?.phase != .ended }),
    ScreenKey(
      [Press("b", .pageUp) { [.demo($0.previousScene())] }], label: "b", hint: "back", help: Help(.demo, "b back")),
    ScreenKey(
      [Press("p") { [.demo($0.pauseDemo())] }], label: { _ in "p" },
      hint: { $0.demo?.manner.isPaused == true ? "go on" : "pause" }, help: Help(.demo, "p pause"),
      when: { $0.demo?.phase != .ended }),
    ScreenKey([Press("r") { [.demo($0.sceneAgain())] }], hint: "again", help: Help(.demo, "r again")),
    ScreenKey([Press(.escape) { [.demo($0.leaveDemo())] }], hint: "leave", help: Help(.demo, "Esc leave it")),
    command,
    ScreenKey(
      [
        Press("<") { [.demo($0.changeDemo { $0.goSlower() })] },
        Press(">") { [.demo($0.changeDemo { $0.goFaster() })] },
      ], label: "<>", hint: "pace", help: Help(.demo, "< > pace")),
    ScreenKey(
      [Press("c") { [.demo($0.changeDemo { $0.showsClock.toggle() })] }], hint: "time", help: Help(.demo, "c clock")),
  ]

  /// A task that the person is at.
  static let task = [ScreenKey(typing: "H")]

  /// What else a demo takes meanwhile: every other key is for the work.
  static let demoTask = [
    ScreenKey(
      [Press(.pageDown) { [.demo($0.nextScene())] }], label: "PgDn", hint: "solution",
      help: Help(.task, "Page Down shows how it is done")),
    ScreenKey([Press(.pageUp) { [.demo($0.previousScene())] }], help: Help(.task, "Page Up back")),
    ScreenKey(
      [Press(.escape) { [.demo($0.leaveDemo())] }], help: Help(.task, "Esc leave the demo"),
      when: { !$0.isSomethingOpen }),
  ]

  /// What is left behind the last scene.
  static let demoEnd = demo + [ScreenKey(typing: "?"), ScreenKey(typing: "q"), ScreenKey(typing: .tab)]

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
