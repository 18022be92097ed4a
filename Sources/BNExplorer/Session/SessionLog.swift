import TerminalKit
import BNFiles
import BNCore

/// The commands that made a session, as lines that replay it.
struct SessionLog: Equatable, Sendable {
  private(set) var lines: [String] = []
  /// The lines as they were when all of them could last be had from elsewhere: from a saved script, from what the program
  /// was started with, from a lesson.
  private(set) var kept: [String] = []
  /// The steps that a command has taken which is not done yet.
  private var stepsUnderWay: (count: Int, mode: Mode?)?
  private var steps: (count: Int, mode: Mode?)?
  /// Whether the last line goes to a step.
  private var endsInMove = false

  static func == (a: SessionLog, b: SessionLog) -> Bool { a.lines == b.lines }

  init() {}

  /// A log of lines that were written down before.
  init(lines: [String]) { self.lines = lines }

  /// Adds a command that changes the session; one that only looks leaves no line.
  mutating func append(_ command: SessionCommand) {
    guard let line = command.line else { return }
    stepsUnderWay = nil
    lines.append(line)
    steps = nil
    endsInMove = false
  }

  /// Going from step to step in a row becomes one line.
  mutating func append(moveTo step: Int) {
    if endsInMove { lines.removeLast() }
    append(.goto(step))
    endsInMove = true
  }

  /// Passes of the same kind in a row become one line.
  mutating func append(steps count: Int, _ mode: Mode?) {
    stepsUnderWay = nil
    guard count > 0 else { return }
    endsInMove = false
    if let last = steps, last.mode == mode {
      steps = (last.count + count, mode)
      lines[lines.count - 1] = SessionCommand.line(steps: last.count + count, mode)
    } else {
      lines.append(SessionCommand.line(steps: count, mode))
      steps = (count, mode)
    }
  }

  /// Takes note of steps of a command that goes on, and will add them itself.
  mutating func note(stepsUnderWay count: Int, _ mode: Mode?) { stepsUnderWay = (count, mode) }

  /// Forgets the steps of a command that failed.
  mutating func forgetStepsUnderWay() { stepsUnderWay = nil }

  /// The log with the steps of the command that is under way.
  var upToNow: SessionLog {
    var log = self
    if let stepsUnderWay { log.append(steps: stepsUnderWay.count, stepsUnderWay.mode) }
    return log
  }

  /// What was done since the last task has done it: these lines are its solution.
  mutating func completeTask() {
    guard let task = lines.lastIndex(where: \.isTask) else { return }
    let tail = lines[(task + 1)...]
    // What was asked meanwhile is no part of it.
    let others = tail.filter(\.isQuestion)
    let solution = tail.filter { !$0.isQuestion }.map { $0.isSolution ? $0 : "\(Verb.solution.rawValue) \($0)" }
    lines = lines[..<task] + others + [lines[task]] + solution
    steps = nil
    endsInMove = false
  }

  // MARK: Taking lines back

  /// Where the log ended, to go back to.
  struct Mark: Sendable {
    fileprivate let count: Int
    /// Steps and moves change the last line.
    fileprivate let last: String?
    fileprivate let steps: (count: Int, mode: Mode?)?
    fileprivate let endsInMove: Bool
  }

  /// What stood behind a mark.
  struct Tail: Sendable {
    fileprivate let mark: Mark
    /// From the mark's last line on.
    fileprivate let lines: [String]
    fileprivate let end: Mark
  }

  var mark: Mark { Mark(count: lines.count, last: lines.last, steps: steps, endsInMove: endsInMove) }

  /// Forgets what came after a mark.
  ///
  /// - Returns: what that was.
  mutating func goBack(to mark: Mark) -> Tail {
    stepsUnderWay = nil
    let tail = Tail(mark: mark, lines: Array(lines[max(0, mark.count - 1)...]), end: self.mark)
    lines.removeLast(lines.count - mark.count)
    if let last = mark.last { lines[mark.count - 1] = last }
    (steps, endsInMove) = (mark.steps, mark.endsInMove)
    return tail
  }

  /// Adds again what was taken back, to a log that ends where it began.
  mutating func goForward(_ tail: Tail) {
    if tail.mark.count > 0 { lines.removeLast() }
    lines += tail.lines
    (steps, endsInMove) = (tail.end.steps, tail.end.endsInMove)
  }

  /// The lines behind a mark; of a line that has grown what came to it.
  func lines(since mark: Mark) -> [String] {
    let added = Array(lines[mark.count...])
    guard let last = mark.last, lines[mark.count - 1] != last else { return added }
    guard added.isEmpty, let now = steps, let before = mark.steps else { return [lines[mark.count - 1]] + added }
    return [SessionCommand.line(steps: now.count - before.count, now.mode)]
  }

  // MARK: What would be lost

  /// All lines can be had again from elsewhere as they stand.
  mutating func keep() { kept = lines }

  /// From so many lines of unsaved work on a person is asked before it is dropped; a quick look leaves fewer.
  static let worthAWord = 3

  /// What a person did since, and would miss: all lines but passes as set and moves in time, which running and looking
  /// around leave by themselves.
  var unsavedWork: [String] { Self.work(in: lines, beside: kept) }

  static func work(in lines: [String], beside kept: [String]) -> [String] {
    lines[commonCount(lines, kept)...].filter { line in
      !["step ", "goto ", "back ", "forward "].contains(where: line.hasPrefix)
    }
  }

  /// How many lines two logs begin with alike.
  ///
  /// A line that nobody touched is the same string in memory, which takes next to no time to compare.
  static func commonCount(_ a: [String], _ b: [String]) -> Int {
    var count = 0
    while count < a.count, count < b.count, a[count] == b[count] { count += 1 }
    return count
  }

  /// The lines that a saved session has: a task that was not done leaves none, or the script would fail.
  var saved: [String] {
    lines.indices.filter { index in
      !lines[index].isTask || (lines.indices.contains(index + 1) && lines[index + 1].isSolution)
    }.map { lines[$0] }
  }

  /// The lines as a script.
  var script: String { Self.script(of: saved) }

  /// The lines as a script in a file, with paths as they are read where it is run: from the present folder, as it is now,
  /// where that holds both; a script put elsewhere is run elsewhere, and has them from the root.
  func script(savedAt path: String, _ files: any FileAccess) -> String {
    let folder = files.folder
    guard folder.count > 1, files.absolutePath(path).isBelow(folder) else { return script }
    return Self.script(of: saved.map { Self.line($0, below: folder) })
  }

  /// A line with its file named from a folder, where the file is below it and the line still means the same then.
  private static func line(_ line: String, below folder: String) -> String {
    guard ["load ", "eval load ", "assign ", "set loss ", "open "].contains(where: line.hasPrefix),
      case .session(let command)? = parsed(line)
    else { return line }
    let moved = command.replacingPath { $0.isBelow(folder) ? String($0.dropFirst(folder.count)) : $0 }
    guard let shorter = moved.line, parsed(shorter) == .session(moved) else { return line }
    return shorter
  }

  private static func parsed(_ line: String) -> Command? {
    guard let commands = try? CommandParser.commands(of: line), commands.count == 1 else { return nil }
    return commands[0].command
  }

  private static func script(of lines: [String]) -> String {
    (["# A session of bnexplorer. Replay it with: bnexplorer run FILE"] + lines).joined(separator: "\n") + "\n"
  }
}

extension FileAccess {
  /// The present folder, with a `/` behind it.
  fileprivate var folder: String { String(absolutePath("a").dropLast()) }
}

extension String {
  /// Whether a path from the root leads into a folder, which ends in `/`, without leaving it on the way.
  fileprivate func isBelow(_ folder: String) -> Bool {
    hasPrefix(folder) && !split(separator: "/").contains("..")
  }
}

extension String {
  fileprivate var isTask: Bool { hasPrefix("\(Verb.task.rawValue) ") }
  fileprivate var isQuestion: Bool { hasPrefix("\(Verb.ask.rawValue) ") || self == Verb.reveal.rawValue }
  fileprivate var isSolution: Bool { hasPrefix("\(Verb.solution.rawValue) ") }
}
