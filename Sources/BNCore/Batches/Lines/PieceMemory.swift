/// Memory that a piece of a batch is made in, small enough to stay in the cache: whole lines of numbers.
struct PieceMemory {
  /// The most elements of a piece.
  static let most = 1024

  /// The numbers themselves.
  let numbers: UnsafeMutablePointer<Double>
  /// A second number for each, where it takes two.
  let others: UnsafeMutablePointer<Double>
  let tails: QuantileFill.TailMemory

  /// Lends memory for pieces of at most so many elements.
  static func with(count: Int, _ body: (PieceMemory) -> Void) {
    let count = RandomLine.rounded(up: min(count, most))
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * count) { numbers in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { places in
        // An empty piece has no memory.
        guard let start = numbers.baseAddress, let places = places.baseAddress else { return }
        body(
          PieceMemory(
            numbers: start, others: start + count,
            tails: QuantileFill.TailMemory(tails: start + 2 * count, results: start + 3 * count, places: places)))
      }
    }
  }
}

extension RandomStream {
  /// Writes the uniform numbers of elements from an even one on, in whole lines.
  func fillUniform(
    _ numbers: UnsafeMutablePointer<Double>, count: Int, batch: UInt64, first: Int, level: InstructionSet
  ) {
    level.run(UniformFill(source: RandomSource(self, batch: batch, first: first), numbers: numbers, count: count))
  }

  /// Writes their bits.
  func fillBits(
    _ bits: UnsafeMutableRawPointer, count: Int, batch: UInt64, first: Int, level: InstructionSet
  ) {
    level.run(BitsFill(source: RandomSource(self, batch: batch, first: first), bits: bits, count: count))
  }

  /// Writes their normal numbers.
  func fillNormal(_ memory: PieceMemory, count: Int, batch: UInt64, first: Int, level: InstructionSet) {
    fillUniform(memory.numbers, count: count, batch: batch, first: first, level: level)
    level.run(QuantileFill(numbers: memory.numbers, count: count, memory: memory.tails))
  }
}
