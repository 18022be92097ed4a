/// A task that somebody is at: whether its goal has been reached, and after how many steps.
struct ExerciseWatch: Equatable, Sendable {
  let exercise: Exercise
  /// The steps taken so far.
  private(set) var steps = 0
  private(set) var isDone = false

  init(_ exercise: Exercise) { self.exercise = exercise }

  /// Whether a session has what the task asks for; one where the goal has no value has not.
  func isReached(by session: Session) -> Bool {
    (try? session.outcome(of: exercise.goal, text: exercise.goalText).ok) ?? false
  }

  /// Looks at what became of a session; with the goal reached its log has what was done as the solution.
  ///
  /// - Returns: whether the goal has been reached now.
  mutating func look(at session: inout Session, after taken: Int) -> Bool {
    guard !isDone else { return false }
    steps += max(0, taken)
    isDone = isReached(by: session)
    if isDone { session.log.completeTask() }
    return isDone
  }
}

extension Command {
  /// How many steps a command took that changed a session's step; moving through time takes none.
  func stepsTaken(from before: Int, to after: Int) -> Int {
    switch self {
    case .session(.step), .source, .solution: max(0, after - before)
    case .session, .face, .copy: 0
    }
  }
}
