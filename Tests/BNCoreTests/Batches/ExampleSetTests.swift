@testable import BNCore
import Testing

@Suite("Batches of examples")
struct ExampleSetTests {
  /// Examples of two numbers, 10 k and 10 k + 1.
  static func data(_ count: Int) -> Tensor<Float> {
    Tensor(shape: [count, 2], scalars: (0..<count).flatMap { [Float(10 * $0), Float(10 * $0 + 1)] })
  }

  @Test("come in the order of the data, with a smaller one at the end, and begin again")
  func inOrder() throws {
    var set = try ExampleSet(examples: Self.data(5), batchSize: 2)
    #expect(set.batchesPerEpoch == 3 && set.exampleCount == 5)
    let batches = (0..<4).map { set.batch(at: $0, as: Float.self) }
    #expect(batches[0] == Tensor(shape: [2, 2], scalars: [0, 1, 10, 11]))
    #expect(batches[1] == Tensor(shape: [2, 2], scalars: [20, 21, 30, 31]))
    #expect(batches[2] == Tensor(shape: [1, 2], scalars: [40, 41]))
    #expect(batches[3] == batches[0])
    #expect((0..<4).map { set.batchShape(at: $0) } == batches.map(\.shape))
  }

  @Test("drop the smaller last batch when told to")
  func dropLast() throws {
    var set = try ExampleSet(examples: Self.data(5), batchSize: 2, dropLast: true)
    #expect(set.batchesPerEpoch == 2)
    #expect((0..<4).map { set.members(at: $0) } == [[0, 1], [2, 3], [0, 1], [2, 3]])
    var even = try ExampleSet(examples: Self.data(4), batchSize: 2, dropLast: false)
    #expect(even.batchesPerEpoch == 2 && even.members(at: 1) == [2, 3])
  }

  @Test(
    "are the whole data where no size is given, or one above the number of examples", arguments: [nil, 5, 6, Int.max])
  func wholeData(batchSize: Int?) throws {
    var set = try ExampleSet(examples: Self.data(5), batchSize: batchSize)
    #expect(set.batchesPerEpoch == 1)
    #expect(set.batch(at: 0) == Self.data(5))
    #expect(set.batch(at: 7) == Self.data(5))
  }

  @Test("go through every example once an epoch, in a new order each time")
  func shuffled() throws {
    var set = try ExampleSet(examples: Self.data(23), batchSize: 4, shuffleSeed: 5)
    let epochs = (0..<5).map { epoch in (0..<6).flatMap { set.members(at: 6 * epoch + $0) } }
    for order in epochs {
      #expect(order.sorted() == Array(0..<23))
      #expect(order != Array(0..<23))
    }
    #expect(Set(epochs).count == 5)
  }

  @Test("of more examples than a list is made of come each once an epoch, too, in another order each epoch")
  func scattered() {
    for count in [1, 2, 3, 17, 1000, 4096, 4097] {
      let orders = (0..<2).map { epoch in
        let order = ScatteredOrder(count: count, seed: 5, epoch: epoch)
        return (0..<count).map(order.example)
      }
      #expect(orders.allSatisfy { $0.sorted() == Array(0..<count) })
      guard count > 100 else { continue }
      #expect(
        orders[0] != orders[1] && orders[0] != (0..<count).map(ScatteredOrder(count: count, seed: 6, epoch: 0).example))
      // Of n places some stay where they were in one of so many orders: 1 on average, and 20 in none of 10^18.
      #expect(orders[0].enumerated().count { $0 == $1 } < 20)
      // The correlation of place and example is 0 within five deviations of 1 / sqrt(n).
      let middle = Double(count - 1) / 2
      let products = orders[0].enumerated().map { (Double($0) - middle) * (Double($1) - middle) }.reduce(0, +)
      let squares = (0..<count).map { (Double($0) - middle) * (Double($0) - middle) }.reduce(0, +)
      #expect(abs(products / squares) < 5 / Double(count).squareRoot())
    }
  }

  @Test("of very many examples give a shuffled batch at once")
  func shuffledMany() throws {
    final class Rows: ExampleStore {
      let shape = [1 << 32, 1]
      func numbers(of examples: Range<Int>) -> [Double] { examples.map { Double($0) } }
    }
    var set = try ExampleSet(data: .stored(Rows()), batchSize: 64, shuffleSeed: 1)
    let batch = set.batch(at: 3, as: Double.self)
    #expect(Set(batch.scalars).count == 64 && batch.scalars.allSatisfy { (0..<0x1p32).contains($0) })
    #expect(batch.scalars != batch.scalars.sorted())
  }

  @Test("keep their shuffled order for ever")
  func pinnedOrder() throws {
    // By a second implementation of the shuffle in another language.
    var five = try ExampleSet(examples: Self.data(10), shuffleSeed: 5)
    #expect(five.members(at: 0) == [5, 6, 9, 8, 7, 3, 1, 4, 2, 0])
    #expect(five.members(at: 1) == [7, 6, 0, 1, 5, 2, 8, 4, 3, 9])
    var six = try ExampleSet(examples: Self.data(10), shuffleSeed: 6)
    #expect(six.members(at: 0) == [3, 8, 6, 1, 0, 7, 9, 2, 4, 5])
  }

  @Test("every order comes up as often")
  func evenShuffle() throws {
    var set = try ExampleSet(examples: Self.data(3), shuffleSeed: 1)
    var counts: [[Int]: Int] = [:]
    for epoch in 0..<6000 { counts[set.members(at: epoch), default: 0] += 1 }
    #expect(counts.count == 6)
    let chiSquare = counts.values.map { Double(($0 - 1000) * ($0 - 1000)) / 1000 }.reduce(0, +)
    // 5 degrees of freedom: 25.7 is passed once in 10,000 times.
    #expect(chiSquare < 25.7)
  }

  @Test("are the same in any order of asking")
  func randomAccess() throws {
    var inOrder = try ExampleSet(examples: Self.data(7), batchSize: 3, shuffleSeed: 2)
    let batches = (0..<12).map { inOrder.batch(at: $0, as: Float.self) }
    var jumping = try ExampleSet(examples: Self.data(7), batchSize: 3, shuffleSeed: 2)
    for index in [11, 0, 5, 5, 4, 10, 1] {
      #expect(jumping.batch(at: index, as: Float.self) == batches[index])
    }
  }

  @Test("bring their labels along")
  func labels() throws {
    var set = try ExampleSet(examples: Self.data(7), labels: [0, 1, 2, 3, 4, 5, 6], batchSize: 3, shuffleSeed: 2)
    for index in 0..<6 {
      let firsts = set.batch(at: index, as: Float.self).scalars.enumerated().filter { $0.offset % 2 == 0 }
      #expect(set.labels(at: index) == firsts.map { $0.element / 10 })
    }
    var plain = try ExampleSet(examples: Self.data(7))
    #expect(plain.labels(at: 0) == nil)
  }

  @Test("are divided, rounded once")
  func divide() throws {
    var set = try ExampleSet(examples: Tensor(shape: [3], scalars: [1, 2, 16]), divide: 3)
    #expect(set.batch(at: 0, as: Float.self).scalars == [0.33333334, 0.6666667, 5.3333335])
    let thirds: [Double] = [0.3333333333333333, 0.6666666666666666, 5.333333333333333]
    #expect(set.batch(at: 0, as: Double.self).scalars == thirds)
  }

  @Test("cannot be made of nothing, nor of the wrong numbers")
  func faults() {
    func expect(_ error: BatchSourceError, _ make: () throws -> ExampleSet) {
      #expect(throws: error) { try make() }
      #expect(!error.description.contains("\n"))
    }
    let data = Self.data(5)
    expect(.batchSizeBelowOne(0)) { try ExampleSet(examples: data, batchSize: 0) }
    expect(.batchSizeBelowOne(-4)) { try ExampleSet(examples: data, batchSize: -4, dropLast: true) }
    expect(.everyBatchDropped(examples: 5, batchSize: 6)) {
      try ExampleSet(examples: data, batchSize: 6, dropLast: true)
    }
    expect(.noExamples) { try ExampleSet(examples: Tensor(shape: [0, 2], scalars: [])) }
    expect(.noDimensions) { try ExampleSet(examples: Tensor(shape: [], scalars: [1])) }
    expect(.wrongLabelCount(labels: 1, examples: 5)) { try ExampleSet(examples: data, labels: [1]) }
    expect(.badDivisor(0)) { try ExampleSet(examples: data, divide: 0) }
    expect(.badDivisor(.infinity)) { try ExampleSet(examples: data, divide: .infinity) }
    #expect(throws: BatchSourceError.self) { try ExampleSet(examples: data, divide: .nan) }
  }
}
