import TerminalKit
import BNFiles
import BNCore

/// Measures kernels and the loops that they are held against, all in turn, round after round.
///
/// What disturbs a machine for some seconds then disturbs a few rounds of everything, not all rounds of one thing. A ratio
/// is taken of times of the same round, and its median over the rounds is the result.
struct KernelBench {
  /// How long one measurement lasts; a longer one is a single repetition.
  private static let lasting = 0.004

  let cases: [BenchCase]
  private let memory: BenchMemory

  /// What is measured: a case, or a loop at a case's size with its threads.
  private struct Measurement {
    var work: () -> Void
    var repetitions = 1
    var seconds: [Double] = []
  }

  init(_ cases: [BenchCase]) {
    self.cases = cases
    memory = BenchMemory(count: cases.map(\.shape.count).max() ?? 0)
  }

  /// Measures everything in so many rounds.
  ///
  /// - Parameters:
  ///   - rounds: how many; the more, the less a disturbance matters.
  ///   - progress: is told how many rounds are done and what is measured next.
  /// - Returns: the results in the order of the cases.
  func run(rounds: Int, progress: (_ done: Int, _ what: String) -> Void) -> [BenchResult] {
    let sizes = cases.map { MemoryLimit.Size(count: $0.shape.count, threads: $0.threads) }.uniqued()
    var loops = sizes.map { size in
      let arrays = memory.arrays(size.count)
      return MemoryLoop.allCases.map { loop in Measurement { loop.run(arrays, threads: size.threads) } }
    }
    var kernels = cases.map { Measurement(work: work($0)) }
    for round in 0..<rounds {
      for (index, size) in sizes.enumerated() {
        let here = cases.indices.filter { cases[$0].shape.count == size.count && cases[$0].threads == size.threads }
        progress(round, cases[here[0]].shape.text)
        for loop in loops[index].indices { Self.measure(&loops[index][loop], first: round == 0) }
        for kernel in here { Self.measure(&kernels[kernel], first: round == 0) }
      }
    }
    let limits = zip(sizes, loops).map { size, loops in
      MemoryLimit(size: size, seconds: Dictionary(uniqueKeysWithValues: zip(MemoryLoop.allCases, loops.map(\.seconds))))
    }
    return zip(cases, kernels).compactMap { which, kernel in
      limits.first { $0.size.count == which.shape.count && $0.size.threads == which.threads }.map {
        BenchResult(which, rounds: kernel.seconds, limits: $0.rounds(for: which.operation))
      }
    }
  }

  private static func measure(_ measurement: inout Measurement, first: Bool) {
    if first { measurement.repetitions = Stopwatch.repetitions(lasting: lasting, measurement.work) }
    measurement.seconds.append(Stopwatch.secondsEach(measurement.repetitions, measurement.work))
  }

  /// One run of a case's kernel.
  private func work(_ which: BenchCase) -> () -> Void {
    let kernel = BenchKernel(which, on: memory.arrays(which.shape.count))
    return { kernel.run() }
  }
}

extension Sequence where Element: Hashable {
  /// The elements, each once, in the order of their first places.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
