import BNCore

/// One experiment: where batches come from, the layer, and what has happened to it so far.
///
/// A value, changed by `apply` alone: a copy is a snapshot that can be shown, kept or gone back to.
struct Session: Sendable {
  var configuration = Configuration()
  /// `nil` until a source is named or the digits are needed.
  var source: BatchSource?
  /// What is known of the data of the source.
  var populations = PopulationMemo()
  /// The source in a few words, for the line of status.
  var sourceName = ""
  /// How many batches of the present source have been taken.
  var position = 0
  /// `nil` until a batch shape is known.
  var layer: (any SessionLayer)?
  var lastStep: (any TakenStep)?
  /// What is minimized, its files read.
  var loss: Loss?
  /// The second input pipeline, if there is one.
  var eval: EvalPipeline?
  /// The variables of other names.
  var scopes: [String: ParkedScope] = [:]
  /// Passes so far.
  var step = 0
  var history = History(channels: 1)
  /// The channels that the screen shows; none for all together.
  var channels: [Int] = []
  /// How fast `run` steps on a screen; `nil` as fast as possible.
  var stepsPerSecond: Double? = 20
  /// How it came to its end.
  var timeline = Timeline()
  /// Where in its timeline it stands.
  var place = Place.end
  /// The experiments beside this one.
  var branches = Branches()
  /// The lines that made this session.
  var log = SessionLog()
  /// What can be taken back.
  var undoLog = UndoLog()

  /// How long `run` waits from step to step on a screen; `nil` where it does not.
  ///
  /// At most a day, which is for ever, and still a number that every clock can hold.
  var secondsPerStep: Double? { stepsPerSecond.map { min(1 / $0, 86_400) } }

  /// Passes whose update operations ran, on variables that are gone too.
  var updatesRun: Int { layer?.records.total.run ?? 0 }

  /// The shape of the batches to come.
  var batchShape: [Int]? { source?.batchShape }

  var rank: Int { batchShape?.count ?? 2 }

  /// Which implementation the next training pass runs, and why; `nil` while no batch is known.
  var kernel: KernelChoice? {
    guard let shape = batchShape, let layout = try? AxisLayout(shape: shape, axis: configuration.options.axis)
    else { return nil }
    return KernelChoice(options: configuration.options, rank: shape.count, axis: layout.axis)
  }

  /// Whether TensorFlow 1.4 on a CPU would refuse the next training pass: fused, it takes float32 and channels last only.
  var isRefusedByTensorFlow: Bool {
    guard kernel?.isFused == true, let shape = batchShape,
      let layout = try? AxisLayout(shape: shape, axis: configuration.options.axis)
    else { return false }
    return configuration.dtype != .float32 || layout.axis == 1
  }
}

/// The commands that made a session, as lines that replay it.
struct SessionLog: Equatable, Sendable {
  private(set) var lines: [String] = []
  private var steps: (count: Int, mode: Mode?)?
  /// Whether the last line goes to a step.
  private var endsInMove = false

  static func == (a: SessionLog, b: SessionLog) -> Bool { a.lines == b.lines }

  /// Adds a command that changes the session; one that only looks leaves no line.
  mutating func append(_ command: Command) {
    guard let line = command.line else { return }
    lines.append(line)
    steps = nil
    endsInMove = false
  }

  /// Going from step to step in a row becomes one line.
  mutating func append(moveTo step: Int) {
    if endsInMove { lines.removeLast() }
    append(.goto(step))
    endsInMove = true
  }

  /// Passes of the same kind in a row become one line.
  mutating func append(steps count: Int, _ mode: Mode?) {
    guard count > 0 else { return }
    endsInMove = false
    if let last = steps, last.mode == mode {
      steps = (last.count + count, mode)
      lines[lines.count - 1] = Command.line(steps: last.count + count, mode)
    } else {
      lines.append(Command.line(steps: count, mode))
      steps = (count, mode)
    }
  }

  // MARK: Taking lines back

  /// Where the log ended, to go back to.
  struct Mark: Sendable {
    fileprivate let count: Int
    /// Steps and moves change the last line.
    fileprivate let last: String?
    fileprivate let steps: (count: Int, mode: Mode?)?
    fileprivate let endsInMove: Bool
  }

  /// What stood behind a mark.
  struct Tail: Sendable {
    fileprivate let mark: Mark
    /// From the mark's last line on.
    fileprivate let lines: [String]
    fileprivate let end: Mark
  }

  var mark: Mark { Mark(count: lines.count, last: lines.last, steps: steps, endsInMove: endsInMove) }

  /// Forgets what came after a mark.
  ///
  /// - Returns: what that was.
  mutating func goBack(to mark: Mark) -> Tail {
    let tail = Tail(mark: mark, lines: Array(lines[max(0, mark.count - 1)...]), end: self.mark)
    lines.removeLast(lines.count - mark.count)
    if let last = mark.last { lines[mark.count - 1] = last }
    (steps, endsInMove) = (mark.steps, mark.endsInMove)
    return tail
  }

  /// Adds again what was taken back, to a log that ends where it began.
  mutating func goForward(_ tail: Tail) {
    if tail.mark.count > 0 { lines.removeLast() }
    lines += tail.lines
    (steps, endsInMove) = (tail.end.steps, tail.end.endsInMove)
  }

  /// The lines behind a mark; of a line that has grown what came to it.
  func lines(since mark: Mark) -> [String] {
    let added = Array(lines[mark.count...])
    guard let last = mark.last, lines[mark.count - 1] != last else { return added }
    guard added.isEmpty, let now = steps, let before = mark.steps else { return [lines[mark.count - 1]] + added }
    return [Command.line(steps: now.count - before.count, now.mode)]
  }

  /// The lines as a script.
  var script: String {
    (["# A session of bnexplorer. Replay it with: bnexplorer run FILE"] + lines).joined(separator: "\n") + "\n"
  }
}
