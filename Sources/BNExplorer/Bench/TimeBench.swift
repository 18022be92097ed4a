import TerminalKit
import BNFiles
import BNCore

/// Measures what it costs that every step of a session can be gone back to.
enum TimeBench {
  struct Result {
    var shape: [Int]
    var steps: Int
    /// Steps a second of a session as it is, and of one that keeps no time.
    var rate: Double
    var rateWithout: Double
    /// The share of the steps a second that keeping time costs, the median over the rounds.
    var cost: Double

    var json: JSONText {
      [
        "operation": "time", "source": "normal", "shape": .array(shape.map(JSONText.integer)),
        "steps": .integer(steps), "seconds": .double(Double(steps) / rate), "steps_per_second": .double(rate),
        "steps_per_second_without": .double(rateWithout), "cost": .double(cost),
      ]
    }
  }

  /// The most that it may cost.
  static let limit = 1.0 / 3

  private static let shape = [64, 4]
  /// From the first step on, where the checkpoints lie closest.
  private static let steps = 10_000

  /// Sessions that begin anew in each round, with and without time in turn.
  static func run(rounds: Int, progress: (_ what: String) -> Void) -> Result {
    progress("a session of \(shapeText(shape)) with time and without")
    let times = (0..<max(3, rounds)).map { _ in (seconds(isKept: true), seconds(isKept: false)) }
    return Result(
      shape: shape, steps: steps, rate: Double(steps) / times.map(\.0).median,
      rateWithout: Double(steps) / times.map(\.1).median, cost: times.map { 1 - $0.1 / $0.0 }.median)
  }

  private static func seconds(isKept: Bool) -> Double {
    var session = SessionBench.session(shape, "")
    session.timeline.isKept = isKept
    return Stopwatch.seconds { SessionBench.step(&session, steps) }
  }
}
