import TerminalKit
import BNCore

// MARK: Before a command

extension Session {
  /// What leads back from a command that is about to be carried out; `nil` for one that changes nothing.
  func undoEntry(before command: SessionCommand) -> UndoEntry? {
    switch command {
    case .show, .explain, .diagnose, .assert, .export, .save, .branches, .compare, .undo, .redo, .ask, .reveal,
      .task, .finish, .layers, .check, .diff, .frameworks, .norms:
      return nil
    case .channel, .speed, .together, .open, .close, .figure: return undoEntry(.view)
    case .back, .forward, .goto: return undoEntry(.move(step))
    case .reset, .fork, .switch: return undoEntry(.whole(light), isHeavy: true)
    case .step:
      guard !isInPast else { return undoEntry(.whole(light), isHeavy: true) }
      return undoEntry(.onward(endMark(keepsHistory: layer == nil), others: followerMarks))
    case .set, .toggle, .assign: return undoEntry(beforeChange: false)
    case .generate, .batch, .load, .batchSize, .eval, .generateLayer, .layer: return undoEntry(beforeChange: true)
    }
  }

  /// What leads back from several commands at once.
  var undoEntryBeforeSeveral: UndoEntry { undoEntry(.whole(light), isHeavy: true) }

  private func undoEntry(beforeChange ofSource: Bool) -> UndoEntry {
    guard !isInPast else { return undoEntry(.whole(light), isHeavy: true) }
    // Behind the first step the timeline holds all sources anyway.
    return undoEntry(.onward(endMark(keepsHistory: true), others: [:]), isHeavy: ofSource && step == 0)
  }

  private func undoEntry(_ past: UndoEntry.Past, isHeavy: Bool = false) -> UndoEntry {
    UndoEntry(
      past: past, depth: undo.depth, log: log.mark, viewer: viewer, together: branches.together, isHeavy: isHeavy)
  }

  /// Where the branches stand that steps may take along.
  private var followerMarks: [String: FollowerMark] {
    var marks: [String: FollowerMark] = [:]
    for name in branches.followers {
      guard let follower = branches.branch(named: name) else { continue }
      marks[name] = FollowerMark(end: follower.end.endMark(keepsHistory: false), step: follower.step)
    }
    return marks
  }
}

extension TimedExperiment {
  fileprivate func endMark(keepsHistory: Bool) -> EndMark {
    EndMark(
      step: step, timeline: timeline.mark, beginning: step == 0 ? checkpoint : nil,
      history: keepsHistory ? history : nil)
  }
}

// MARK: Keeping a session small

extension Session {
  /// The session without what can be computed again, its lines and its own way back.
  var light: Session {
    var session = self
    session.branch = branch.light
    session.branches.mapOthers { $0.light }
    session.log = SessionLog()
    session.undo = UndoLog()
    return session
  }

  /// A light session with its passes.
  ///
  /// - Throws: that the person interrupted.
  func withPasses(mayGoOn: () -> Bool) throws(CommandError) -> Session {
    var session = self
    session.branch = try branch.withPasses(mayGoOn: mayGoOn)
    for name in branches.names {
      guard let other = branches.branch(named: name) else { continue }
      session.branches.replace(name, with: try other.withPasses(mayGoOn: mayGoOn))
    }
    return session
  }
}

// MARK: Back

extension Session {
  /// Takes back the last command that changed the session: everything becomes what it was before it, to the bit.
  ///
  /// - Throws: that there is none, or that the person interrupted; the session is then as it was.
  mutating func undoLast(_ environment: SessionEnvironment) throws(CommandError) -> [Output] {
    guard let entry = undo.last else { throw CommandError("there is nothing to take back") }
    var earlier = try session(before: entry, mayGoOn: mayGoOn(environment))
    let note = note(takingBack: entry)
    earlier.undo.takeBack(
      RedoEntry(entry: entry, depth: undo.depth, after: light, log: earlier.log.goBack(to: entry.log)))
    self = earlier
    return [.note(note), .pause]
  }

  /// Does again what was taken back last.
  ///
  /// - Throws: that there is nothing, or that the person interrupted; the session is then as it was.
  mutating func redoLast(_ environment: SessionEnvironment) throws(CommandError) -> [Output] {
    guard let entry = undo.lastUndone else {
      throw CommandError("there is nothing to do again; redo follows an undo")
    }
    var later = try entry.after.withPasses(mayGoOn: mayGoOn(environment))
    (later.log, later.undo) = (log, undo)
    later.log.goForward(entry.log)
    later.undo.doAgain()
    self = later
    return [.note("done again; " + standing), .pause]
  }

  /// Takes back a command that failed, without a trace.
  mutating func takeBack(_ entry: UndoEntry) {
    // What is replayed was taken before: it does not fail.
    guard var earlier = try? session(before: entry, mayGoOn: { true }) else { return }
    _ = earlier.log.goBack(to: entry.log)
    self = earlier
  }

  /// The session as it was before a command, with the present log.
  private func session(before entry: UndoEntry, mayGoOn: () -> Bool) throws(CommandError) -> Session {
    var session = self
    switch entry.past {
    case .view: break
    case .move(let step): session.branch = try branch.state(at: step, mayGoOn: mayGoOn)
    case .onward(let mark, let others):
      session.branch = try branch.rewound(to: mark, mayGoOn: mayGoOn)
      for (name, mark) in others {
        guard let other = branches.branch(named: name) else { continue }
        session.branches.replace(name, with: try other.rewound(to: mark, mayGoOn: mayGoOn))
      }
    case .whole(let kept):
      session = try kept.withPasses(mayGoOn: mayGoOn)
      (session.log, session.undo) = (log, undo)
    }
    session.viewer = entry.viewer
    session.branches.together = entry.together
    return session
  }

  private var standing: String { "step \(step) of \(lastRecordedStep)" }

  /// What is taken back, in words.
  private func note(takingBack entry: UndoEntry) -> String {
    let lines = log.lines(since: entry.log)
    let what: String
    if case .view = entry.past, lines.isEmpty {
      what = viewer.channels == entry.viewer.channels ? "the speed" : "the choice of channels"
    } else if lines.isEmpty {
      what = "what changed nothing"
    } else if lines.count > 3 {
      what = "\(lines.count) lines"
    } else {
      what = lines.joined(separator: "; ")
    }
    return "took back \(what.count > 60 ? what.prefix(59) + "…" : what)"
  }
}
