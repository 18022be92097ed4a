import BNCore
import Testing

@Suite("A generator's specification")
struct GeneratorSpecTests {
  struct Fault: Sendable {
    let kind: GeneratorSpec.Kind
    var shape = [4, 3]
    var axis = -1
    var drift: ChannelValue = 0
    let error: BatchSourceError
  }

  static let normal = GeneratorSpec.Kind.normal(mean: 0, std: 1)

  static let shapeFaults = [
    Fault(kind: normal, shape: [], error: .noDimensions),
    Fault(kind: normal, shape: [4, 0], error: .emptyDimension(shape: [4, 0])),
    Fault(kind: normal, shape: [-1, 3], error: .emptyDimension(shape: [-1, 3])),
    Fault(
      kind: normal, shape: [1 << 14, 1 << 14, 2],
      error: .tooManyElements(shape: [1 << 14, 1 << 14, 2], limit: 1 << 28)),
    Fault(kind: normal, shape: [.max, .max], error: .tooManyElements(shape: [.max, .max], limit: 1 << 28)),
    Fault(kind: normal, axis: 2, error: .axisOutOfRange(axis: 2, rank: 2)),
    Fault(kind: normal, axis: -3, error: .axisOutOfRange(axis: -3, rank: 2)),
  ]

  static let parameterFaults = [
    Fault(kind: .normal(mean: [1, 2], std: 1), error: .wrongChannelCount(parameter: "mean", found: 2, channels: 3)),
    Fault(kind: .normal(mean: 0, std: []), error: .wrongChannelCount(parameter: "std", found: 0, channels: 3)),
    Fault(
      kind: .lognormal(mean: 0, std: [1, 1, 1]), axis: 0,
      error: .wrongChannelCount(parameter: "std", found: 3, channels: 4)),
    Fault(kind: .uniform(low: [0, 0], high: 1), error: .wrongChannelCount(parameter: "low", found: 2, channels: 3)),
    Fault(kind: .ramp(low: 0, high: [1]), error: .wrongChannelCount(parameter: "high", found: 1, channels: 3)),
    Fault(kind: .constant(value: [1, 2]), error: .wrongChannelCount(parameter: "value", found: 2, channels: 3)),
    Fault(kind: normal, drift: [1], error: .wrongChannelCount(parameter: "drift", found: 1, channels: 3)),
    Fault(kind: .normal(mean: 0, std: -0.5), error: .badSpread(parameter: "std", value: -0.5)),
    Fault(kind: .normal(mean: 0, std: [1, -2, 1]), error: .badSpread(parameter: "std", value: -2)),
    Fault(kind: .bimodal(means: [0], std: .all(.infinity)), error: .badSpread(parameter: "std", value: .infinity)),
    Fault(kind: .uniform(low: 2, high: 1), error: .badRange(low: 2, high: 1)),
    Fault(kind: .uniform(low: 0, high: [1, -1, 1]), error: .badRange(low: 0, high: -1)),
    Fault(kind: .uniform(low: -1e308, high: 1e308), error: .badRange(low: -1e308, high: 1e308)),
    Fault(kind: .ramp(low: 2, high: 1), error: .badRange(low: 2, high: 1)),
    Fault(
      kind: .ramp(low: 0, high: .all(.infinity)), error: .badRange(low: 0, high: .infinity)),
    Fault(kind: .outliers(mean: 0, std: 1, fraction: 1.5, scale: 2), error: .badFraction(1.5)),
    Fault(kind: .outliers(mean: 0, std: 1, fraction: -0.1, scale: 2), error: .badFraction(-0.1)),
    Fault(
      kind: .outliers(mean: 0, std: 1, fraction: 0.1, scale: -2), error: .badSpread(parameter: "scale", value: -2)),
    Fault(kind: .bimodal(means: [], std: 1), error: .noMeans(kind: "bimodal")),
    Fault(kind: .classes(means: [], std: 1, order: .sorted), error: .noMeans(kind: "classes")),
  ]

  @Test("refuses what cannot be made, and says why", arguments: shapeFaults + parameterFaults)
  func refuses(fault: Fault) {
    #expect(throws: fault.error) {
      try GeneratorSpec(fault.kind, shape: fault.shape, axis: fault.axis, drift: fault.drift)
    }
    // One line: what; what was expected; what to do.
    let text = fault.error.description
    #expect(!text.contains("\n") && text.contains(";"))
  }

  @Test("refuses a spread, an end or a fraction that is not a number")
  func refusesNaN() {
    let kinds: [GeneratorSpec.Kind] = [
      .normal(mean: 0, std: .all(.nan)), .uniform(low: .all(.nan), high: 1), .ramp(low: 0, high: .all(.nan)),
      .outliers(mean: 0, std: 1, fraction: .nan, scale: 1), .outliers(mean: 0, std: 1, fraction: 0, scale: .nan),
    ]
    for kind in kinds {
      #expect(throws: BatchSourceError.self) { try GeneratorSpec(kind, shape: [4, 3]) }
    }
  }

  @Test("accepts the limits")
  func limits() throws {
    let spec = try GeneratorSpec(.normal(mean: 0, std: 0), shape: [1 << 28], axis: -1)
    #expect(spec.axis == 0)
    #expect(try GeneratorSpec(Self.normal, shape: [2, 3, 4], axis: -3).axis == 0)
    #expect(try GeneratorSpec(Self.normal, shape: [2, 3, 4], axis: -2).axis == 1)
    for fraction in [0.0, 1] {
      _ = try GeneratorSpec(.outliers(mean: 0, std: 1, fraction: fraction, scale: 0), shape: [1])
    }
    _ = try GeneratorSpec(.uniform(low: 1, high: 1), shape: [1])
  }

  @Test("keeps what it was given")
  func keepsArguments() throws {
    let spec = try GeneratorSpec(
      .normal(mean: [1, 2], std: 3), shape: [4, 2], axis: 1, seed: 5, fixed: true, drift: [0.5, 0])
    #expect(spec.kind == .normal(mean: .each([1, 2]), std: .all(3)))
    #expect(spec.shape == [4, 2] && spec.axis == 1 && spec.seed == 5 && spec.fixed)
    #expect(spec.drift.numbers == [0.5, 0])
    #expect(spec == spec)
    #expect(try GeneratorSpec(Self.normal, shape: [4, 2]) != spec)
  }
}
