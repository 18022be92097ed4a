import TerminalKit
import BNFiles

/// Something to do by hand until a claim holds, as `task` gives it.
struct Exercise: Equatable, Sendable {
  var text: String
  /// What has to hold.
  var goal: Assertion
  /// The goal as it was written.
  var goalText: String
  /// What helps, one after another.
  var hints: [String] = []

  /// The task behind a verb: a text, `until` and a claim, and hints.
  init(_ statement: Statement) throws(CommandError) {
    let words = statement.arguments
    func index(of word: String, from start: Int) -> Int? {
      words.indices.dropFirst(start).first { words[$0].text == word && !words[$0].quoted }
    }
    guard let until = index(of: "until", from: 0) else {
      throw ArgumentReader(statement).missing("until and a claim such as moving_mean[0] ~ 5 within 1%")
    }
    text = try statement.text(before: until, "what is to be done")
    let firstHint = index(of: "hint", from: until) ?? words.count
    guard firstHint > until + 1 else {
      throw CommandError(
        "a claim is missing behind until; expected one such as moving_mean[0] ~ 5 within 1%",
        column: words[until].column)
    }
    goalText = statement.written(until + 1..<firstHint)
    goal = try Assertion.parse(
      Word(text: goalText, column: words[until + 1].column, mayShorten: statement.rest.mayShorten))
    var hint = firstHint
    while hint < words.count {
      let next = index(of: "hint", from: hint + 1) ?? words.count
      guard next > hint + 1 else {
        throw CommandError("a text is missing behind hint", column: words[hint].column)
      }
      hints.append(statement.text(of: hint + 1..<next))
      hint = next
    }
  }

  /// The task as it is read.
  var line: String {
    (["task", inQuotes(text), "until", goalText] + hints.map { "hint \(inQuotes($0))" }).joined(separator: " ")
  }

  /// What has to hold, in words.
  var goalLine: String { "until \(goalText)" }

  /// How it ended, in words.
  static func done(after steps: Int) -> String {
    // A task may be done without any, by a figure or an expression.
    steps == 0 ? "Done." : "Done after \(steps) step\(steps == 1 ? "" : "s")."
  }
}

extension Script {
  /// The lines as they are carried out where nobody does a task by hand: each task's goal is checked behind its solution,
  /// or without one where the next scene begins.
  var checkedLines: [Line] {
    var lines: [Line] = []
    var task: Line?
    var isSolved = false
    func check(_ task: inout Line?) {
      if let line = task?.check { lines.append(line) }
      task = nil
    }
    for line in self.lines {
      if line.command.isSolution {
        isSolved = true
      } else if isSolved || line.command.beginsScene {
        check(&task)
      }
      if case .session(.task) = line.command { (task, isSolved) = (line, false) }
      lines.append(line)
    }
    check(&task)
    return lines
  }
}

extension Script.Line {
  /// What checks a task's goal; `nil` for a line that is no task.
  var check: Script.Line? {
    guard case .session(.task(let exercise)) = command else { return nil }
    return Script.Line(command: .session(.finish(exercise)), file: file, number: number, column: column, text: text)
  }
}

extension Command {
  var isSolution: Bool { if case .solution = self { true } else { false } }

  /// Whether another scene of a demo begins with it, or none does any more.
  fileprivate var beginsScene: Bool {
    switch self {
    case .face(.say), .face(.title), .face(.quit), .session(.ask), .session(.task), .session(.reveal): true
    default: false
    }
  }
}
