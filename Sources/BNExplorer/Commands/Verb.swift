import TerminalKit
import BNCore

/// The first word of every command.
///
/// A new verb needs an entry in the table: the compiler asks for it.
enum Verb: String, CaseIterable, Sendable {
  case generate, batch, load, batchSize = "batch_size", eval
  case open, layers, layer, check, diff, close
  case set, toggle, assign
  case step, train, infer, run, pause, reset, speed
  case back, forward, goto
  case fork, `switch`, branches, together, compare
  case undo, redo
  case show, explain, diagnose, frameworks, norms, figure1, assert, channel
  case layout, fold, filter, inspect, imagine, focus, zoom, hide, panes, view, yaxis, tour
  case export, save, source, record, copy
  case demo, title, say, ask, answer, reveal, task, hint, solution, wait
  case theme, mouse
  case help, quit
}

/// One verb's row in the command table, from which keys, prompt, completion, scripts, the help screen and the command
/// reference are all made.
struct CommandEntry: Sendable {
  /// How the command is written.
  let usage: String
  /// One line that says what it does.
  let summary: String
  /// More, where a line is not enough: one sentence a line.
  var details: [String] = []
  /// A line that works as it stands.
  let example: String
  /// The keys on the screen that type a line with this verb.
  var keys: [KeyBinding] = []
  /// What can follow, for completion.
  var arguments: ArgumentKind = .none
  let parse: @Sendable (Statement) throws(CommandError) -> Command

  /// What the first argument is, for completion.
  enum ArgumentKind: Sendable {
    case none, kind, parameter, toggle, variable, quantity, element, data, pipeline, file, demo, verb, channel, branches
    case pane, panes, layout, inspected, theme, `switch`, layer, frameworks, norms, figure

    /// The names that it is one of; none where it can be something else, such as a file or an expression.
    var names: [String] {
      switch self {
      case .kind: (BatchKind.names + [LayerBatchRequest.name]).sorted()
      case .pipeline: EvalRequest.names
      case .parameter: Parameter.allCases.map(\.rawValue)
      case .toggle: Parameter.toggles.map(\.rawValue)
      case .variable: VariableName.allCases.map(\.rawValue)
      case .demo: Lesson.all.map(\.name)
      case .pane, .panes: Pane.allCases.map(\.rawValue)
      case .layout: LayoutName.allCases.map(\.rawValue)
      case .verb: Verb.allCases.map(\.rawValue)
      case .inspected: ElementReference.explained.map(\.rawValue)
      case .theme: Theme.Name.allCases.map(\.rawValue) + ["next"]
      case .switch: ["on", "off"]
      case .frameworks: FrameworkName.all
      case .norms: NormFunction.allCases.map(\.word)
      case .none, .quantity, .element, .data, .file, .channel, .branches, .layer, .figure: []
      }
    }
  }
}

/// A key of the screen and the line that it types.
struct KeyBinding: Equatable, Sendable {
  let key: Key
  let line: String
  /// One or two words for the line of hints.
  let hint: String

  init(_ key: Key, _ line: String, _ hint: String) {
    self.key = key
    self.line = line
    self.hint = hint
  }
}
