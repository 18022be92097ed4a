import TerminalKit
import BNFiles
import Platform

/// A session that ended with its program, as its journal has it.
struct LeftSession: Sendable {
  let log: JournaledLog
  private let file: LockedFile

  /// The most bytes of a journal that are read.
  static let largest = 1 << 26
  /// So many steps are worth an offer by themselves; fewer are what a look at the screen takes.
  static let manySteps = 1_000

  init(log: JournaledLog, file: LockedFile) { (self.log, self.file) = (log, file) }

  /// Whether anything would be lost with it that is more than a look.
  var isWorthTaking: Bool {
    !SessionLog.work(in: log.lines, beside: log.kept).isEmpty
      || (log.lines != log.kept && log.step >= Self.manySteps)
  }

  /// What it is, in a line: when it began and how far it was.
  var summary: String {
    "a session of \(WallClock.text(log.begun)), \(steps), was not saved"
  }

  private var steps: String { NumberText.grouped(log.step) + (log.step == 1 ? " step" : " steps") }

  /// Its lines as a script: those of a saved session and no others.
  ///
  /// - Throws: where a line of it is none that a session leaves.
  func script() throws(CommandError) -> Script {
    let name = "the journal of \(WallClock.text(log.begun))"
    let script = try Script(text: SessionLog(lines: log.lines).script, name: name)
    for line in script.lines where !line.command.isOfSavedSession {
      throw CommandError(
        "\(line.place): \(line.text.quoted(limit: 80)) is no line of a saved session; nothing is taken up")
    }
    return script
  }

  /// Forgets it: it was taken up, or nobody wants it.
  func remove() { file.remove() }
}

extension Command {
  /// Whether a saved session can have it as a line.
  fileprivate var isOfSavedSession: Bool {
    switch self {
    case .session(let command): command.line != nil
    case .solution(let command): command.isOfSavedSession
    case .face, .copy, .source: false
    }
  }
}
