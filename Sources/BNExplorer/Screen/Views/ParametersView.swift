import Platform
import TerminalKit
import BNCore

/// The list of parameters with their present values, the chosen one marked.
enum ParametersView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    let (top, list) = area.splitRows(at: 1)
    PaneTitle.draw("Parameters", in: top, state.glyphs, of: &frame)
    let first = firstRow(focus: state.parameterRow, rows: list.rows)
    let shown = Parameter.listed.enumerated().dropFirst(first).prefix(list.rows)
    for (row, (index, parameter)) in shown.enumerated() {
      let line = Area(column: list.column, row: list.row + row, columns: list.columns, rows: 1)
      draw(parameter, chosen: index == state.parameterRow, state, in: line, of: &frame)
      // The cursor stands where the choice is, which is what a screen reader reads; an open prompt takes it from there.
      if index == state.parameterRow, state.overlay == nil, !line.isEmpty {
        frame.cursor = Position(column: line.column, row: line.row)
      }
    }
  }

  /// Scrolls a list that is longer than its area so that the chosen row is in view.
  static func firstRow(focus: Int, rows: Int) -> Int {
    min(max(0, focus - max(0, rows - 2)), max(0, Parameter.listed.count - rows))
  }

  private static func draw(
    _ parameter: Parameter, chosen: Bool, _ state: ScreenState, in line: Area, of frame: inout Frame
  ) {
    let value = parameter.text(in: state.session.configuration)
    let emphasis: Style.Emphasis = chosen ? .reverse : []
    frame.blank(out: line, Style(.text, emphasis))
    let ascii = state.glyphs == .ascii
    frame.write(
      chosen ? (ascii ? "> " : "▸ ") : "  ", column: line.column, row: line.row, limit: line.columns,
      Style(.accent, emphasis))
    let room = max(0, line.columns - 2)
    let shownValue = value.cut(to: max(6, room - 8), ascii: ascii)
    let name = parameter.rawValue.cut(to: max(0, room - shownValue.count - 2), ascii: ascii)
    let role: Role = parameter.matters(in: state.session) ? .text : .faint
    frame.write(name, column: line.column + 2, row: line.row, limit: room, Style(role, emphasis))
    frame.write(
      shownValue, column: line.column + max(2, line.columns - shownValue.count - 1), row: line.row,
      limit: min(room, shownValue.count), Style(chosen ? .accent : role, emphasis.union(chosen ? .bold : [])))
  }
}

extension Parameter {
  /// Whether the parameter has an effect as the others stand; those without are drawn faint.
  func matters(in session: Session) -> Bool {
    switch self {
    case .renormMomentum, .rmax, .rmin, .dmax: session.configuration.options.renorm
    case .betaInitializer, .betaRegularizer: session.configuration.options.center
    case .gammaInitializer, .gammaRegularizer: session.configuration.options.scale
    case .learningRate, .trainable: session.configuration.optimizer != .none
    case .betaConstraint: session.configuration.optimizer != .none && session.configuration.options.center
    case .gammaConstraint: session.configuration.optimizer != .none && session.configuration.options.scale
    default: true
    }
  }
}
