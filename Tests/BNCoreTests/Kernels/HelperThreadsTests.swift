import Dispatch
import Synchronization
import Testing

@testable import BNCore

@Suite("Helper threads")
struct HelperThreadsTests {
  /// Does pieces with helpers, and says how often each was done.
  private static func done(_ pieces: Int, by helpers: HelperThreads, most: Int = 3, wakes: Bool = true) -> [Int] {
    let counts = Counts(pieces)
    helpers.share(pieces, helpers: most, wakes: wakes) { counts.add($0) }
    return counts.all
  }

  /// Counts of pieces, each by a number of its own: two threads that do the same one would be seen.
  private final class Counts: Sendable {
    private let counts: Mutex<[Int]>

    init(_ pieces: Int) { counts = Mutex([Int](repeating: 0, count: pieces)) }

    func add(_ piece: Int) { counts.withLock { $0[piece] += 1 } }

    var all: [Int] { counts.withLock { $0 } }
  }

  @Test("do each piece once, whether they are awake, asleep or not wanted", arguments: [0, 1, 3])
  func once(count: Int) {
    let helpers = HelperThreads(count: count)
    for round in 0..<3000 {
      let pieces = round % 9
      let counts = Self.done(pieces, by: helpers, most: 1 + round % 4, wakes: round % 3 != 0)
      #expect(counts == [Int](repeating: 1, count: pieces))
      // Now and then they fall asleep in between.
      if round % 300 == 0 { pause(milliseconds: 2) }
    }
  }

  @Test("what they write is there when the work is done")
  func visible() {
    let helpers = HelperThreads(count: 3)
    var numbers = [Int](repeating: 0, count: 512)
    for round in 1...3000 {
      numbers.withUnsafeMutableBufferPointer { numbers in
        let numbers = SharedBuffer(numbers)
        helpers.share(16, helpers: 3, wakes: true) { piece in
          for index in 32 * piece..<32 * (piece + 1) { numbers[index] += round }
        }
      }
    }
    // 1 + 2 + ... + 3000
    #expect(numbers == [Int](repeating: 4_501_500, count: 512))
  }

  @Test("really help: two pieces that wait for each other come to an end, also after a sleep", arguments: [0, 2])
  func help(milliseconds: Int) {
    let helpers = HelperThreads(count: 1)
    for _ in 0..<20 {
      meet(by: helpers, Arrivals())
      pause(milliseconds: milliseconds)
    }
  }

  /// How many pieces have begun.
  private final class Arrivals: Sendable { let count = Atomic(0) }

  private func meet(by helpers: HelperThreads, _ arrivals: Arrivals) {
    helpers.share(2, helpers: 1, wakes: true) { _ in
      arrivals.count.add(1, ordering: .sequentiallyConsistent)
      while arrivals.count.load(ordering: .sequentiallyConsistent) < 2 { pause(milliseconds: 0) }
    }
  }

  @Test("no more of them than wanted")
  func most() {
    let helpers = HelperThreads(count: 3)
    let (present, largest) = (Counter(), Counter())
    for _ in 0..<200 {
      helpers.share(8, helpers: 1, wakes: true) { _ in
        largest.raise(to: present.add(1))
        for _ in 0..<200 { _ = present.add(0) }
        _ = present.add(-1)
      }
    }
    #expect(largest.value <= 2)
  }

  private final class Counter: Sendable {
    private let number = Mutex(0)

    func add(_ step: Int) -> Int {
      number.withLock {
        $0 += step
        return $0
      }
    }

    func raise(to least: Int) { number.withLock { $0 = max($0, least) } }

    var value: Int { add(0) }
  }

  @Test("help one caller at a time, and the others do without")
  func severalCallers() {
    let helpers = HelperThreads(count: 2)
    let wrong = Counter()
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for round in 0..<500 where Self.done(1 + round % 5, by: helpers).contains(where: { $0 != 1 }) { _ = wrong.add(1) }
    }
    #expect(wrong.value == 0)
  }

  @Test("are not waited for by work within work")
  func nested() {
    let helpers = HelperThreads(count: 2)
    let inner = Counter()
    helpers.share(8, helpers: 2, wakes: true) { _ in _ = inner.add(Self.done(4, by: helpers).reduce(0, +)) }
    #expect(inner.value == 32)
  }

  private func pause(milliseconds: Int) {
    _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(milliseconds))
  }
}
