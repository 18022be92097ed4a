import TerminalKit

// The keys of the list of what differs between two models, which has the whole screen.
extension ScreenKey {
  static let differences =
    [
      ScreenKey(
        [Press(.enter) { $0.openChosenPair() }], label: Key.enter.label, hint: "open both",
        help: Help(.differences, "Enter opens both layers as branches and compares them, Backspace comes back")),
      ScreenKey(
        [Press(.escape, "q") { $0.leaveDifferences() }], label: Key.escape.label, hint: "close",
        help: Help(.differences, "Esc or q closes it")),
      ScreenKey(typing: "?"), command,
      ScreenKey([
        Press(.up, "k") { $0.moveInDifferences { list, _ in list.move(by: -1) } },
        Press(.down, "j") { $0.moveInDifferences { list, _ in list.move(by: 1) } },
        Press(.pageUp, "b") { $0.moveInDifferences { list, window in list.move(by: -window) } },
        Press(.pageDown, " ") { $0.moveInDifferences { list, window in list.move(by: window) } },
        Press(.home, "g") { $0.moveInDifferences { list, _ in list.choose(row: 0) } },
        Press(.end, "G") { $0.moveInDifferences { list, _ in list.choose(row: .max) } },
      ]),
    ] + KeyBinding.all.filter { ["T", "m"].contains($0.key) }.map(ScreenKey.init)
}
