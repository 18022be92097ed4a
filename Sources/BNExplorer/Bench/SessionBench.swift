import TerminalKit
import BNFiles
import BNCore

/// Measures sessions without a screen: steps a second, and whether they stay as fast.
enum SessionBench {
  struct Result {
    /// The lines that make the session.
    var source: String
    var shape: [Int]
    var steps: Int
    /// Steps a second.
    var rate: Double
    /// Steps a second in the first and in the last tenth of a long run.
    var tenths: (first: Double, last: Double)?

    var json: JSONText {
      let ends = tenths.map {
        [
          JSONText.Member(name: "first_tenth", value: .double($0.first)),
          JSONText.Member(name: "last_tenth", value: .double($0.last)),
        ]
      }
      return .object(
        [
          JSONText.Member(name: "operation", value: "session"), JSONText.Member(name: "source", value: .string(source)),
          JSONText.Member(name: "shape", value: .array(shape.map(JSONText.integer))),
          JSONText.Member(name: "steps", value: .integer(steps)),
          JSONText.Member(name: "seconds", value: .double(Double(steps) / rate)),
          JSONText.Member(name: "steps_per_second", value: .double(rate)),
        ] + (ends ?? []))
    }
  }

  /// Training runs a second of TensorFlow 1.4 in a session on a 64 x 4 batch.
  static let tensorFlowRate = 2000.0

  private static let shapes = [[64, 4], [256, 64]]
  private static let options = ["", " fixed=on"]

  static func run(rounds: Int, progress: (_ what: String) -> Void) -> [Result] {
    shapes.flatMap { shape in
      options.map { option in
        progress("a session of \(shapeText(shape))\(option)")
        return short(shape, option, rounds)
      }
    } + options.map { long(shapes[0], $0, progress) }
  }

  /// The median over rounds of a quarter of a second.
  private static func short(_ shape: [Int], _ option: String, _ rounds: Int) -> Result {
    var session = session(shape, option)
    let steps = Stopwatch.repetitions(lasting: 0.25) { step(&session, 100) } * 100
    let rates = (0..<max(3, rounds / 3)).map { _ in Double(steps) / Stopwatch.seconds { step(&session, steps) } }
    return Result(source: "normal" + option, shape: shape, steps: steps, rate: rates.median)
  }

  /// A million steps.
  private static func long(_ shape: [Int], _ option: String, _ progress: (_ what: String) -> Void) -> Result {
    let tenth = 100_000
    var session = session(shape, option)
    let seconds = (0..<10).map { part in
      progress("a million steps of \(shapeText(shape))\(option): \(10 * part) %")
      return Stopwatch.seconds { step(&session, tenth) }
    }
    return Result(
      source: "normal" + option, shape: shape, steps: 10 * tenth, rate: Double(10 * tenth) / seconds.reduce(0, +),
      tenths: (Double(tenth) / seconds[0], Double(tenth) / seconds[9]))
  }

  static func session(_ shape: [Int], _ option: String) -> Session {
    var session = Session()
    guard let script = try? Script(text: "generate normal shape=\(shapeText(shape)) seed=7\(option)", name: "bench"),
      let line = script.lines.first, (try? line.command.carryOut(on: &session, in: environment)) != nil
    else { preconditionFailure("a plain line of the command language") }
    return session
  }

  static func step(_ session: inout Session, _ count: Int) {
    _ = try? session.apply(.step(count, .training), in: environment)
  }

  private static var environment: SessionEnvironment { SessionEnvironment(files: DiskFiles()) }
}
