import TerminalKit
import BNFiles

/// Help as text, drawn from the command table.
enum HelpText {
  static func text(for verb: Verb?) -> String {
    guard let verb else { return overview }
    let entry = verb.entry
    var lines = [entry.usage, "", "  " + entry.summary] + entry.details.map { "  " + $0 }
    if !entry.keys.isEmpty {
      lines.append("")
      let width = (entry.keys.map(\.label.count).max() ?? 0) + 2
      lines += entry.keys.map { "  key \($0.label.padded(to: width))\($0.line)" }
    }
    lines += ["", "  Example: \(entry.example)"]
    return lines.joined(separator: "\n")
  }

  /// One line a command.
  static var overview: String {
    let width = (Verb.allCases.map(\.rawValue.count).max() ?? 0) + 2
    let lines = Verb.allCases.map { "  " + $0.rawValue.padded(to: width) + $0.entry.summary }
    return (["Commands (help COMMAND says more):"] + lines).joined(separator: "\n")
  }

  /// One line a lesson.
  static var lessons: String {
    let width = (Lesson.all.map(\.name.count).max() ?? 0) + 2
    return Lesson.all.enumerated().map { index, lesson in
      "\(index + 1)  " + lesson.name.padded(to: width) + lesson.summary
    }.joined(separator: "\n")
  }
}

extension HelpText {
  /// The help of the screen: keys first, then every command, both from the command table.
  static var screen: [String] {
    let lines = (KeyBinding.all.map(\.line.count).max() ?? 0) + 2
    let bound = KeyBinding.inHelpOrder.map { ($0.label, $0.line.padded(to: lines) + $0.meaning) }
    let keys = bound + screenKeys
    let width = (keys.map(\.0.count).max() ?? 0) + 2
    let verbs = (Verb.allCases.map(\.rawValue.count).max() ?? 0) + 2
    return ["KEYS"] + keys.map { "  " + $0.0.padded(to: width) + $0.1 }
      + ["", "COMMANDS, typed behind : (:help COMMAND says more)"]
      + Verb.allCases.map { "  " + $0.rawValue.padded(to: verbs) + $0.entry.summary }
  }

  /// The keys that do without a line of the command language.
  private static let screenKeys = [
    (
      "arrows h j k l",
      "move in the focused pane: choose a parameter and change it, an element, a step of the curves, a channel"
    ),
    ("Enter", "parameters: type a value; curves: go to the step read off; channels: show that channel alone"),
    ("g", "go to a step; behind it a number"),
    ("p Ctrl-P", "palette: search everything that can be done, with its key"),
    ("y Y", "copy what is chosen, or all of the pane (by OSC 52, which the terminal must allow)"),
    ("Ctrl-D Ctrl-U", "scroll a formula that is longer than its pane"),
    (":", "type a command; Tab completes, Up recalls, Right takes what is suggested, Ctrl-R searches"),
    ("Esc", "close what is open"),
    ("Ctrl-C", "stop a long command; quit"), ("Ctrl-Z", "suspend"), ("Ctrl-L", "draw the screen anew"),
    ("in a demo", "Space next scene, b back, Esc leave it"),
    ("mouse", "click a pane, a parameter, an element; drag the bar of time; the wheel scrolls (m turns it on)"),
  ]
}

extension KeyBinding {
  /// What the key's line does, in words.
  fileprivate var meaning: String {
    if line == Verb.run.rawValue { return "run, and pause" }
    let words = line.split(separator: " ").map(String.init)
    if words.last == "at_most" { return "ten recorded steps \(words[0]), or as many as there are" }
    if words.first == Verb.toggle.rawValue, let parameter = words.last.flatMap(Parameter.init(rawValue:)) {
      return parameter.summary
    }
    return words.first.flatMap(Verb.init(rawValue:))?.entry.summary ?? hint
  }
}
