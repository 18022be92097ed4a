/// Help as text, drawn from the command table.
enum HelpText {
  static func text(for verb: Verb?) -> String {
    guard let verb else { return overview }
    let entry = verb.entry
    var lines = [entry.usage, "", "  " + entry.summary] + entry.details.map { "  " + $0 }
    if !entry.keys.isEmpty {
      lines.append("")
      lines += entry.keys.map { "  key \($0.label.padded(to: 8))\($0.line)" }
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
    let keys = KeyBinding.inHelpOrder.map { ($0.label, $0.line == "run" ? "run and pause" : $0.line) } + screenKeys
    let width = (keys.map(\.0.count).max() ?? 0) + 2
    let verbs = (Verb.allCases.map(\.rawValue.count).max() ?? 0) + 2
    return ["KEYS"] + keys.map { "  " + $0.0.padded(to: width) + $0.1 }
      + ["", "COMMANDS, typed behind : (:help COMMAND says more)"]
      + Verb.allCases.map { "  " + $0.rawValue.padded(to: verbs) + $0.entry.summary }
  }

  /// The keys that move about on the screen instead of typing a command.
  private static let screenKeys = [
    ("Up Down", "choose a parameter"), ("Left Right - +", "change it; Enter types a value"),
    (":", "type a command; Tab completes, Up recalls, Ctrl-R searches"), ("Esc", "close what is open"),
    ("Ctrl-C", "stop a long command; quit"), ("Ctrl-Z", "suspend"), ("Ctrl-L", "draw the screen anew"),
    ("in a demo", "Space next scene, b back, Esc leave it"),
  ]
}
