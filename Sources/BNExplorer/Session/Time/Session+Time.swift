import TerminalKit
import BNFiles
import BNCore

/// Where a session stands in the time that it has recorded.
enum Place: Sendable {
  case end
  /// Before the end, with the session as it stands there.
  indirect case past(end: Session)
}

extension Session {
  /// Whether steps are recorded behind the present one.
  var isInPast: Bool {
    if case .past = place { true } else { false }
  }

  /// The session after the last step that it has recorded.
  var end: Session {
    if case .past(let end) = place { end } else { self }
  }

  /// The number of the last step that it has recorded; without a copy of the session after it.
  var lastRecordedStep: Int {
    switch place {
    case .end: step
    case .past(let end): end.step
    }
  }

  /// Goes to a recorded step: everything becomes what it was after that step and the changes made there, to the bit.
  ///
  /// - Throws: which steps there are, or that the person interrupted; the session is then where it was.
  mutating func go(to target: Int, _ environment: SessionEnvironment) throws(CommandError) -> [Output] {
    let last = lastRecordedStep
    guard (0...last).contains(target) else {
      let recorded = last == 0 ? "no step has been taken yet" : "steps 0 to \(last) are recorded"
      throw CommandError("there is no step \(target); \(recorded)")
    }
    become(try state(at: target, mayGoOn: mayGoOn(environment)))
    log.append(moveTo: target)
    // Who looks at the past does not want to run from there at once.
    return [.note("step \(target) of \(last)"), .pause]
  }

  /// Asks whether a command that moves nothing until it is done may go on.
  func mayGoOn(_ environment: SessionEnvironment) -> () -> Bool {
    { environment.shouldContinue(step) { self } }
  }

  /// So many steps back, or forward where the number is positive.
  ///
  /// - Parameters:
  ///   - distance: how many.
  ///   - atMost: whether fewer will do where there are no more; one there must be.
  ///   - environment: whether to go on.
  /// - Returns: where it stands then.
  /// - Throws: which steps there are, or that the person interrupted.
  mutating func go(
    by distance: Int, atMost: Bool = false, _ environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    let (sum, overflow) = step.addingReportingOverflow(distance)
    let target = overflow ? .max : sum
    let last = lastRecordedStep
    guard atMost, !(0...last).contains(target) else { return try go(to: target, environment) }
    let edge = distance < 0 ? 0 : last
    guard edge != step else {
      throw CommandError(step == 0 ? "step 0 is the first" : "step \(step) is the last; step takes another one")
    }
    return [.note(edge == 0 ? "the first step" : "the last step")] + (try go(to: edge, environment))
  }

  /// The session as it was after a step that it has recorded.
  func state(at target: Int, mayGoOn: () -> Bool) throws(CommandError) -> Session {
    let end = end
    if target == end.step { return end }
    if target == step { return self }
    var state = self
    if let checkpoint = timeline.checkpoint(before: target), step > target || checkpoint.step > step {
      state = Session(checkpoint)
    }
    while state.step < target {
      guard mayGoOn() else { throw CommandError("interrupted on the way to step \(target)", kind: .interrupted) }
      try state.takeAgain(along: timeline, isLast: state.step + 1 == target)
    }
    state.timeline = timeline
    state.place = .past(end: end.onItsOwn)
    state.history = end.history.through(step: target)
    // Another number of channels has begun the history anew.
    if state.history.isEmpty { state.history = History(channels: state.layer?.channels ?? 1) }
    return state
  }

  /// Takes the next step as a timeline has it recorded, and makes the changes behind it.
  ///
  /// The evaluation batch is computed behind the last one only: nothing depends on it.
  mutating func takeAgain(along timeline: Timeline, isLast: Bool) throws(CommandError) {
    try pass(timeline.mode(ofStep: step + 1), evaluates: isLast)
    for event in timeline.edits(after: step) { _ = try change(by: event.edit) }
  }

  /// Lets a step or a change that comes now begin a new future, if there is an old one; that one becomes a branch.
  ///
  /// Both futures have the steps up to the one named.
  mutating func beginFuture(after step: Int) -> [Output] {
    guard case .past(var end) = place else { return [] }
    end.timeline.origin = Timeline.Origin(name: branches.current, step: step)
    place = .end
    timeline.truncate(after: step)
    return [.note("a new future begins at step \(step); " + branches.keepFuture(end))]
  }

  /// Takes the place of another state of the same experiment or of another one; what belongs to the person stays.
  mutating func become(_ other: Session) {
    var other = other
    other.log = log
    other.branches = branches
    other.undoLog = undoLog
    other.stepsPerSecond = stepsPerSecond
    other.channels = other.layer?.channels == layer?.channels ? channels : []
    self = other
  }

  /// The experiment without what belongs to all branches.
  var onItsOwn: Session {
    var session = self
    session.log = SessionLog()
    session.branches = Branches()
    session.undoLog = UndoLog()
    return session
  }
}
