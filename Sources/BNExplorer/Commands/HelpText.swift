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
