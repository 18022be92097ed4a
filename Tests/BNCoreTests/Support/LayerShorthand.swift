import BNCore
import Testing

extension BatchNormalizationOptions {
  /// TensorFlow's defaults with some of them changed.
  static func with(_ change: (inout BatchNormalizationOptions) -> Void) -> BatchNormalizationOptions {
    var options = BatchNormalizationOptions()
    change(&options)
    return options
  }
}

extension Tensor {
  /// A batch of examples of one channel.
  init(column scalars: [Scalar]) { self.init(shape: [scalars.count, 1], scalars: scalars) }
}

extension BatchNormalization {
  /// A training pass whose update operations are run.
  @discardableResult
  mutating func train(_ batch: Tensor<Scalar>, times count: Int = 1) throws -> Pass<Scalar> {
    var pass = try forward(batch, mode: .training)
    apply(pass.updates)
    for _ in 1..<max(count, 1) {
      pass = try forward(batch, mode: .training)
      apply(pass.updates)
    }
    return pass
  }
}

/// Compares element by element, NaN agreeing with NaN, and records the first that is too far off.
func expectNear<Scalar: BinaryFloatingPoint>(
  _ actual: [Scalar], _ expected: [Double], within bounds: [Double], sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.count == expected.count, sourceLocation: sourceLocation)
  for (index, (a, e)) in zip(actual, expected).enumerated() where !((Double(a) - e).magnitude <= bounds[index]) {
    if a.isNaN && e.isNaN { continue }
    Issue.record("element \(index) is \(a), not \(e) within \(bounds[index])", sourceLocation: sourceLocation)
    return
  }
}

/// Compares element by element with one bound for all.
func expectNear<Scalar: BinaryFloatingPoint>(
  _ actual: [Scalar], _ expected: [Double], within bound: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
  expectNear(actual, expected, within: expected.map { _ in bound }, sourceLocation: sourceLocation)
}
