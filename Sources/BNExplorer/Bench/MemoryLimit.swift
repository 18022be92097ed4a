import TerminalKit
import BNCore

/// What memory allowed in each round, for arrays of one size and so many threads.
struct MemoryLimit {
  struct Size: Hashable {
    /// Elements of each array.
    var count: Int
    var threads: Int
  }

  let size: Size
  /// The seconds of each loop, round by round.
  let seconds: [MemoryLoop: [Double]]

  private static let reads: [MemoryLoop] = [.readInOrder, .readAskingAhead, .readByPages]
  private static let readsOfTwo: [MemoryLoop] = [.readTwo, .readTwoAskingAhead, .readOneAfterTheOther]
  private static let copies: [MemoryLoop] = [
    .copy, .copyNonTemporal, .copyNonTemporalAskingAhead, .copyNonTemporalByPages, .memcpy,
  ]
  private static let additions: [MemoryLoop] = [.add, .addNonTemporal, .addNonTemporalAskingAhead]

  /// The limit of an operation in each round: what it has to read and write at the least.
  ///
  /// Normalizing copies; training reads once more before that, since no output is known before the whole batch is; gradients
  /// read two arrays for their sums and then make a third out of them.
  func rounds(for operation: BenchCase.Operation) -> [Double] {
    switch operation {
    case .infer: rounds(of: Self.copies)
    case .train: zip(rounds(of: Self.reads), rounds(of: Self.copies)).map(+)
    case .backward: zip(rounds(of: Self.readsOfTwo), rounds(of: Self.additions)).map(+)
    }
  }

  /// The rounds of the loop that is the fastest of some as a rule.
  private func rounds(of loops: [MemoryLoop]) -> [Double] {
    loops.compactMap { seconds[$0] }.min { $0.median < $1.median } ?? []
  }
}
