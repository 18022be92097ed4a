import Platform
import TerminalKit
import BNCore

/// The list of parameters with their present values, the chosen one marked.
enum ParametersView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    let (top, list) = area.splitRows(at: 1)
    PaneTitle.draw("Parameters", in: top, state.glyphs, of: &frame)
    for (index, row) in shown(state, rows: list.rows).enumerated() {
      let line = Area(column: list.column, row: list.row + index, columns: list.columns, rows: 1)
      switch row {
      case .heading(let text):
        frame.write(text, column: line.column + 1, row: line.row, limit: line.columns - 1, Style(.faint))
      case .folded(let count):
        let text = "\(count) more: P".cut(to: line.columns - 3, ascii: state.glyphs == .ascii)
        frame.write(text, column: line.column + 2, row: line.row, limit: line.columns - 2, Style(.faint))
      case .knob(let knob):
        draw(knob, chosen: knob == chosen(state), state, in: line, of: &frame)
        // The cursor stands where the choice is, which is what a screen reader reads; an open prompt takes it from there.
        if knob == state.knob, state.overlay == nil, !line.isEmpty {
          frame.cursor = Position(column: line.column, row: line.row)
        }
      }
    }
  }

  /// The knob that the arrows turn: in the formula the one that is stood on there.
  private static func chosen(_ state: ScreenState) -> Knob {
    state.focusedPane == .formula ? state.formulaKnob ?? state.knob : state.knob
  }

  /// The rows in view: a list that is longer than its area is scrolled so that the chosen row is.
  private static func shown(_ state: ScreenState, rows count: Int) -> [KnobList.Row] {
    let rows = KnobList(state).fitting(rows: count)
    let focus = rows.firstIndex(of: .knob(state.knob)) ?? 0
    let first = min(max(0, focus - max(0, count - 2)), max(0, rows.count - count))
    return Array(rows.dropFirst(first).prefix(count))
  }

  /// What is at a place of the list, for a mouse.
  static func knob(at place: Position, in list: Area, _ state: ScreenState) -> Knob? {
    let rows = shown(state, rows: list.rows)
    guard rows.indices.contains(place.row - list.row), case .knob(let knob) = rows[place.row - list.row] else {
      return nil
    }
    return knob
  }

  private static func draw(_ knob: Knob, chosen: Bool, _ state: ScreenState, in line: Area, of frame: inout Frame) {
    let emphasis: Style.Emphasis = chosen ? .reverse : []
    frame.blank(out: line, Style(.text, emphasis))
    let ascii = state.glyphs == .ascii
    frame.write(
      chosen ? (ascii ? "> " : "▸ ") : "  ", column: line.column, row: line.row, limit: line.columns,
      Style(.accent, emphasis))
    let room = max(0, line.columns - 2)
    let text = state.text(of: knob)
    let value = state.asides(of: knob).map { text + $0 }.first { knob.name.count + 2 + $0.count <= room } ?? text
    let shownValue = value.cut(to: max(6, room - 8), ascii: ascii)
    let name = knob.name.cut(to: max(0, room - shownValue.count - 2), ascii: ascii)
    let role: Role = knob.matters(in: state.session) ? .text : .faint
    frame.write(name, column: line.column + 2, row: line.row, limit: room, Style(role, emphasis))
    frame.write(
      shownValue, column: line.column + max(2, line.columns - shownValue.count - 1), row: line.row,
      limit: min(room, shownValue.count), Style(chosen ? .accent : role, emphasis.union(chosen ? .bold : [])))
  }
}

extension Knob {
  /// Whether it has an effect as the others stand; those without are drawn faint.
  fileprivate func matters(in session: Session) -> Bool {
    if case .parameter(let parameter) = self { parameter.matters(in: session) } else { true }
  }
}

extension Parameter {
  /// Whether the parameter has an effect as the others stand; those without are drawn faint.
  func matters(in session: Session) -> Bool {
    switch self {
    // TensorFlow's own, and what only its renorm has.
    case .fused, .trainingMode, .renorm: session.configuration.framework == .tensorFlow14
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
