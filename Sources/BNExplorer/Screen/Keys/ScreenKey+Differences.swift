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
      ScreenKey([Press(" ") { $0.moveInDifferences { list, window in list.move(by: window) } }]),
      moving { $0.moveInDifferences($1) },
    ] + KeyBinding.all.filter { ["T", "m"].contains($0.key) }.map(ScreenKey.init)
}
