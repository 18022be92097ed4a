import Platform
import TerminalKit
import BNCore

/// The formula of the chosen number with the numbers of the last step put in.
///
/// Made once for a frame: some formulas sum over a whole batch, and how many rows one takes decides where all else stands.
struct FormulaPane: Sendable {
  private let quantity: Quantity
  /// Everything that there is a formula of.
  private let inspectable: [Quantity]
  private let view: Result<FormulaView, CommandError>
  private let glyphs: GlyphLevel

  /// The formula that a person asked for; `nil` where there is none.
  init?(_ state: ScreenState) {
    guard let element = state.inspectedElement else { return nil }
    quantity = element.quantity
    inspectable = state.session.inspectable
    glyphs = state.glyphs
    view = Result { () throws(CommandError) in
      let scrubbed = state.scrubbedExplanation
      var view: FormulaView =
        if let scrubbed { FormulaView(scrubbed) } else { FormulaView(try state.session.explanation(of: element)) }
      if scrubbed != nil {
        view.note = "now, no step taken"
        view.ghosts = FormulaGhosts(state, element).lines
      }
      if state.focusedPane == .formula { view.chosen = state.formulaKnob?.term }
      view.firstLine = state.arrangement.formulaLine
      view.takenStyle = Style(.lit, .bold)
      view.otherStyle = Style(.unlit, .dim)
      view.moreHint = "  (Ctrl-D, Ctrl-U)"
      return view
    }
  }

  func draw(in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    let (top, rest) = area.splitRows(at: 1)
    drawTitle(in: top, of: &frame)
    switch view {
    case .success(let view):
      view.draw(in: rest.splitColumns(at: min(1, rest.columns)).right, of: &frame, glyphs: glyphs)
    case .failure(let error):
      frame.write(error.message, column: rest.column + 1, row: rest.row, limit: rest.columns - 1, Style(.faint))
    }
  }

  /// How many rows the whole formula takes.
  func rows(columns: Int) -> Int {
    guard let view = try? view.get() else { return 2 }
    return 1 + view.lines(columns: columns - 1, glyphs: glyphs).count
  }

  /// Everything that there is a formula of, the present one in reverse.
  private func drawTitle(in area: Area, of frame: inout Frame) {
    PaneTitle.draw("", in: area, glyphs, of: &frame)
    var column = area.column + 1
    for other in Self.tabs(inspectable, quantity, columns: area.columns - 2) {
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
