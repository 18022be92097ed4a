import TerminalKit
import BNFiles
import BNCore

/// Measures random batches: how long a number takes, rounded to single precision.
enum RandomBench {
  struct Result {
    /// The distribution.
    var source: String
    var shape: [Int]
    /// For a batch.
    var seconds: Double

    var nanosecondsEach: Double { 1e9 * seconds / Double(shape.reduce(1, *)) }

    var json: JSONText {
      [
        "operation": "batch", "source": .string(source), "shape": .array(shape.map(JSONText.integer)),
        "seconds": .double(seconds), "nanoseconds_each": .double(nanosecondsEach),
      ]
    }
  }

  private static let shape = [256, 64]
  private static let kinds: [GeneratorSpec.Kind] = [.normal(mean: 0, std: 1), .uniform(low: 0, high: 1)]

  static func run(rounds: Int, progress: (_ what: String) -> Void) -> [Result] {
    kinds.compactMap { kind in
      guard let spec = try? GeneratorSpec(kind, shape: shape, seed: 7) else { return nil }
      progress("\(kind.name) batches of \(shapeText(shape))")
      let work = { _ = spec.batch(at: 3, as: Float.self) }
      let repetitions = Stopwatch.repetitions(lasting: 0.02, work)
      let seconds = (0..<max(3, rounds)).map { _ in Stopwatch.secondsEach(repetitions, work) }
      return Result(source: kind.name, shape: shape, seconds: seconds.median)
    }
  }
}
