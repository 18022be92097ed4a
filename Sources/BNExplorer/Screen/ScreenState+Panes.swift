import Platform
import TerminalKit
import BNCore

// What keys do within the focused pane.
extension ScreenState {
  /// Scrolls a formula that is longer than its pane, but not past its last line.
  @discardableResult
  mutating func scrollFormula(by lines: Int) -> [Action] {
    let layout = ScreenView.Layout(self, size: size)
    let rows = layout.formulaPane?.rows(columns: layout.formula.columns) ?? 0
    let last = max(0, rows - layout.formula.rows + 1)
    arrangement.formulaLine = min(max(0, arrangement.formulaLine + lines), last)
    return []
  }

  // MARK: Parameters

  /// Begins the line that sets the chosen parameter: what is typed takes the place of the present value.
  mutating func editParameter() -> [Action] {
    openPrompt(line(setting: knob, to: ""), selected: text(of: knob))
    return []
  }

  /// The chosen row among those that are shown.
  var knobRow: Int { KnobList(self).knobs.firstIndex(of: knob) ?? 0 }

  /// Chooses a row of the parameter list, around its ends, and makes room for what it means.
  mutating func choose(_ row: Int) -> [Action] {
    let knobs = KnobList(self).knobs
    knob = knobs[(row + knobs.count) % knobs.count]
    message = nil
    return []
  }

  /// Sets the chosen parameter to the next value on its ladder.
  mutating func adjust(up: Bool) -> [Action] {
    let next = neighbour(of: knob, up: up)
    guard next != presentText(of: knob) else {
      message = Message(text: "\(knob.name) is at the end of what the arrows reach; Enter types a value")
      return []
    }
    let actions = submit(line(setting: knob, to: next))
    awaited = AwaitedKnob(knob: knob, text: next)
    return actions
  }

  // MARK: The table of channels

  /// Whether the table has a channel that is chosen.
  var hasChosenChannel: Bool { ChannelsView.table(self).chosenLine != nil }

  /// Chooses a channel in the order that is shown: `next` makes of the chosen one's line, and of the last line, another,
  /// which may be past the ends.
  mutating func chooseChannel(_ next: (_ line: Int, _ last: Int) -> Int) -> [Action] {
    let table = ChannelsView.table(self)
    guard let line = table.chosenLine else { return [] }
    let rows = table.sortedRows
    arrangement.element.channel = rows[max(0, min(next(line, rows.count - 1), rows.count - 1))]
    return []
  }

  /// Sorts by another column, or with no distance by the same in the other direction.
  mutating func sort(by distance: Int) -> [Action] {
    let table = ChannelsView.table(self)
    guard table.chosenLine != nil else { return [] }
    let count = table.columns.count
    let column = ((table.order?.column ?? 0) + distance + count) % count
    sort(table.order(choosing: column))
    return []
  }

  /// Shows the chosen channel alone.
  mutating func showChosenChannel() -> [Action] {
    guard hasChosenChannel, let chosen = ChannelsView.table(self).chosen else { return [] }
    return submit("channel \(chosen)")
  }

  /// Sorts the table and chooses its first row: that is what one sorts for.
  mutating func sort(_ order: SortedTable.Order) {
    arrangement.channelOrder = order
    arrangement.element.channel = ChannelsView.table(self).sortedRows.first ?? 0
  }

  // MARK: Elements

  /// Moves the chosen element, rows of the batch down, channels across: `move` gets it and how many channels there are.
  mutating func moveElement(_ move: (inout ElementCursor, _ channels: Int) -> Void) -> [Action] {
    guard let layout = shownStep(of: focusedPane)?.layout else { return [] }
    var cursor = arrangement.element.settled(in: layout)
    move(&cursor, layout.channels)
    arrangement.element = cursor.settled(in: layout)
    message = nil
    return []
  }

  // MARK: Curves

  /// Goes to the step at which the curves are read off.
  mutating func goToStepReadOff() -> [Action] {
    guard let step = arrangement.chartStep else { return [] }
    return submit("goto \(step)")
  }

  /// Moves the line that reads the curves off.
  mutating func moveChartCursor(by distance: Int) -> [Action] {
    let last = session.end.step
    guard last > 0 else { return [] }
    let from = arrangement.chartStep ?? session.step
    arrangement.chartStep = min(max(1, from.addingReportingOverflow(distance).partialValue), last)
    if distance == .min { arrangement.chartStep = 1 }
    if distance == .max { arrangement.chartStep = last }
    message = nil
    return []
  }
}

extension SortedTable {
  /// Where the chosen row stands in the order that is shown; `nil` if none is chosen.
  fileprivate var chosenLine: Int? { chosen.flatMap { chosen in sortedRows.firstIndex(of: chosen) } }
}

// What was remembered.
extension ScreenState {
  /// Carries out the remembered lines of an arrangement; one that is not understood is passed over.
  mutating func restoreArrangement(from lines: [String]) {
    for request in lines.flatMap({ ScreenRequest.remembered(in: $0) ?? [] }) {
      _ = arrangement.apply(request, in: session)
    }
  }
}
