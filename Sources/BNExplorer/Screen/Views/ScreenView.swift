import TerminalKit

/// The whole screen as a function of its state and size.
///
/// From the top: what the layer computes, or a demo's caption; the panes; a line for an alarm; a line for the prompt or a
/// message; hints; the bar of time; the line of status. On a smaller screen the least important goes first.
enum ScreenView {
  static func draw(_ state: ScreenState, size: Size) -> Frame {
    var frame = Frame(size: size)
    let layout = Layout(state, size: size)
    HeaderView.draw(state, in: layout.header, of: &frame)
    if let browser = state.browser {
      BrowserView.draw(browser, state, in: BrowserView.area(state, size: size), of: &frame)
    } else if let differences = state.differences {
      DifferenceView.draw(differences, state, in: BrowserView.area(state, size: size), of: &frame)
    } else {
      drawPanes(state, layout, of: &frame)
    }
    AlarmView.draw(state, in: layout.alarm, of: &frame)
    HintsView.draw(state, in: layout.hints, of: &frame)
    TimeView.draw(state, in: layout.time, of: &frame)
    StatusView.draw(state, in: layout.status, of: &frame)
    if let overlay = state.overlay { OverlayView.draw(overlay, in: layout.body, state.glyphs, of: &frame) }
    if let palette = state.palette { PaletteView.draw(palette, in: layout.body, state.glyphs, of: &frame) }
    PromptView.draw(state, in: layout.prompt, above: layout.body, of: &frame)
    return frame
  }

  private static func drawPanes(_ state: ScreenState, _ layout: Layout, of frame: inout Frame) {
    for pane in Pane.allCases { if let area = layout.panes[pane] { draw(pane, state, in: area, of: &frame) } }
    if state.hidden.isEmpty {
      layout.formulaPane?.draw(in: layout.formula, of: &frame)
    } else {
      cover("formula", in: layout.formula, state.glyphs, of: &frame)
    }
  }

  private static func draw(_ pane: Pane, _ state: ScreenState, in area: Area, of frame: inout Frame) {
    let isFocused = pane == state.focusedPane && state.overlay == nil
    if isFocused, !area.isEmpty { frame.cursor = Position(column: area.column, row: area.row) }
    switch pane {
    case _ where state.hides(pane): cover(pane.rawValue, in: area, state.glyphs, of: &frame)
    case .parameters: ParametersView.draw(state, in: area, of: &frame)
    case .example: ExamplePicture.draw(state, in: area, of: &frame)
    case .story: StoryView.draw(state, in: area, of: &frame)
    case .batch, .output, .eval: ElementsView.draw(pane, state, in: area, of: &frame)
    case .mean, .variance, .renorm, .gamma, .loss: CurvesView.draw(pane, state, in: area, of: &frame)
    case .figure: FigureView.draw(state, in: area, of: &frame)
    case .channels: ChannelsView.draw(state, in: area, of: &frame)
    // Its place is below all others.
    case .formula: break
    }
    if isFocused { frame.emphasizeTitle(in: area) }
  }

  /// Stands in the place of what is not to be seen before an answer.
  private static func cover(_ title: String, in area: Area, _ glyphs: GlyphLevel, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    let (top, rest) = area.splitRows(at: 1)
    PaneTitle.draw(title, in: top, glyphs, of: &frame)
    frame.write(
      ScreenState.hiddenNote, column: rest.column + 1, row: rest.row + rest.rows / 2,
      limit: rest.isEmpty ? 0 : rest.columns - 1, Style(.faint))
  }
}

extension Frame {
  /// Draws a focused pane's title in reverse, which needs no colour.
  fileprivate mutating func emphasizeTitle(in area: Area) {
    for column in area.column..<area.column + area.columns {
      guard var cell = self[column, area.row], cell.style.role == .title else { continue }
      cell.style.emphasis.insert(.reverse)
      put(cell, column: column, row: area.row)
    }
  }
}

extension Area {
  /// Two halves beside each other with a column between them.
  var halves: (left: Area, right: Area) {
    let (left, right) = splitColumns(at: columns / 2)
    return (left, right.splitColumns(at: 1).right)
  }
}
