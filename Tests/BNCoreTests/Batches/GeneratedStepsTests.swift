import BNCore
import Testing

@Suite("Batches from step to step")
struct GeneratedStepsTests {
  @Test("a drift moves the parameters of location by as much each step")
  func drift() throws {
    let moves: [(kind: GeneratorSpec.Kind, at: (Double) -> Double)] = [
      (.normal(mean: 1, std: 0), { 1 + $0 }), (.constant(value: 1), { 1 + $0 }), (.ramp(low: 1, high: 1), { 1 + $0 }),
      (.uniform(low: 1, high: 1), { 1 + $0 }), (.bimodal(means: [1], std: 0), { 1 + $0 }),
      (.outliers(mean: 1, std: 0, fraction: 0.5, scale: 3), { 1 + $0 }),
      (.classes(means: [1], std: 0, order: .sorted), { 1 + $0 }),
      // The mean of a lognormal distribution is that of the normal one underneath.
      (.lognormal(mean: 1, std: 0), { PortableMath.exp(1 + $0) }),
    ]
    for (kind, value) in moves {
      let spec = try GeneratorSpec(kind, shape: [3, 2], drift: [0.25, -2])
      for index in [0, 1, 40] {
        let row = [value(0.25 * Double(index)), value(-2 * Double(index))]
        #expect(spec.batch(at: index, as: Double.self).scalars == row + row + row)
      }
    }
  }

  @Test("a fixed generator gives the same batch every step, moved by the drift alone")
  func fixed() throws {
    for kind in GeneratedBatchTests.kinds {
      let spec = try GeneratorSpec(kind, shape: [6, 2], seed: 5, fixed: true)
      #expect(spec.batch(at: 17, as: Float.self) == spec.batch(at: 0, as: Float.self))
      #expect(
        try spec.batch(at: 0, as: Float.self)
          == GeneratorSpec(kind, shape: [6, 2], seed: 5).batch(at: 0, as: Float.self))
    }
    let drifting = try GeneratorSpec(.normal(mean: 0, std: 1), shape: [6], seed: 5, fixed: true, drift: 4)
    let first = drifting.batch(at: 0, as: Double.self).scalars
    #expect(drifting.batch(at: 3, as: Double.self).scalars == first.map { 12 + $0 })
  }

  @Test("sorted classes take turns, a whole batch each")
  func sortedClasses() throws {
    let spec = try GeneratorSpec(.classes(means: [-2, 0, 5], std: 0, order: .sorted), shape: [4, 2])
    for index in 0..<7 {
      let mean = [-2.0, 0, 5][index % 3]
      #expect(spec.batch(at: index, as: Double.self).scalars == Array(repeating: mean, count: 8))
    }
  }

  @Test("shuffled classes mix in a batch, all as often, and an example belongs to one")
  func shuffledClasses() throws {
    let count = 30_000
    let spec = try GeneratorSpec(.classes(means: [-2, 0, 5], std: 0, order: .shuffled), shape: [count, 2], seed: 8)
    let numbers = spec.batch(at: 1, as: Double.self).scalars
    #expect((0..<count).allSatisfy { numbers[2 * $0] == numbers[2 * $0 + 1] })
    let third = Double(count) / 3
    for mean in [-2.0, 0, 5] {
      let found = Double(numbers.count { $0 == mean }) / 2
      // A binomial count of share 1/3: four standard deviations.
      #expect(abs(found - third) < 4 * (third * 2 / 3).squareRoot())
    }
  }

  @Test("a mode is drawn for each element, of a class for each example")
  func modesWithinAnExample() throws {
    let numbers = try GeneratorSpec(.bimodal(means: [-1, 1], std: 0), shape: [1000, 2], seed: 8)
      .batch(at: 0, as: Double.self).scalars
    let equal = Double((0..<1000).count { numbers[2 * $0] == numbers[2 * $0 + 1] })
    // Half of the examples hold two equal modes: a binomial count, four standard deviations.
    #expect(abs(equal - 500) < 4 * 250.0.squareRoot())
  }

  @Test("a ramp meets both ends and rises evenly over the examples")
  func ramp() throws {
    let spec = try GeneratorSpec(.ramp(low: [-0.1, 0], high: [0.7, 8]), shape: [5, 2])
    let numbers = spec.batch(at: 3, as: Double.self).scalars
    #expect([0, 2, 4, 6, 8].map { numbers[$0 + 1] } == [0, 2, 4, 6, 8])
    #expect(numbers[0] == -0.1 && numbers[8] == 0.7)
    // The middle of -0.1 and 0.7, with roundings of the two numbers near 1.
    #expect(abs(numbers[4] - 0.3) <= 0x1p-52)
    #expect(try GeneratorSpec(.ramp(low: 3, high: 8), shape: [1, 2]).batch(at: 0, as: Double.self).scalars == [3, 3])
    // -0.9 + (-0.3 - -0.9) is not -0.3 in double precision.
    #expect(
      try GeneratorSpec(.ramp(low: -0.9, high: -0.3), shape: [2]).batch(at: 0, as: Double.self).scalars == [-0.9, -0.3])
  }
}
