import TerminalKit
import BNCore

extension Verb {
  /// This verb's row of the command table.
  var entry: CommandEntry {
    switch self {
    case .generate: .generate
    case .batch: .batch
    case .batchSize: .batchSize
    case .load: .load
    case .eval: .eval
    case .open: .open
    case .layers: .layers
    case .layer: .layer
    case .check: .check
    case .close: .close
    case .diff: .diff
    case .set: .set
    case .toggle: .toggle
    case .assign: .assign
    case .step: .step
    case .train: .train
    case .infer: .infer
    case .run: .run
    case .pause: .pause
    case .speed: .speed
    case .back: .back
    case .forward: .forward
    case .goto: .goto
    case .reset: .reset
    case .fork: .fork
    case .switch: .switch
    case .branches: .branches
    case .together: .together
    case .compare: .compare
    case .undo: .undo
    case .redo: .redo
    case .show: .show
    case .explain: .explain
    case .diagnose: .diagnose
    case .frameworks: .frameworks
    case .norms: .norms
    case .figure1: .figure1
    case .assert: .assert
    case .channel: .channel
    case .layout: .layout
    case .fold: .fold
    case .filter: .filter
    case .inspect: .inspect
    case .imagine: .imagine
    case .focus: .focus
    case .zoom: .zoom
    case .hide: .hide
    case .panes: .panes
    case .view: .view
    case .yaxis: .yaxis
    case .tour: .tour
    case .export: .export
    case .save: .save
    case .source: .source
    case .record: .record
    case .copy: .copy
    case .demo: .demo
    case .title: .title
    case .say: .say
    case .ask: .ask
    case .answer: .answer
    case .reveal: .reveal
    case .task: .task
    case .hint: .hint
    case .solution: .solution
    case .wait: .wait
    case .theme: .theme
    case .mouse: .mouse
    case .help: .help
    case .quit: .quit
    }
  }
}

extension KeyBinding {
  /// Every key of the table, in the order of the verbs.
  static let all: [KeyBinding] = Verb.allCases.flatMap { $0.entry.keys }

  /// The keys of the table, those first that a stranger needs first: run and pause, go back, go on from there in a branch,
  /// run both, compare, ask why, and where to find the rest.
  static let inHelpOrder: [KeyBinding] = {
    let first = " {bBce?s[]}qU".map(Key.character)
    return first.flatMap { key in all.filter { $0.key == key } } + all.filter { !first.contains($0.key) }
  }()

  /// The key as hints and help show it.
  var label: String { key.label }
}

extension Key {
  /// What stands on the keyboard.
  var label: String {
    switch self {
    case .character(" "): "Space"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    default: name
    }
  }
}
