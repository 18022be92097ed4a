import TerminalKit
import BNFiles

/// What a session needs of the world around it.
struct SessionEnvironment {
  /// Those of the machine, and those inside the program.
  var files: any FileAccess
  /// Called after each step of a long command with the number of steps and the session as it stands; false ends it.
  ///
  /// The session is copied only where it is looked at: beside a step of a small batch that is a lot.
  var shouldContinue: ShouldContinue = { _, _ in true }
  /// Told what the lines of a script had to say before one of them was refused.
  var emit: (Output) -> Void = { _ in }
  /// Whether a step is one of a run that goes on until it is paused: all of them are taken back as one.
  var isRun = false
  /// Films a session's own script for its page; `nil` where nobody can, or where it would take too long.
  var film: (Script, any FileAccess) -> Recording? = { _, _ in nil }
  /// How many scripts are being carried out one within the other.
  var depth = 0

  typealias ShouldContinue = (_ step: Int, _ session: () -> Session) -> Bool

  init(files: any FileAccess, shouldContinue: @escaping ShouldContinue = { _, _ in true }) {
    self.files = BuiltinFiles(beside: files)
    self.shouldContinue = shouldContinue
  }
}
