import TerminalKit

// What differs between two models: opening and leaving the list, its keys and its mouse.
extension ScreenState {
  /// Shows what differs; where neither model has a batch norm a page says so.
  mutating func browse(_ listing: DifferenceListing) {
    let differences = DifferenceBrowser(listing)
    guard !differences.entries.isEmpty else { return show(listing.report.text, title: listing.report.title) }
    message = nil
    overlay = nil
    browser = nil
    self.differences = differences
    settleDifferences()
  }

  mutating func leaveDifferences() -> [Action] {
    if let differences { leftDifferences = differences }
    differences = nil
    message = nil
    return []
  }

  /// Puts both layers of the chosen pair side by side, each as a branch.
  mutating func openChosenPair() -> [Action] {
    guard let differences, let entry = differences.chosen else { return [] }
    guard case .pair(let pair, _) = entry else {
      message = Message(text: "\(entry.name) has no layer on the other side to be opened with", isError: true)
      return []
    }
    let commands = differences.commands(opening: pair, beside: session.branches.names)
    return leaveDifferences() + submit(commands)
  }

  /// Moves in the list: `move` gets it and how many of its rows are in view.
  mutating func moveInDifferences(_ move: (inout BrowserList, _ window: Int) -> Void) -> [Action] {
    let window = differencesWindow
    differences?.change { move(&$0, window) }
    message = nil
    settleDifferences()
    return []
  }

  private var differencesWindow: Int {
    differences.map { BrowserList.window(DifferenceView.Layout($0, in: BrowserView.area(self, size: size)).list) } ?? 1
  }

  private mutating func settleDifferences() {
    let window = differencesWindow
    differences?.change { $0.settle(window) }
  }

  /// A click chooses a row, one more opens it; the wheel scrolls.
  mutating func handleDifferences(_ mouse: MouseEvent) -> [Action] {
    guard let differences else { return [] }
    switch mouse.kind {
    case .wheelUp: return moveInDifferences { list, window in list.scroll(by: -3, window: window) }
    case .wheelDown: return moveInDifferences { list, window in list.scroll(by: 3, window: window) }
    case .press(.left):
      let layout = DifferenceView.Layout(differences, in: BrowserView.area(self, size: size))
      guard let row = differences.list.row(at: mouse.place, in: layout.list) else { return [] }
      guard row != differences.list.chosen else { return openChosenPair() }
      return moveInDifferences { list, _ in list.choose(row: row) }
    case .press, .release, .drag: return []
    }
  }
}
