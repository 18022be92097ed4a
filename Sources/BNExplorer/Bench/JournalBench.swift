import Platform
import TerminalKit
import BNFiles
import BNCore

/// Measures what it costs that a session is written down while it steps.
enum JournalBench {
  struct Result {
    var shape: [Int]
    var steps: Int
    /// Steps a second of a session as it is, and of one without a journal.
    var rate: Double
    var rateWithout: Double
    /// The share of the steps a second that the journal costs, the median over the rounds.
    var cost: Double

    var json: JSONText {
      [
        "operation": "journal", "source": "normal", "shape": .array(shape.map(JSONText.integer)),
        "steps": .integer(steps), "seconds": .double(Double(steps) / rate), "steps_per_second": .double(rate),
        "steps_per_second_without": .double(rateWithout), "cost": .double(cost),
      ]
    }
  }

  /// The most that it may cost.
  static let limit = 0.01

  /// The smallest batch that is measured anywhere: beside its steps everything else is large.
  private static let shape = [64, 4]

  /// Two sessions that go on in turn, so that both are always as old; each round takes a quarter of a second.
  static func run(rounds: Int, progress: (_ what: String) -> Void) -> Result? {
    guard let scratch = ScratchFolder() else { return nil }
    progress("a session of \(shapeText(shape)) with a journal and without")
    let folder = XDGFolder("XDG_STATE_HOME", usual: []) { _ in scratch.path }
    let journal = Journal(in: JournalFolder(folder))
    defer {
      journal.remove()
      folder?.remove()
    }
    var (with, without) = (SessionBench.session(shape, ""), SessionBench.session(shape, ""))
    let pace = JournalPace()
    let steps = Stopwatch.repetitions(lasting: 0.25) { SessionBench.step(&without, 100) } * 100
    SessionBench.step(&with, steps)
    let times = (0..<max(3, rounds)).map { round in
      let first = { Stopwatch.seconds { step(&with, steps, journal, pace) } }
      let second = { Stopwatch.seconds { SessionBench.step(&without, steps) } }
      // Whoever comes second finds a warmer machine.
      if round.isMultiple(of: 2) { return (first(), second()) }
      let time = second()
      return (first(), time)
    }
    return Result(
      shape: shape, steps: steps, rate: Double(steps) / times.map(\.0).median,
      rateWithout: Double(steps) / times.map(\.1).median, cost: times.map { 1 - $0.1 / $0.0 }.median)
  }

  private static func step(_ session: inout Session, _ count: Int, _ journal: Journal, _ pace: JournalPace) {
    pace.begin()
    let environment = SessionEnvironment(files: DiskFiles()) { _, session in
      if pace.isDue() { journal.note(session()) }
      return true
    }
    _ = try? session.apply(.step(count, .training), in: environment)
    journal.note(session)
  }
}
