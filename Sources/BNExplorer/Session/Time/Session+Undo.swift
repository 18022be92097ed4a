import BNCore

// MARK: Before a command

extension Session {
  /// What leads back from a command that is about to be carried out; `nil` for one that changes nothing.
  func undoEntry(before command: Command) -> UndoEntry? {
    switch command {
    case .show, .explain, .diagnose, .assert, .export, .save, .branches, .compare, .title, .say, .wait, .demo, .run,
      .pause, .copy, .screen, .theme, .mouse, .help, .quit, .undo, .redo:
      return nil
    case .channel, .speed, .together: return undoEntry(.view)
    case .back, .forward, .goto: return undoEntry(.move(step))
    case .reset, .fork, .switch, .source: return undoEntry(.whole(light), isHeavy: true)
    case .step:
      guard !isInPast else { return undoEntry(.whole(light), isHeavy: true) }
      return undoEntry(.onward(endMark(keepsHistory: layer == nil), others: followerMarks))
    case .set, .toggle, .assign: return undoEntry(beforeChange: false)
    case .generate, .batch, .load, .eval: return undoEntry(beforeChange: true)
    }
  }

  private func undoEntry(beforeChange ofSource: Bool) -> UndoEntry {
    guard !isInPast else { return undoEntry(.whole(light), isHeavy: true) }
    // Behind the first step the timeline holds all sources anyway.
    return undoEntry(.onward(endMark(keepsHistory: true), others: [:]), isHeavy: ofSource && step == 0)
  }

  private func undoEntry(_ past: UndoEntry.Past, isHeavy: Bool = false) -> UndoEntry {
    UndoEntry(
      past: past, depth: undoLog.depth, log: log.mark, channels: channels, stepsPerSecond: stepsPerSecond,
      together: branches.together, isHeavy: isHeavy)
  }

  private func endMark(keepsHistory: Bool) -> EndMark {
    EndMark(
      step: step, timeline: timeline.mark, beginning: step == 0 ? checkpoint : nil,
      history: keepsHistory ? history : nil)
  }

  /// Where the branches stand that steps may take along.
  private var followerMarks: [String: FollowerMark] {
    var marks: [String: FollowerMark] = [:]
    for name in branches.followers {
      guard let follower = branches.session(named: name) else { continue }
      marks[name] = FollowerMark(end: follower.end.endMark(keepsHistory: false), step: follower.step)
    }
    return marks
  }
}

// MARK: Keeping a session small

extension Session {
  /// The session without what can be computed again, and without what belongs to the person.
  var light: Session {
    var session = self
    session.lastStep = nil
    session.source = source?.withoutMemory
    session.eval?.last = nil
    session.log = SessionLog()
    session.undoLog = UndoLog()
    if case .past(let end) = place { session.place = .past(end: end.light) }
    session.branches.mapOthers { $0.light }
    return session
  }

  /// A light session with its passes, each taken again from the last checkpoint before it.
  ///
  /// - Throws: that the person interrupted.
  func withPasses(mayGoOn: () -> Bool) throws(CommandError) -> Session {
    var session = self
    if step > 0, let checkpoint = timeline.checkpoint(before: step) {
      let again = try Session(checkpoint).goingOn(to: step, along: timeline, mayGoOn: mayGoOn)
      session.lastStep = again.lastStep
      session.eval?.last = again.eval?.last
    }
    if case .past(let end) = place { session.place = .past(end: try end.withPasses(mayGoOn: mayGoOn)) }
    for name in branches.names {
      guard let other = branches.session(named: name) else { continue }
      session.branches.replace(name, with: try other.withPasses(mayGoOn: mayGoOn))
    }
    return session
  }

  /// A session at a checkpoint of a timeline after the steps up to another one.
  private func goingOn(to step: Int, along line: Timeline, mayGoOn: () -> Bool) throws(CommandError) -> Session {
    var session = self
    while session.step < step {
      guard mayGoOn() else { throw CommandError("interrupted on the way to step \(step)", kind: .interrupted) }
      try session.takeAgain(along: line, isLast: session.step + 1 == step)
    }
    return session
  }
}

// MARK: Back

extension Session {
  /// Takes back the last command that changed the session: everything becomes what it was before it, to the bit.
  ///
  /// - Throws: that there is none, or that the person interrupted; the session is then as it was.
  mutating func undo(_ environment: SessionEnvironment) throws(CommandError) -> [Output] {
    guard let entry = undoLog.last else { throw CommandError("there is nothing to take back") }
    var earlier = try session(before: entry, mayGoOn: mayGoOn(environment))
    let note = note(takingBack: entry)
    earlier.undoLog.takeBack(
      RedoEntry(entry: entry, depth: undoLog.depth, after: light, log: earlier.log.goBack(to: entry.log)))
    self = earlier
    return [.note(note), .pause]
  }

  /// Does again what was taken back last.
  ///
  /// - Throws: that there is nothing, or that the person interrupted; the session is then as it was.
  mutating func redo(_ environment: SessionEnvironment) throws(CommandError) -> [Output] {
    guard let entry = undoLog.lastUndone else {
      throw CommandError("there is nothing to do again; redo follows an undo")
    }
    var later = try entry.after.withPasses(mayGoOn: mayGoOn(environment))
    (later.log, later.undoLog) = (log, undoLog)
    later.log.goForward(entry.log)
    later.undoLog.doAgain()
    self = later
    return [.note("done again; " + standing), .pause]
  }

  /// Takes back a command that failed, without a trace.
  mutating func takeBack(_ entry: UndoEntry) {
    // What is taken again was taken before: it does not fail.
    guard var earlier = try? session(before: entry, mayGoOn: { true }) else { return }
    _ = earlier.log.goBack(to: entry.log)
    self = earlier
  }

  /// The session as it was before a command, with the present log.
  private func session(before entry: UndoEntry, mayGoOn: () -> Bool) throws(CommandError) -> Session {
    var session: Session
    switch entry.past {
    case .view: session = self
    case .move(let step):
      session = try state(at: step, mayGoOn: mayGoOn)
      session.branches = branches
    case .onward(let mark, let others):
      session = try rewound(to: mark, mayGoOn: mayGoOn)
      session.branches = branches
      for (name, mark) in others {
        guard let other = branches.session(named: name) else { continue }
        session.branches.replace(name, with: try other.rewound(to: mark, mayGoOn: mayGoOn))
      }
    case .whole(let kept): session = try kept.withPasses(mayGoOn: mayGoOn)
    }
    (session.log, session.undoLog) = (log, undoLog)
    session.channels = entry.channels
    session.stepsPerSecond = entry.stepsPerSecond
    session.branches.together = entry.together
    return session
  }

  /// The end of the timeline as it was at a mark.
  private func rewound(to mark: EndMark, mayGoOn: () -> Bool) throws(CommandError) -> Session {
    var line = timeline
    line.goBack(to: mark.timeline, step: mark.step)
    guard let checkpoint = mark.beginning ?? line.checkpoint(before: mark.step) else { return self }
    var session = try Session(checkpoint).goingOn(to: mark.step, along: line, mayGoOn: mayGoOn)
    session.timeline = line
    session.history = mark.history ?? history.through(step: mark.step)
    if session.history.isEmpty { session.history = History(channels: session.layer?.channels ?? 1) }
    return session
  }

  /// A branch that went along as it was at a mark, which may be before its end.
  private func rewound(to mark: FollowerMark, mayGoOn: () -> Bool) throws(CommandError) -> Session {
    try end.rewound(to: mark.end, mayGoOn: mayGoOn).state(at: mark.step, mayGoOn: mayGoOn)
  }

  private var standing: String { "step \(step) of \(lastRecordedStep)" }

  /// What is taken back, in words.
  private func note(takingBack entry: UndoEntry) -> String {
    let lines = log.lines(since: entry.log)
    let what: String
    if case .view = entry.past, lines.isEmpty {
      what = channels == entry.channels ? "the speed" : "the choice of channels"
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
