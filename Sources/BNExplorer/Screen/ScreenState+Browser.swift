import TerminalKit
import Platform

// The browser of a model's layers: opening and leaving it, its keys and its mouse.
extension ScreenState {
  /// Shows the layers of the open model.
  mutating func browse(_ listing: LayerListing) {
    // Without a batch norm there is nothing to choose from, and a page says what there is instead.
    guard !listing.model.batchNorms.isEmpty else { return show(listing.report.text, title: listing.report.title) }
    var browser = LayerBrowser(listing)
    if let name = session.taken?.name, let item = browser.layers.firstIndex(where: { $0.layer.name == name }) {
      browser.change { $0.choose(item: item) }
    }
    message = nil
    overlay = nil
    differences = nil
    self.browser = browser
    settleBrowser()
  }

  /// Whether a filter of the layers is being typed.
  var isFilteringLayers: Bool { browser?.editor != nil && overlay == nil }

  /// Whether there is a browser to go back to: that of the model that is open now.
  var canBrowseAgain: Bool {
    if leftDifferences != nil { return true }
    guard let left = leftBrowser, let model = session.viewer.model else { return false }
    return left.model == model
  }

  /// Goes back to where the browser was left.
  mutating func browseAgain() -> [Action] {
    guard canBrowseAgain else { return [] }
    message = nil
    if leftDifferences != nil { differences = leftDifferences } else { browser = leftBrowser }
    return []
  }

  mutating func leaveBrowser() -> [Action] {
    if let browser { (leftBrowser, leftDifferences) = (browser, nil) }
    browser = nil
    message = nil
    return []
  }

  /// Makes the chosen layer the session's own, as the command `layer` does, at the channel that is wrong with it; folds a group, and unfolds it.
  mutating func takeChosenLayer() -> [Action] {
    guard let digest = browser?.chosen else { return inBrowser { $0.change { $0.toggleFold() } } }
    let layer = digest.layer
    guard layer.isBatchNorm else {
      let what = layer.kind.explanation ?? "no batch norm"
      message = Message(text: "\(layer.shownName) cannot be taken: it is \(what)", isError: true)
      return []
    }
    awaitedLayer = layer.name
    var commands = [Command.session(.layer(LayerRequest(name: layer.name)))]
    // Where something is wrong with channels, that is where to look.
    if let channel = digest.channelToOpen { commands.append(.session(.channel(.some([channel])))) }
    return leaveBrowser() + submit(commands)
  }

  /// Comes back to the browser where the layer that was chosen in it could not be taken.
  mutating func settleAwaitedLayer(after events: [EngineEvent]) {
    guard let name = awaitedLayer else { return }
    if session.taken?.name == name { awaitedLayer = nil }
    for case .failure in events where awaitedLayer != nil {
      awaitedLayer = nil
      browser = leftBrowser
    }
  }

  /// Changes what the browser shows, and keeps the chosen row in view.
  mutating func inBrowser(_ change: (inout LayerBrowser) -> Void) -> [Action] {
    guard var browser else { return [] }
    change(&browser)
    self.browser = browser
    message = nil
    settleBrowser()
    return []
  }

  /// Moves in the list: `move` gets it and how many of its rows are in view.
  mutating func moveInBrowser(_ move: (inout BrowserList, _ window: Int) -> Void) -> [Action] {
    let window = browserWindow
    return inBrowser { $0.change { move(&$0, window) } }
  }

  private var browserWindow: Int {
    browser.map { BrowserList.window(BrowserLayout($0, in: BrowserView.area(self, size: size)).list) } ?? 1
  }

  private mutating func settleBrowser() {
    let window = browserWindow
    browser?.change { $0.settle(window) }
  }

  // MARK: The mouse

  /// A click chooses a row, one more takes it; the wheel scrolls.
  mutating func handleBrowser(_ mouse: MouseEvent) -> [Action] {
    guard let browser else { return [] }
    let area = BrowserView.area(self, size: size)
    switch mouse.kind {
    case .wheelUp: return moveInBrowser { list, window in list.scroll(by: -3, window: window) }
    case .wheelDown: return moveInBrowser { list, window in list.scroll(by: 3, window: window) }
    case .press(.left):
      guard let row = browser.list.row(at: mouse.place, in: BrowserLayout(browser, in: area).list) else { return [] }
      guard row != browser.list.chosen else { return takeChosenLayer() }
      return moveInBrowser { list, _ in list.choose(row: row) }
    case .press, .release, .drag: return []
    }
  }
}
