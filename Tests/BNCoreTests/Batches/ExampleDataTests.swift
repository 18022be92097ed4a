import BNCore
import Testing

/// Examples that count how many of them were asked for, and can be lost.
private final class CountedExamples: ExampleStore {
  let shape: [Int]
  let isLost: Bool

  init(_ count: Int, isLost: Bool = false) {
    shape = [count, 2]
    self.isLost = isLost
  }

  static func number(_ element: Int) -> Double { 1_500_000_000 + Double(element) / 4 }

  func numbers(of examples: Range<Int>) throws(BatchSourceError) -> [Double] {
    if isLost { throw .unreadable("the data is gone") }
    return (2 * examples.lowerBound..<2 * examples.upperBound).map(Self.number)
  }
}

@Suite("Data in double precision, in memory and elsewhere")
struct ExampleDataTests {
  private static let doubles = Tensor<Double>(shape: [7, 2], scalars: (0..<14).map(CountedExamples.number))

  @Test(
    "double precision data gives its numbers to float64, and each rounded once to float32",
    arguments: [nil, 3, 7, 9], [nil, 5] as [UInt64?])
  func precision(batchSize: Int?, seed: UInt64?) throws {
    for divide in [nil, 3.0] {
      for data in [ExampleData.float64(Self.doubles), .stored(CountedExamples(7))] {
        var set = try ExampleSet(data: data, batchSize: batchSize, shuffleSeed: seed, divide: divide)
        for index in 0..<5 {
          let expected = set.members(at: index).flatMap { [2 * $0, 2 * $0 + 1] }.map {
            CountedExamples.number($0) / (divide ?? 1)
          }
          #expect(try set.readBatch(at: index, as: Double.self).scalars == expected)
          #expect(set.batch(at: index, as: Float.self).scalars == expected.map { Float($0) })
          #expect(set.batch(at: index, as: Double.self).shape == set.batchShape(at: index))
        }
      }
    }
  }

  @Test("data that is read piece by piece is all there", arguments: [nil, 70_000])
  func pieces(batchSize: Int?) throws {
    var set = try ExampleSet(data: .stored(CountedExamples(100_001)), batchSize: batchSize)
    for index in 0..<2 {
      let expected = set.members(at: index).flatMap {
        [CountedExamples.number(2 * $0), CountedExamples.number(2 * $0 + 1)]
      }
      #expect(try set.readBatch(at: index, as: Double.self).scalars == expected)
    }
  }

  @Test("moments and ranges of data elsewhere are those of the same data in memory", arguments: [0, 1], [nil, 2])
  func moments(axis: Int, seed: UInt64?) throws {
    let sets = try [ExampleData.float64(Self.doubles), .stored(CountedExamples(7))].map {
      try ExampleSet(data: $0, batchSize: 3, shuffleSeed: seed, divide: 2)
    }
    let layout = try AxisLayout(shape: [3, 2], axis: axis)
    let found = sets.map { BatchSource.examples($0).populationMoments(layout, at: 0) }
    #expect(found[0] == found[1])
    #expect(try sets[0].ranges(layout) == sets[1].ranges(layout))
    guard axis == 1 else { return }
    // Steps of a quarter from one row to the next, halved: 7 numbers a quarter apart have a variance of 4/16.
    #expect(found[0] == PopulationMoments(mean: [750_000_000.75, 750_000_000.875], variance: [0.25, 0.25]))
    #expect(try sets[0].ranges(layout).map(\.?.low) == [750_000_000, 750_000_000.125])
    #expect(try sets[0].ranges(layout).map(\.?.high) == [750_000_001.5, 750_000_001.625])
    var set = try ExampleSet(data: .float64(Self.doubles), batchSize: 3)
    #expect(try set.ranges(ofBatchAt: 1, layout).map(\.?.low) == [1_500_000_001.5, 1_500_000_001.75])
    #expect(try set.ranges(ofBatchAt: 1, layout).map(\.?.high) == [1_500_000_002.5, 1_500_000_002.75])
  }

  @Test("the range of a channel is that of its finite numbers")
  func ranges() throws {
    let data = Tensor<Double>(shape: [3, 2], scalars: [.nan, .infinity, -2, .nan, 5, -.infinity])
    let set = try ExampleSet(data: .float64(data))
    let ranges = try set.ranges(try AxisLayout(shape: [3, 2], axis: 1))
    #expect(ranges[0]?.low == -2 && ranges[0]?.high == 5 && ranges[1] == nil)
  }

  @Test("data that is gone says so, and is NaN where nobody can be told")
  func lost() throws {
    var source = BatchSource.examples(try ExampleSet(data: .stored(CountedExamples(5, isLost: true)), batchSize: 2))
    #expect(throws: BatchSourceError.unreadable("the data is gone")) { try source.readBatch(at: 0, as: Float.self) }
    let batch = source.batch(at: 2)
    #expect(batch.shape == [1, 2] && batch.scalars.allSatisfy(\.isNaN))
    let moments = source.populationMoments(try AxisLayout(shape: [2, 2], axis: 1), at: 0)
    #expect(moments.mean.count == 2 && moments.mean.allSatisfy(\.isNaN))
  }
}
