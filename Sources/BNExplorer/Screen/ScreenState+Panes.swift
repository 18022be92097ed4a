import Platform
import TerminalKit
import BNCore

// Keys that move within the focused pane.
extension ScreenState {
  /// What a key does in the focused pane; `nil` where it does nothing there.
  mutating func handlePaneKey(_ key: Key) -> [Action]? {
    switch focusedPane {
    case .parameters: return handleParameterKey(key)
    case .batch, .output, .eval: return moveCursor(key)
    case .mean, .variance, .renorm, .gamma, .loss: return handleChartKey(key)
    case .channels: return handleTableKey(key)
    }
  }

  /// Scrolls a formula that is longer than its pane, but not past its last line.
  mutating func scrollFormula(by lines: Int) {
    let layout = ScreenView.Layout(self, size: size)
    let rows = layout.formulaPane?.rows(columns: layout.formula.columns) ?? 0
    let last = max(0, rows - layout.formula.rows + 1)
    arrangement.formulaLine = min(max(0, arrangement.formulaLine + lines), last)
  }

  // MARK: Parameters

  private mutating func handleParameterKey(_ key: Key) -> [Action]? {
    switch key {
    case .enter:
      let parameter = focusedParameter
      openPrompt("set \(parameter.rawValue) \(parameter.text(in: session.configuration))")
    case .up, .character("k"): choose(parameterRow - 1)
    case .down, .character("j"): choose(parameterRow + 1)
    case .home: choose(0)
    case .end: choose(-1)
    case .left, .character("-"), .character("h"): return adjust(up: false)
    case .right, .character("+"), .character("="), .character("l"): return adjust(up: true)
    default: return nil
    }
    return []
  }

  /// Chooses a row of the parameter list, around its ends, and makes room for what it means.
  private mutating func choose(_ row: Int) {
    parameterRow = (row + Parameter.listed.count) % Parameter.listed.count
    message = nil
  }

  /// Sets the chosen parameter to the next value on its ladder.
  private mutating func adjust(up: Bool) -> [Action] {
    let parameter = focusedParameter
    let text = parameter.text(in: session.configuration)
    let next = parameter.neighbour(of: text, up: up, rank: session.rank)
    guard next != text else {
      message = Message(text: "\(parameter.rawValue) is at the end of what the arrows reach; Enter types a value")
      return []
    }
    return submit("set \(parameter.rawValue) \(next)")
  }

  // MARK: The table of channels

  /// Up and down choose a channel in the order that is shown, left and right the column to sort by.
  private mutating func handleTableKey(_ key: Key) -> [Action]? {
    let table = ChannelsView.table(self)
    let rows = table.sortedRows
    guard let chosen = table.chosen, let line = rows.firstIndex(of: chosen) else { return nil }
    let page = 10
    switch key {
    case .up, .character("k"): arrangement.element.channel = rows[max(0, line - 1)]
    case .down, .character("j"): arrangement.element.channel = rows[min(rows.count - 1, line + 1)]
    case .pageUp: arrangement.element.channel = rows[max(0, line - page)]
    case .pageDown: arrangement.element.channel = rows[min(rows.count - 1, line + page)]
    case .home: arrangement.element.channel = rows.first ?? 0
    case .end: arrangement.element.channel = rows.last ?? 0
    case .left, .character("h"): sort(by: -1, table)
    case .right, .character("l"): sort(by: 1, table)
    case .character("-"), .character("+"), .character("v"):
      sort(table.order(choosing: table.order?.column ?? 0))
    case .enter: return submit("channel \(chosen)")
    default: return nil
    }
    return []
  }

  private mutating func sort(by distance: Int, _ table: SortedTable) {
    let count = table.columns.count
    let column = ((table.order?.column ?? 0) + distance + count) % count
    sort(table.order(choosing: column))
  }

  /// Sorts the table and chooses its first row: that is what one sorts for.
  mutating func sort(_ order: SortedTable.Order) {
    arrangement.channelOrder = order
    arrangement.element.channel = ChannelsView.table(self).sortedRows.first ?? 0
  }

  // MARK: Elements

  /// Moves the chosen element: rows of the batch down, channels across.
  private mutating func moveCursor(_ key: Key) -> [Action]? {
    guard let layout = shownStep(of: focusedPane)?.layout else { return nil }
    var cursor = arrangement.element.settled(in: layout)
    switch key {
    case .up, .character("k"): cursor.row -= 1
    case .down, .character("j"): cursor.row += 1
    case .left, .character("h"): cursor.channel -= 1
    case .right, .character("l"): cursor.channel += 1
    case .pageUp: cursor.row -= 10
    case .pageDown: cursor.row += 10
    case .home: cursor.channel = 0
    case .end: cursor.channel = layout.channels - 1
    default: return nil
    }
    arrangement.element = cursor.settled(in: layout)
    message = nil
    return []
  }

  // MARK: Curves

  /// Moves the line that reads the curves off; Enter goes to its step.
  private mutating func handleChartKey(_ key: Key) -> [Action]? {
    switch key {
    case .left, .character("h"): return moveChartCursor(by: -1)
    case .right, .character("l"): return moveChartCursor(by: 1)
    case .pageUp: return moveChartCursor(by: -10)
    case .pageDown: return moveChartCursor(by: 10)
    case .home: return moveChartCursor(by: .min)
    case .end: return moveChartCursor(by: .max)
    case .enter:
      guard let step = arrangement.chartStep else { return [] }
      return submit("goto \(step)")
    default: return nil
    }
  }

  private mutating func moveChartCursor(by distance: Int) -> [Action] {
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

// What was remembered.
extension ScreenState {
  /// Carries out the remembered lines of an arrangement; one that is not understood is passed over.
  mutating func restoreArrangement(from lines: [String]) {
    for request in lines.flatMap({ ScreenRequest.remembered(in: $0) ?? [] }) {
      _ = arrangement.apply(request, in: session)
    }
  }
}
