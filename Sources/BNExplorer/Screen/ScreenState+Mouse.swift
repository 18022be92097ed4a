import Platform
import TerminalKit
import BNCore

/// What a press of the mouse took hold of: dragging is about that alone, wherever it goes.
enum MouseHold: Equatable, Sendable {
  /// The bar of time.
  case time
  case pane(Pane)
}

// The mouse over the panes.
extension ScreenState {
  /// Takes what the mouse did where no page lies over the panes.
  ///
  /// A click focuses a pane and chooses what it points at, on the bar of time it goes to a step, and dragging along the bar
  /// moves through time; the wheel moves in the pane below it.
  mutating func handlePanes(_ mouse: MouseEvent) -> [Action] {
    let wasInFormula = focusedPane == .formula
    let actions = follow(mouse)
    defer { settleAxes() }
    return actions + leaveFormula(wasThere: wasInFormula)
  }

  private mutating func follow(_ mouse: MouseEvent) -> [Action] {
    let layout = ScreenView.Layout(self, size: size)
    if case .drag(let button) = mouse.kind { return button == .left ? drag(mouse, layout) : [] }
    if layout.time.contains(mouse.place) { return handleTime(mouse, layout.time) }
    if layout.formula.contains(mouse.place) {
      if mouse.kind == .wheelUp { scrollFormula(by: -3) }
      if mouse.kind == .wheelDown { scrollFormula(by: 3) }
      return []
    }
    guard let (pane, area) = layout.panes.first(where: { $0.value.contains(mouse.place) }) else { return [] }
    switch mouse.kind {
    case .wheelUp: return scroll(pane, .up)
    case .wheelDown: return scroll(pane, .down)
    case .press(.left):
      hold = .pane(pane)
      // Afterwards, since what is pointed at is what was drawn: some panes are drawn in another way once they have the focus.
      defer { arrangement.focus = pane }
      if pane == .channels, case .title(let column)? = ChannelsView.target(at: mouse.place, in: area, self) {
        sort(ChannelsView.table(self).order(choosing: column))
      }
      return point(at: mouse.place, pane, area)
    default: return []
    }
  }

  /// Moves through time anywhere on the screen, and within a pane from element to element.
  private mutating func drag(_ mouse: MouseEvent, _ layout: ScreenView.Layout) -> [Action] {
    switch hold {
    case .time: return goToStep(under: mouse, layout.time)
    case .pane(let pane):
      guard let area = layout.panes[pane], area.contains(mouse.place) else { return [] }
      return point(at: mouse.place, pane, area)
    case nil: return []
    }
  }

  private mutating func handleTime(_ mouse: MouseEvent, _ area: Area) -> [Action] {
    switch mouse.kind {
    case .press(.left):
      hold = .time
      return goToStep(under: mouse, area)
    case .wheelUp: return session.step > 0 ? submit("back") : []
    case .wheelDown: return session.isInPast ? submit("forward") : []
    default: return []
    }
  }

  private mutating func goToStep(under mouse: MouseEvent, _ area: Area) -> [Action] {
    let step = TimeView.step(atColumn: mouse.place.column, of: area, session)
    // A drag within a cell asks for the same step again and again.
    return step == session.step ? [] : submit("goto \(step)")
  }

  private mutating func scroll(_ pane: Pane, _ key: Key) -> [Action] {
    arrangement.focus = pane
    return ScreenKey.press(pane.hasCurves ? (key == .up ? .left : .right) : key, on: pane, of: &self)
  }

  /// Chooses what is at a place of a pane.
  private mutating func point(at place: Position, _ pane: Pane, _ area: Area) -> [Action] {
    message = nil
    switch pane {
    case .parameters:
      let list = area.splitRows(at: 1).bottom
      if let knob = ParametersView.knob(at: place, in: list, self) { self.knob = knob }
    case .story: if let channel = StoryView.channel(at: place, in: area, self) { return choose(channel: channel) }
    case .example, .figure, .formula: break
    case .batch, .output, .eval:
      guard ElementsView.view(of: pane, self) != .histogram, let step = shownStep(of: pane),
        let element = DrawnElements(pane, step, self).element(at: place, in: area)
      else { return [] }
      arrangement.element = element
    case .mean, .variance, .renorm, .gamma, .loss:
      if let step = CurvesView.step(at: place, pane, self, in: area) { arrangement.chartStep = step }
    case .channels:
      if case .row(let channel)? = ChannelsView.target(at: place, in: area, self) {
        arrangement.element.channel = channel
      }
    }
    return []
  }
}
