import TerminalKit

// The keys of the browser of a model's layers, which has the whole screen.
extension ScreenKey {
  static let browser =
    [
      ScreenKey(
        [Press(.enter) { $0.takeChosenLayer() }], label: Key.enter.label, hint: "take",
        help: Help(.browser, "Enter takes the layer, at the channel that E or W is about; Backspace comes back")),
      ScreenKey(
        [Press("/") { $0.inBrowser { $0.beginFilter() } }], hint: "filter",
        help: Help(.browser, "/ filters by a part of the name or by a claim such as \(LayerClaim.example)")),
      ScreenKey(
        [Press("s") { $0.inBrowser { $0.sortByNext() } }], hint: "sort", help: Help(.browser, "s sorts by the next")),
      ScreenKey(
        [Press("r") { $0.inBrowser { $0.reverse() } }], hint: "reverse", help: Help(.browser, "r the other way round")),
      ScreenKey(
        [
          Press(" ") { $0.inBrowser { $0.change { $0.toggleFold() } } },
          Press(.left, "h") { $0.inBrowser { $0.change { $0.leave() } } },
          Press(.right, "l") { $0.inBrowser { $0.change { $0.enter() } } },
        ], label: Key.character(" ").label, hint: "fold", help: Help(.browser, "Left Right or Space fold and unfold")),
      ScreenKey(
        [Press("z") { $0.inBrowser { $0.change { $0.toggleAll() } } }], help: Help(.browser, "z folds all, unfolds all")
      ),
      ScreenKey(
        [Press("t") { $0.inBrowser { $0.change { $0.toggleTree() } } }], label: { _ in "t" },
        hint: { $0.browser?.list.isTree == true ? "flat" : "tree" }, help: Help(.browser, "t tree or flat")),
      ScreenKey(
        [Press("o") { $0.inBrowser { $0.toggleOthers() } }], label: { _ in "o" },
        hint: { state in
          guard let browser = state.browser, browser.counts.others > 0 else { return nil }
          return browser.showsOthers ? "norms only" : "others"
        }, help: Help(.browser, "o lists what is no batch norm")),
      ScreenKey(
        [Press(.escape, "q") { $0.leaveBrowser() }], label: Key.escape.label, hint: "close",
        help: Help(.browser, "Esc or q closes it")),
      ScreenKey(typing: "?"), command,
      moving { $0.moveInBrowser($1) },
    ] + KeyBinding.all.filter { ["T", "m"].contains($0.key) }.map(ScreenKey.init)

  /// The keys that move in a list over the whole screen; `move` gets how they change it, and how many rows are in view.
  static func moving(
    _ move: @escaping @Sendable (inout ScreenState, (inout BrowserList, _ window: Int) -> Void) -> [ScreenState.Action]
  ) -> ScreenKey {
    ScreenKey([
      Press(.up, "k") { move(&$0) { list, _ in list.move(by: -1) } },
      Press(.down, "j") { move(&$0) { list, _ in list.move(by: 1) } },
      Press(.pageUp, "b") { move(&$0) { list, window in list.move(by: -window) } },
      Press(.pageDown) { move(&$0) { list, window in list.move(by: window) } },
      Press(.home, "g") { move(&$0) { list, _ in list.choose(row: 0) } },
      Press(.end, "G") { move(&$0) { list, _ in list.choose(row: .max) } },
    ])
  }

  /// The line in which a filter is typed has its keys itself.
  static let filtering = [
    ScreenKey([], label: "Enter", hint: "keep"), ScreenKey([], label: "Up Down", hint: "choose"),
    ScreenKey([], label: "Esc", hint: "leave"),
  ]

  /// The way back into the browser.
  static let browseAgain = ScreenKey(
    [Press(.backspace) { $0.browseAgain() }], label: "Backspace", hint: "layers",
    help: Help(.back, "back to the layers of the model, where they were left"), when: \.canBrowseAgain)
}
