import Platform
import TerminalKit
import BNCore

// What goes to the clipboard.
extension ScreenState {
  /// Copies what the focused pane points at: a value, a row, or the formula that is open.
  mutating func copyFocused() -> [Action] {
    guard mayCopy() else { return [] }
    if isExplaining, let element = inspectedElement, let explanation = try? session.explanation(of: element) {
      return [.copy(explanation.lines.joined(separator: "\n"))]
    }
    switch focusedPane {
    case .parameters, .formula: return [.copy(text(of: knob))]
    case .story, .example, .batch, .output, .eval: return copyElement()
    case .mean, .variance, .renorm, .gamma, .loss: return copyReadout()
    case .figure: return session.figure.map { [.copy($0.sentence)] } ?? []
    case .channels:
      let table = ChannelsView.copied(self)
      return table.chosen.map { [.copy(Self.line(of: table.rows[$0]))] } ?? []
    }
  }

  /// Copies all that the focused pane has.
  mutating func copyAll() -> [Action] {
    guard mayCopy() else { return [] }
    switch focusedPane {
    case .parameters:
      let lines = Parameter.listed.map { "\($0.rawValue)\t\($0.text(in: session.configuration))" }
      return [.copy(lines.joined(separator: "\n"))]
    case .formula: return copyFocused()
    case .batch, .example: return submit("copy x")
    case .story, .output: return submit("copy y")
    case .eval: return submit("copy eval_y")
    case .mean: return submit("copy moving_mean")
    case .variance: return submit("copy moving_variance")
    case .renorm: return submit("copy r")
    case .gamma: return submit("copy gamma")
    case .loss: return submit("copy loss")
    case .figure: return session.figure.map { [.copy($0.report.text)] } ?? []
    case .channels:
      let table = ChannelsView.copied(self)
      let titles = table.columns.map(\.title).joined(separator: "\t")
      return [.copy(([titles] + table.sortedRows.map { Self.line(of: table.rows[$0]) }).joined(separator: "\n"))]
    }
  }

  /// Whether the focused pane is to be seen; says so where it is not.
  private mutating func mayCopy() -> Bool {
    guard !hidden.isEmpty, focusedPane != .parameters else { return true }
    message = Message(text: "\(focusedPane.rawValue): \(Self.hiddenNote)")
    return false
  }

  private func copyElement() -> [Action] {
    guard let cursor = cursor(in: focusedPane), let step = shownStep(of: focusedPane) else { return [] }
    let part = focusedPane == .batch ? BatchPart.input : .output
    return [.copy(step.dtype.text(step.elements(part, at: [cursor.place(in: step.layout)])[0]))]
  }

  /// The curves' values where they are read off, or the last ones.
  private func copyReadout() -> [Action] {
    let step = Double(arrangement.chartStep ?? session.step)
    let values = CurvesView.charts(of: focusedPane, self).flatMap { $0.readout(at: step) }
    let lines = values.filter(\.isRecorded).map { value in
      let number = NumberText.isMissing(value.value) ? "not measured" : ValueText.text(value.value)
      return "\(value.name)\t\(ValueText.text(value.step))\t\(number)"
    }
    return [.copy(lines.joined(separator: "\n"))]
  }

  /// A row with all of its digits.
  private static func line(of row: [SortedTable.Item]) -> String {
    row.map { item in if case .number(let value) = item.key { ValueText.text(value) } else { item.text } }
      .joined(separator: "\t")
  }
}
