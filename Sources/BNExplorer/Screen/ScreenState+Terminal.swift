import TerminalKit

/// What concerns the person's terminal: its colours, its mouse.
extension ScreenState {
  /// Takes another theme and remembers it, or lists what there is.
  mutating func choose(_ choice: ThemeChoice) -> [Action] {
    switch choice {
    case .list:
      let lines = Theme.Name.allCases.map {
        ($0 == theme ? "* " : "  ") + $0.rawValue.padded(to: 16) + $0.summary
      }
      overlay = Overlay(title: "Themes", lines: lines + ["", "Choose one with :theme NAME, or go on with T"])
      return []
    case .next: return use(theme.next)
    case .named(let name): return use(name)
    }
  }

  private mutating func use(_ name: Theme.Name) -> [Action] {
    theme = name
    settings.theme = name
    message = Message(text: "theme \(name.rawValue): \(name.summary)")
    return [.useTheme(name)]
  }

  /// Has the mouse reported or not, and remembers it.
  mutating func reportMouse(_ isOn: Bool) -> [Action] {
    isMouseOn = isOn
    settings.mouse = isOn
    message = Message(text: isOn ? "mouse on; hold Shift to select text" : "mouse off")
    return [.reportMouse(isOn)]
  }

  /// Takes what the mouse did: the wheel scrolls a page over the screen, a click beside it closes it.
  mutating func handle(_ mouse: MouseEvent) -> [Action] {
    // Whatever lies over the panes: a hand that is off the button holds nothing.
    if mouse.isPressOrRelease { hold = nil }
    guard editor == nil, palette == nil, finder == nil else { return [] }
    guard overlay != nil else {
      guard demo == nil else { return [] }
      if browser != nil { return handleBrowser(mouse) }
      return differences == nil ? handlePanes(mouse) : handleDifferences(mouse)
    }
    switch mouse.kind {
    case .wheelUp: scrollOverlay(by: -3)
    case .wheelDown: scrollOverlay(by: 3)
    case .press where !OverlayView.area(self, size: size).contains(mouse.place): overlay = nil
    case .press, .release, .drag: break
    }
    return []
  }

  private mutating func scrollOverlay(by lines: Int) {
    guard var page = overlay else { return }
    let last = max(0, page.lines.count - OverlayView.rows(self, size: size))
    page.scroll = min(max(0, page.scroll + lines), last)
    overlay = page
  }
}
