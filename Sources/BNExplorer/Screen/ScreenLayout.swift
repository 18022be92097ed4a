import TerminalKit

extension ScreenView {
  /// Where everything stands.
  ///
  /// The lines at the bottom are cut from below: status last to go, then the prompt, then hints, then the bar of time,
  /// then the alarm, then the header. Panes that find no room are left out, except the focused one.
  struct Layout: Sendable {
    let header: Area
    let body: Area
    /// The panes that are drawn.
    private(set) var panes: [Pane: Area] = [:]
    /// How the chosen number came about; empty unless asked for.
    private(set) var formula = Area(columns: 0, rows: 0)
    /// What is drawn there; its rows were needed to find the place.
    private(set) var formulaPane: FormulaPane?
    let alarm: Area
    let time: Area
    let prompt: Area
    let hints: Area
    let status: Area

    /// Below so many columns parameters and charts do not fit side by side.
    static let sideBySide = 60
    /// From so many on there is room for a third column.
    static let threeColumns = 150

    init(_ state: ScreenState, size: Size) {
      let lines = BottomLines(rows: size.rows, hasTime: state.hasTime, hasAlarm: state.alarm != nil)
      let (above, bottom) = Area(size).splitRows(at: size.rows - lines.count)
      var rest = bottom
      func next(_ isThere: Bool) -> Area {
        let (line, others) = rest.splitRows(at: isThere ? 1 : 0)
        rest = others
        return line
      }
      alarm = next(lines.hasAlarm)
      prompt = next(lines.hasPrompt)
      hints = next(lines.hasHints)
      time = next(lines.hasTime)
      status = next(true)
      let headerRows = HeaderView.rows(state, size: size)
      // What is said has to be read, a demo's caption whatever goes for it; the formula can be done without.
      let least = state.tour == nil ? 5 : 3
      let hasRoom = above.rows >= headerRows + least
      let isSaid = state.tour == nil && CaptionView.isShown(state)
      (header, body) = above.splitRows(at: hasRoom ? headerRows : isSaid ? min(headerRows, above.rows) : 0)
      place(state)
    }

    private mutating func place(_ state: ScreenState) {
      let focus = state.focusedPane
      var room = body
      formulaPane = FormulaPane(state)
      if state.isExplaining {
        // On a few rows the formula needs all of them; the chosen element is in the line of messages, too.
        let most =
          body.rows < 9 ? body.rows : state.arrangement.layout == .formula ? body.rows * 2 / 3 : body.rows * 11 / 20
        let rows = min(most, formulaPane?.rows(columns: body.columns) ?? 2)
        (room, formula) = body.splitRows(at: body.rows - rows)
      }
      let shown = state.arrangement.panes(in: state.session).filter { $0 != .formula }
      guard !state.arrangement.isZoomed || focus == .formula,
        let arranged = PaneGrid.places(
          of: shown, in: room, focus: focus == .formula ? shown.last ?? .parameters : focus,
          knobRows: KnobList(state).rows.count)
      else {
        if focus != .formula { panes = [focus: room] }
        return
      }
      panes = arranged
    }
  }

  /// Which of the lines at the bottom there are.
  private struct BottomLines {
    let hasPrompt: Bool
    let hasHints: Bool
    let hasTime: Bool
    let hasAlarm: Bool

    init(rows: Int, hasTime: Bool, hasAlarm: Bool) {
      hasPrompt = rows >= 2
      hasHints = rows >= 3
      self.hasTime = hasTime && rows >= 10
      self.hasAlarm = hasAlarm && rows >= 14
    }

    var count: Int { 1 + [hasPrompt, hasHints, hasTime, hasAlarm].count { $0 } }
  }
}
