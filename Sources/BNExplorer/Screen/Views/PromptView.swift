import TerminalKit
import BNCore

/// The line above the hints: the prompt with its candidates over it, or the last message.
enum PromptView {
  static func draw(_ state: ScreenState, in area: Area, above body: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    if let editor = state.editor {
      drawPrompt(editor, prompt: ":", in: area, of: &frame)
      let rows = min(body.rows, min(8, editor.candidates.count))
      drawCandidates(of: editor, in: body.splitRows(at: body.rows - rows).bottom, of: &frame)
      if rows == 0, body.rows > 0 { draw(state.message, endingIn: body, of: &frame) }
    } else if let finder = state.finder {
      drawPrompt(finder.editor, prompt: "/", in: area, of: &frame)
    } else if let editor = state.browser?.editor, state.overlay == nil {
      drawPrompt(editor, prompt: "/", in: area, of: &frame)
    } else if let message = state.message {
      let whole = Area(column: body.column, row: body.row, columns: area.columns, rows: body.rows + 1)
      draw(message, endingIn: area.row == body.row + body.rows ? whole : area, of: &frame)
    } else {
      describeFocus(state, in: area, of: &frame)
    }
  }

  /// A message ends in an area's last row; one too long for it stands over the rows above, since what to do is said at
  /// its end.
  private static func draw(_ message: ScreenState.Message?, endingIn area: Area, of frame: inout Frame) {
    guard let message else { return }
    let style = Style(message.isError ? .error : .ok, message.isError ? .bold : [])
    let room = max(1, area.columns - 2)
    let text = message.text.firstLine
    let lines = (text.columns <= room ? [text] : text.wrapped(to: room)).prefix(area.rows)
    let place = area.splitRows(at: area.rows - lines.count).bottom
    frame.blank(out: place)
    for (row, line) in lines.enumerated() {
      frame.write(line, column: place.column + 1, row: place.row + row, limit: place.columns - 1, style)
    }
  }

  /// With nothing else to say: what is chosen in the focused pane, with all of its digits.
  private static func describeFocus(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    let text =
      state.browser.map(description) ?? state.differences.map(description) ?? description(of: state.focusedPane, state)
    // Where the focused pane has no room this line is what a screen reader should read.
    if frame.cursor == nil, state.overlay == nil, area.columns > 1 {
      frame.cursor = Position(column: area.column + 1, row: area.row)
    }
    frame.write(
      text.cut(to: area.columns - 2, ascii: state.glyphs == .ascii), column: area.column + 1, row: area.row,
      limit: area.columns - 1, Style(.faint))
  }

  /// The chosen layer by its whole name, which the list may have cut.
  private static func description(of browser: LayerBrowser) -> String {
    switch browser.list.chosenRow?.content {
    case .item(let item): "\(browser.layers[item].layer.shownName)   Enter takes it"
    case .group(let path, _): "\(path)   Enter folds and unfolds it"
    case nil: "no layer is so"
    }
  }

  /// The chosen difference by the layer's whole name.
  private static func description(of differences: DifferenceBrowser) -> String {
    switch differences.chosen {
    case .pair(let pair, _): "\(pair.a.shownName)   Enter opens both as branches"
    case .some(let entry): entry.name
    case nil: "neither file has a batch norm"
    }
  }

  private static func description(of pane: Pane, _ state: ScreenState) -> String {
    if !state.hidden.isEmpty, pane != .parameters { return "\(pane.rawValue): \(ScreenState.hiddenNote)" }
    if pane.hasCurves, state.arrangement.chartStep != nil, let text = readout(of: pane, state) { return text }
    switch pane {
    case .parameters:
      return "\(state.knob.name) = \(state.text(of: state.knob))   \(state.summary(of: state.knob))"
    case .story, .example: return elements(of: .output, state) ?? pane.summary
    case .batch, .output, .eval: return elements(of: pane, state) ?? pane.summary
    case .mean: return outlook(.movingMean, state) ?? pane.summary
    case .variance: return outlook(.movingVariance, state) ?? pane.summary
    case .renorm, .gamma, .loss: return pane.summary
    case .figure: return state.session.figure.map { "\($0.sentence); \($0.subject)" } ?? pane.summary
    case .formula:
      return state.formulaKnob.map { "\($0.name) = \(state.text(of: $0))   \(state.summary(of: $0))" } ?? pane.summary
    case .channels: return "channel \(state.arrangement.element.channel)   Enter shows it alone in the charts"
    }
  }

  /// The curves' values at the step where they are read off.
  private static func readout(of pane: Pane, _ state: ScreenState) -> String? {
    guard let step = state.arrangement.chartStep else { return nil }
    let values = CurvesView.charts(of: pane, state).flatMap { $0.readout(at: Double(step)) }
    guard let first = values.first else { return nil }
    let numbers = values.filter(\.isRecorded).map {
      "\($0.name) \(NumberText.measured($0.value, digits: LineChart.readoutDigits))"
    }
    return (["step \(Int(first.step))"] + numbers).joined(separator: "   ")
  }

  /// What is to be expected of a moving statistic of the channel that is shown, or of the chosen one.
  private static func outlook(_ name: VariableName, _ state: ScreenState) -> String? {
    guard state.session.layer != nil,
      let channel = state.shownChannels.first ?? state.cursor(in: .output)?.channel
    else {
      return nil
    }
    let lines = state.session.outlook(for: name, channel: channel)
    return lines.isEmpty ? nil : "channel \(channel): " + lines.joined(separator: "; ")
  }

  /// The chosen element of the batch that a pane shows, and of the output for it.
  private static func elements(of pane: Pane, _ state: ScreenState) -> String? {
    guard let cursor = state.cursor(in: pane), let step = state.shownStep(of: pane) else { return nil }
    let names = pane == .eval ? (input: Quantity.evalX, output: Quantity.evalY) : (.x, .y)
    let index = cursor.indices(in: step.layout, shape: step.shape).map(String.init).joined(separator: ",")
    let place = [cursor.place(in: step.layout)]
    let (x, y) = (step.elements(.input, at: place)[0], step.elements(.output, at: place)[0])
    return "\(names.input.rawValue)[\(index)] = \(step.dtype.text(x))   "
      + "\(names.output.rawValue)[\(index)] = \(step.dtype.text(y))"
  }
}

extension String {
  fileprivate var firstLine: String { lines.first ?? "" }
}
