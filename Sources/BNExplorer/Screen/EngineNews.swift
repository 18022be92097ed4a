import BNCore

/// What happened since the mailbox was last emptied.
enum EngineEvent: Sendable {
  case output(Output)
  case failure(CommandError)
  case finished(run: Int)
}

/// What the screen takes out of the mailbox.
struct EngineUpdate: Sendable {
  var session: Session
  var isRunning = false
  /// What a long command has done so far.
  var progress: EngineProgress?
  var events: [EngineEvent] = []
  /// What there is to say about the session's state; at most a quarter of a second older than the session.
  var findings: [Finding] = []
  /// What would come out now.
  var preview: Preview?
  /// The task that the person is at, and how far.
  var watch: ExerciseWatch?
}

/// How far a long command is.
struct EngineProgress: Equatable, Sendable {
  let done: Int
  /// `nil` where the command does not say how many steps it takes, as a script's.
  let total: Int?
}
