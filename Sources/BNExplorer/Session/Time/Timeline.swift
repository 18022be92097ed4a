import TerminalKit
import BNFiles
import BNCore

/// Where an experiment stands in the time that it has recorded.
enum TimelinePosition: Sendable {
  case end
  /// Before the end, with everything as it is there.
  indirect case past(end: Branch)
}

/// How an experiment came to its end: enough to replay every step of it, bit by bit.
///
/// The way a step was taken and the changes between steps are all kept: they are as few as the lines that a person or a
/// script wrote. Of the states between steps only checkpoints are kept, at most `mostCheckpoints` and about 4 MiB of
/// them up to 3,200 channels: when there are too many, every second one goes, and from then on they lie twice as far
/// apart. So a step is at most as many steps away from a checkpoint as the timeline has steps for each of them.
struct Timeline: Sendable {
  /// A change that was made after a step and before the next one.
  struct Event: Sendable {
    let step: Int
    /// Tells the change from every other one of the session, whichever branch it was made in.
    let id: Int
    let edit: Edit
  }

  /// From this step on the mode was asked for so.
  private struct Run: Sendable {
    let first: Int
    /// `nil` is as the configuration has it.
    let mode: Mode?
  }

  /// Where a branch came from.
  struct Origin: Equatable, Sendable {
    let name: String
    let step: Int
  }

  static let mostCheckpoints = 512
  /// A layer of so many channels that these are above 4 MiB needs some all the same.
  private static let fewestCheckpoints = 16
  private static let bytes = 4 << 20

  /// What happened before the first step, as one number: timelines with another one have nothing in common.
  private var beginning = 0
  private(set) var events: [Event] = []
  private var runs: [Run] = []
  private(set) var checkpoints = BlockArray<Checkpoint>()
  /// Every how many steps there is a checkpoint: a power of two.
  private(set) var stride = 1
  private var limit = Self.mostCheckpoints
  /// Where the branch was made; `nil` for the first one.
  var origin: Origin?
  /// Where the experiment stands in it.
  var place = TimelinePosition.end
  /// What is remembered of it for the charts, up to where the experiment stands.
  var history: History
  /// Whether steps can be gone back to; a timeline that keeps none shows what keeping costs.
  var isKept = true

  /// A timeline before its first step, for a layer of so many channels.
  init(beginning: Int = 0, channels: Int = 1) {
    self.beginning = beginning
    history = History(channels: channels)
  }

  /// How many checkpoints of a layer fit: 1,536 bytes each, and for each channel six variables and four slots of eight bytes,
  /// which is renorm, Adam and float64.
  private static func limit(channels: Int) -> Int {
    min(mostCheckpoints, max(fewestCheckpoints, bytes / (1536 + 10 * 8 * channels)))
  }
}

// MARK: Remembering

extension Timeline {
  /// Lets an experiment take a step, and remembers it.
  ///
  /// Both are changed where they are: a copy of either would cost more than a step of a small batch.
  ///
  /// - Returns: the future that was recorded behind it, which it has left.
  mutating func takeStep(_ mode: Mode?, of experiment: inout Experiment) throws(CommandError) -> Branch? {
    if isKept, isDue(after: experiment.state.step) {
      add(Checkpoint(setup: latestSetup ?? Checkpoint.Setup(experiment.setup), state: experiment.state))
    }
    try experiment.pass(mode, evaluates: true)
    let step = experiment.state.step
    let future = leaveFuture(after: step - 1)
    if isKept { add(mode, step: step) }
    if history.keeps(step: step), let record = experiment.record() { history.append(record) }
    return future
  }

  /// Ends at a step, where more is recorded behind it.
  ///
  /// - Returns: what was recorded there.
  mutating func leaveFuture(after step: Int) -> Branch? {
    guard case .past(let end) = place else { return nil }
    place = .end
    truncate(after: step)
    return end
  }

  /// Whether the state before the step to come has to be kept.
  ///
  /// Asked before every step, so it is an addition and two comparisons.
  func isDue(after step: Int) -> Bool { step & (stride - 1) == 0 && (checkpoints.last?.step ?? -1) < step }

  /// The setup of the last checkpoint, if nothing was changed since.
  var latestSetup: Checkpoint.Setup? {
    guard let last = checkpoints.last, (events.last?.step ?? 0) <= last.step else { return nil }
    return last.setup
  }

  mutating func add(_ checkpoint: Checkpoint) {
    checkpoints.append(checkpoint)
    limit = min(limit, Self.limit(channels: checkpoint.state.layer?.channels ?? 1))
    while checkpoints.count > limit {
      stride *= 2
      checkpoints.removeAll { $0.step & (stride - 1) != 0 }
    }
  }

  /// Remembers how a step was asked for.
  mutating func add(_ mode: Mode?, step: Int) {
    if let last = runs.last, last.mode == mode { return }
    runs.append(Run(first: step, mode: mode))
  }

  /// Remembers a change after a step; before the first one it is a part of where everything begins.
  mutating func add(_ edit: Edit, id: Int, at step: Int) {
    // What is kept of a step has its changes in.
    while let last = checkpoints.last, last.step >= step { checkpoints.removeLast() }
    if step == 0 { beginning = id } else { events.append(Event(step: step, id: id, edit: edit)) }
  }

  /// Forgets what came after a step.
  mutating func truncate(after step: Int) {
    while let last = checkpoints.last, last.step > step { checkpoints.removeLast() }
    while let last = events.last, last.step > step { events.removeLast() }
    while let last = runs.last, last.first > step { runs.removeLast() }
    // A shorter time has its checkpoints closer again.
    stride = 1
    while step / stride > limit / 2 { stride *= 2 }
  }
}

// MARK: Taking back

extension Timeline {
  /// What tells the end of a timeline, besides its step, from what came after it.
  struct Mark: Sendable {
    fileprivate let beginning: Int
    fileprivate let events: Int
  }

  var mark: Mark { Mark(beginning: beginning, events: events.count) }

  /// Forgets what came after an end that this timeline once had.
  mutating func goBack(to mark: Mark, step: Int) {
    truncate(after: step)
    events.removeLast(events.count - mark.events)
    beginning = mark.beginning
    // What is kept of a step has its changes in.
    while let last = checkpoints.last, last.step >= step { checkpoints.removeLast() }
  }
}

// MARK: Taking steps again

extension Timeline {
  /// How a step was asked for.
  func mode(ofStep step: Int) -> Mode? {
    let next = runs.partitioningIndex { $0.first > step }
    return next == 0 ? nil : runs[next - 1].mode
  }

  /// How many of the steps behind one and up to another were asked for as inference, whatever the configuration said.
  func countOfInference(after first: Int, upTo last: Int) -> Int {
    var count = 0
    var end = last + 1
    // From the last run that has one of them back to the first.
    var index = runs.partitioningIndex { $0.first > last } - 1
    while index >= 0, end > first + 1 {
      let beginning = max(runs[index].first, first + 1)
      if runs[index].mode == .inference { count += end - beginning }
      end = beginning
      index -= 1
    }
    return count
  }

  /// The changes after a step, in their order.
  func edits(after step: Int) -> ArraySlice<Event> {
    guard let last = events.last, last.step >= step else { return [] }
    return events[events.partitioningIndex { $0.step >= step }..<events.partitioningIndex { $0.step > step }]
  }

  /// The last checkpoint from which a step can be reached by at least one step, so that there is a last pass; the
  /// beginning for step 0.
  func checkpoint(before step: Int) -> Checkpoint? {
    step == 0 ? checkpoints.first : checkpoints[..<checkpoints.partitioningIndex { $0.step >= step }].last
  }

  /// The state after a step and the changes made there, if it was kept.
  func checkpoint(at step: Int) -> Checkpoint? {
    let index = checkpoints.partitioningIndex { $0.step >= step }
    return checkpoints.indices.contains(index) && checkpoints[index].step == step ? checkpoints[index] : nil
  }

  /// Up to which step two timelines are one and the same, at most to the last that both have; `nil` where they are not
  /// even at step 0.
  func commonStep(with other: Timeline, upTo last: Int) -> Int? {
    guard beginning == other.beginning else { return nil }
    let same = zip(events, other.events).prefix { $0.id == $1.id }.count
    let differing = [events.dropFirst(same).first?.step, other.events.dropFirst(same).first?.step]
    let sameRuns = zip(runs, other.runs).prefix { $0.first == $1.first && $0.mode == $1.mode }.count
    let otherwise = [runs.dropFirst(sameRuns).first?.first, other.runs.dropFirst(sameRuns).first?.first]
    return (differing + otherwise).compactMap { $0.map { $0 - 1 } }.reduce(last, min)
  }
}

extension RandomAccessCollection {
  /// The place of the first element of which something holds that holds of all behind it too.
  fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Index {
    var low = startIndex
    var count = count
    while count > 0 {
      let middle = index(low, offsetBy: count / 2)
      if holds(self[middle]) {
        count /= 2
      } else {
        low = index(after: middle)
        count -= count / 2 + 1
      }
    }
    return low
  }
}
