import TerminalKit

// A task that the person is at.
extension ScreenState {
  /// Whether the person is to work by hand.
  var isWorking: Bool {
    guard let demo else { return exercise?.isDone == false }
    return demo.phase == .working
  }

  /// Takes it how far the person is with a task.
  ///
  /// - Parameters:
  ///   - watch: the task as it is now.
  ///   - wasRunning: whether steps were taken on their own until now.
  /// - Returns: what is to be done where the goal has been reached.
  mutating func follow(_ watch: ExerciseWatch?, wasRunning: Bool) -> [Action] {
    let before = exercise
    exercise = watch
    if watch?.exercise != before?.exercise { hintsGiven = 0 }
    guard let watch, watch.isDone else { return [] }
    if demo?.phase == .working {
      let step = demo?.solved(after: watch.steps, whileRunning: wasRunning) ?? .none
      return step == .none ? [] : [.demo(step)]
    }
    if demo == nil, before != watch { message = Message(text: Exercise.done(after: watch.steps)) }
    return []
  }

  /// Gives the next hint.
  mutating func giveHint() -> [Action] {
    guard isWorking, let hints = exercise?.exercise.hints else {
      message = Message(text: "there is no task to give a hint for", isError: true)
      return []
    }
    if hintsGiven < hints.count {
      hintsGiven += 1
      // On a small screen it is on another page of the caption.
      if CaptionView.pages(self) > 1 { message = Message(text: "Hint: \(hints[hintsGiven - 1])") }
    } else {
      message = Message(text: hints.isEmpty ? "this task has no hints" : "there are no more hints")
    }
    return []
  }

  /// The hints that were given, each in a line.
  var hintLines: [String] {
    isWorking ? (exercise?.exercise.hints.prefix(hintsGiven) ?? []).map { "Hint: \($0)" } : []
  }
}
