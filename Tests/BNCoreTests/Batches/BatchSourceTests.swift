import BNCore
import Testing

@Suite("A source of batches")
struct BatchSourceTests {
  @Test("gives the generator's batches")
  func generated() throws {
    let spec = try GeneratorSpec(.normal(mean: 0, std: 1), shape: [4, 3], seed: 1)
    var source = BatchSource.generated(spec)
    #expect(source.batchShape == [4, 3])
    #expect(source.batch(at: 6) == spec.batch(at: 6))
    #expect(source.batch(at: 6, as: Double.self) == spec.batch(at: 6))
    #expect(source.batch(at: 6) == source.batch(at: 6))
  }

  @Test("gives a literal batch every step")
  func literal() {
    let tensor = Tensor<Double>(shape: [2, 2], scalars: [1, 2, 3, 0.1])
    var source = BatchSource.literal(tensor)
    #expect(source.batchShape == [2, 2])
    #expect(source.batch(at: 0) == Tensor<Float>(shape: [2, 2], scalars: [1, 2, 3, 0.1]))
    #expect(source.batch(at: 9) == source.batch(at: 0))
    #expect(source.batch(at: 9, as: Double.self) == tensor)
  }

  @Test("gives the batches of the examples, in any order of asking")
  func examples() throws {
    let data = Tensor<Float>(shape: [7, 1], scalars: [0, 1, 2, 3, 4, 5, 6])
    var set = try ExampleSet(examples: data, batchSize: 3, shuffleSeed: 4)
    var source = BatchSource.examples(set)
    #expect(source.batchShape == [3, 1])
    for index in [8, 2, 2, 0, 5] {
      #expect(source.batch(at: index) == set.batch(at: index))
    }
  }
}
