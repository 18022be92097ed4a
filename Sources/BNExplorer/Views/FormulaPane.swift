import BNCore

/// The formula of the chosen number with the numbers of the last step put in.
enum FormulaPane {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty, let element = state.inspectedElement else { return }
    let (top, rest) = area.splitRows(at: 1)
    drawTitle(element.quantity, state, in: top, of: &frame)
    do throws(CommandError) {
      try view(of: element, state).draw(
        in: rest.splitColumns(at: min(1, rest.columns)).right, of: &frame, glyphs: state.glyphs)
    } catch {
      frame.write(error.message, column: rest.column + 1, row: rest.row, limit: rest.columns - 1, Style(.faint))
    }
  }

  private static func view(of element: ElementReference, _ state: ScreenState) throws(CommandError) -> FormulaView {
    var view = FormulaView(try state.session.explanation(of: element))
    view.firstLine = state.arrangement.formulaLine
    view.takenStyle = Style(.lit, .bold)
    view.otherStyle = Style(.unlit, .dim)
    view.moreHint = "  (Ctrl-D, Ctrl-U)"
    return view
  }

  /// How many rows the whole formula takes.
  static func rows(_ state: ScreenState, columns: Int) -> Int {
    guard let element = state.inspectedElement, let view = try? view(of: element, state) else { return 2 }
    return 1 + view.lines(columns: columns - 1, glyphs: state.glyphs).count
  }

  /// Everything that there is a formula of, the present one in reverse.
  private static func drawTitle(_ quantity: Quantity, _ state: ScreenState, in area: Area, of frame: inout Frame) {
    PaneTitle.draw("", in: area, state.glyphs, of: &frame)
    var column = area.column + 1
    for other in tabs(state.inspectable, quantity, columns: area.columns - 2) {
      let isChosen = other == quantity
      column += frame.write(
        " \(other.rawValue) ", column: column, row: area.row, limit: area.column + area.columns - column - 1,
        Style(isChosen ? .title : .faint, isChosen ? [.bold, .reverse] : []))
    }
  }

  /// Those of the names that fit, without the first ones where the present one would not be among them.
  private static func tabs(_ all: [Quantity], _ present: Quantity, columns: Int) -> ArraySlice<Quantity> {
    var shown = all[...]
    while shown.first != present, let chosen = shown.firstIndex(of: present),
      shown[...chosen].reduce(0, { $0 + $1.rawValue.count + 2 }) > columns
    {
      shown.removeFirst()
    }
    return shown
  }
}
