import BNFiles

/// The commands that can be taken back, and those that were taken back and can be done again.
///
/// Kept of a command is as little as leads back: where the session stood in its timeline, from which the rest is taken
/// again. Only where a command began another timeline, or left one, is the session before it kept whole, without its last
/// pass: most of what that holds is held by the branches as well.
struct UndoLog: Sendable {
  /// So many commands can be taken back at the least.
  static let bound = UndoBound.commands
  /// So many of them may hold what nothing else does: a session, or the batches of a source that is gone.
  static let mostHeavy = UndoBound.heavy

  private(set) var done: [UndoEntry] = []
  private(set) var undone: [RedoEntry] = []
  /// How many commands were carried out and not taken back, those that are no longer kept among them.
  private(set) var depth: Int
  /// Whether the last command is the stepping of a run that goes on.
  private(set) var endsInRun = false

  /// A log of commands that come after so many others.
  init(depth: Int = 0) { self.depth = depth }

  /// What would be taken back next.
  var last: UndoEntry? { done.last }

  /// What would be done again next.
  var lastUndone: RedoEntry? { undone.last }

  /// A command was carried out; what was taken back before is gone for good.
  ///
  /// Moves in a row are taken back as one: a key that is held makes dozens of them.
  mutating func add(_ entry: UndoEntry, isRun: Bool) {
    let isTakenBackWithLast = entry.isMove && done.last?.isMove == true && undone.isEmpty
    undone = []
    depth += 1
    endsInRun = isRun
    guard !isTakenBackWithLast else { return }
    done.append(entry)
    // Several at a time, so that a script's every line does not move all the others.
    if done.count > Self.bound + 28 { done.removeFirst(28) }
    if entry.isHeavy, done.count(where: \.isHeavy) > Self.mostHeavy,
      let oldest = done.firstIndex(where: \.isHeavy)
    {
      done.removeFirst(oldest + 1)
    }
  }

  /// The steps that come belong to a run of their own.
  mutating func endRun() { endsInRun = false }

  /// The last command was taken back.
  mutating func takeBack(_ entry: RedoEntry) {
    done.removeLast()
    undone.append(entry)
    depth = entry.entry.depth
    endsInRun = false
  }

  /// What was taken back last was done again.
  mutating func doAgain() {
    guard let entry = undone.popLast() else { return }
    done.append(entry.entry)
    depth = entry.depth
    endsInRun = false
  }
}

/// What leads back to before a command.
struct UndoEntry: Sendable {
  enum Past: Sendable {
    /// Nothing but what belongs to the person.
    case view
    /// The same timeline, at another step.
    case move(Int)
    /// The same timeline before it went on; the other branches that may have gone along.
    case onward(EndMark, others: [String: FollowerMark])
    /// The session itself, without passes.
    indirect case whole(Session)
  }

  private(set) var past: Past
  /// How many commands had been carried out before it.
  let depth: Int
  let log: SessionLog.Mark
  let viewer: Viewer
  let together: Bool
  /// Whether it holds what nothing else may hold.
  let isHeavy: Bool

  /// Whether the command only went to another step.
  var isMove: Bool { if case .move = past { true } else { false } }

  /// The same where the charts did not begin anew.
  var withoutHistory: UndoEntry {
    guard case .onward(var mark, let others) = past, mark.history != nil else { return self }
    mark.history = nil
    var entry = self
    entry.past = .onward(mark, others: others)
    return entry
  }
}

/// What leads forward again to after a command that was taken back.
struct RedoEntry: Sendable {
  let entry: UndoEntry
  /// How many commands had been carried out, it and what is taken back with it among them.
  let depth: Int
  /// The session after the command, without passes.
  let after: Session
  let log: SessionLog.Tail
}

/// The end of a timeline, to be found again after it went on.
struct EndMark: Sendable {
  let step: Int
  let timeline: Timeline.Mark
  /// Where everything begins; `nil` behind the first step, where the timeline knows.
  let beginning: Checkpoint?
  /// What was in the charts, where they begin anew.
  var history: History?
}

/// A branch that may follow the present one: at its end, or at a step before it.
struct FollowerMark: Sendable {
  let end: EndMark
  let step: Int
}
