/// An experiment in a time of its own: a session, or a branch beside it.
protocol TimedExperiment: HasExperiment {
  var timeline: Timeline { get }
}

extension TimedExperiment {
  /// What the charts show.
  var history: History { timeline.history }

  /// Whether steps are recorded behind the present one.
  var isInPast: Bool {
    if case .past = timeline.place { true } else { false }
  }

  /// The number of the last step that is recorded; without a copy of the experiment after it.
  var lastRecordedStep: Int {
    switch timeline.place {
    case .end: experiment.state.step
    case .past(let end): end.experiment.state.step
    }
  }

  /// The experiment after the last step that is recorded.
  var end: Branch {
    if case .past(let end) = timeline.place { end } else { Branch(experiment: experiment, timeline: timeline) }
  }

  /// The experiment as it stands, to come back to.
  var checkpoint: Checkpoint {
    Checkpoint(setup: timeline.latestSetup ?? Checkpoint.Setup(experiment.setup), state: experiment.state)
  }
}

extension Session: TimedExperiment {
  /// The present branch as the others are kept: without what belongs to all of them.
  var branch: Branch {
    get { Branch(experiment: experiment, timeline: timeline) }
    set { (experiment, timeline) = (newValue.experiment, newValue.timeline) }
  }
}

/// An experiment where it was left, with the time that it came through: what a session has beside the present one.
struct Branch: TimedExperiment, Sendable {
  var experiment = Experiment()
  var timeline = Timeline()
}

extension Branch {
  /// The branch without what can be computed again.
  var light: Branch {
    var branch = self
    branch.experiment = experiment.light
    if case .past(let end) = timeline.place { branch.timeline.place = .past(end: end.light) }
    return branch
  }

  /// A light branch with its passes, each replayed from the last checkpoint before it.
  ///
  /// - Throws: that the person interrupted.
  func withPasses(mayGoOn: () -> Bool) throws(CommandError) -> Branch {
    var branch = self
    if experiment.step > 0, let checkpoint = timeline.checkpoint(before: experiment.step) {
      let again = try Experiment(checkpoint).goingOn(to: experiment.step, along: timeline, mayGoOn: mayGoOn)
      branch.experiment.passes = again.passes
    }
    if case .past(let end) = timeline.place { branch.timeline.place = .past(end: try end.withPasses(mayGoOn: mayGoOn)) }
    return branch
  }

  /// The branch as it was after a step that it has recorded.
  func state(at target: Int, mayGoOn: () -> Bool) throws(CommandError) -> Branch {
    let end = end
    if target == end.step { return end }
    if target == experiment.step { return self }
    var state = self
    if let checkpoint = timeline.checkpoint(before: target),
      experiment.step > target || checkpoint.step > experiment.step
    {
      state.experiment = Experiment(checkpoint)
    }
    state.experiment = try state.experiment.goingOn(to: target, along: timeline, mayGoOn: mayGoOn)
    state.timeline.place = .past(end: end)
    state.timeline.history = end.history.through(step: target)
    state.beginChartsIfEmpty()
    return state
  }

  /// The end of the timeline as it was at a mark.
  func rewound(to mark: EndMark, mayGoOn: () -> Bool) throws(CommandError) -> Branch {
    var earlier = self
    earlier.timeline.place = .end
    earlier.timeline.goBack(to: mark.timeline, step: mark.step)
    guard let checkpoint = mark.beginning ?? earlier.timeline.checkpoint(before: mark.step) else { return self }
    earlier.experiment = try Experiment(checkpoint).goingOn(to: mark.step, along: earlier.timeline, mayGoOn: mayGoOn)
    earlier.timeline.history = mark.history ?? history.through(step: mark.step)
    earlier.beginChartsIfEmpty()
    return earlier
  }

  /// A branch that went along as it was at a mark, which may be before its end.
  func rewound(to mark: FollowerMark, mayGoOn: () -> Bool) throws(CommandError) -> Branch {
    try end.rewound(to: mark.end, mayGoOn: mayGoOn).state(at: mark.step, mayGoOn: mayGoOn)
  }

  /// Another number of channels has begun the history anew.
  private mutating func beginChartsIfEmpty() {
    guard history.isEmpty else { return }
    timeline.history = History(channels: experiment.layer?.channels ?? 1)
  }
}
