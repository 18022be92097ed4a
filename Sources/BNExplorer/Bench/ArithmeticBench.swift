import TerminalKit
import BNFiles
import BNCore

/// Measures a layer's training pass in fast and in reference arithmetic, checks and bookkeeping included.
enum ArithmeticBench {
  struct Result {
    var dtype: NumberType
    var shape: [Int]
    /// Seconds of a pass.
    var fast: Double
    var reference: Double
    /// reference / fast of the same round, the median over the rounds.
    var ratio: Double

    var json: JSONText {
      [
        "operation": "layer", "dtype": .string(dtype.rawValue), "shape": .array(shape.map(JSONText.integer)),
        "threads": 1, "seconds": .double(fast), "reference_seconds": .double(reference), "ratio": .double(ratio),
      ]
    }
  }

  private static let shape = [256, 64]

  static func run(rounds: Int, progress: (_ what: String) -> Void) -> [Result] {
    NumberType.available.map { type in
      progress("a layer in \(type.rawValue)")
      return switch type {
      case .float16: measure(Half.self, rounds)
      case .float32: measure(Float.self, rounds)
      case .float64: measure(Double.self, rounds)
      }
    }
  }

  private static func measure<Scalar: TensorScalar>(_ type: Scalar.Type, _ rounds: Int) -> Result {
    let (fast, reference) = (pass(Scalar.self, .fast), pass(Scalar.self, .reference))
    let repetitions = (
      Stopwatch.repetitions(lasting: 0.004, fast), Stopwatch.repetitions(lasting: 0.004, reference)
    )
    let seconds = (0..<rounds).map { _ in
      (Stopwatch.secondsEach(repetitions.0, fast), Stopwatch.secondsEach(repetitions.1, reference))
    }
    return Result(
      dtype: Scalar.dtype, shape: shape, fast: seconds.map(\.0).median, reference: seconds.map(\.1).median,
      ratio: seconds.map { $0.1 / $0.0 }.median)
  }

  /// One training pass over the same batch, into the memory of the one before.
  private static func pass<Scalar: TensorScalar>(_ type: Scalar.Type, _ arithmetic: Arithmetic) -> () -> Void {
    guard let layer = try? layer(type, arithmetic),
      let spec = try? GeneratorSpec(.normal(mean: 1, std: 2), shape: shape)
    else { preconditionFailure("a layer of plain options for a plain shape") }
    let batch: Tensor<Scalar> = spec.batch(at: 0)
    var pass: Pass<Scalar>?
    return { try? layer.forward(batch, mode: .training, into: &pass) }
  }

  private static func layer<Scalar: TensorScalar>(
    _ type: Scalar.Type, _ arithmetic: Arithmetic
  ) throws -> BatchNormalization<Scalar> {
    var options = BatchNormalizationOptions()
    options.arithmetic = arithmetic
    options.threads = 1
    return try BatchNormalization(options: options, inputShape: shape)
  }
}
