import BNCore

/// What was measured of a case.
struct BenchResult {
  var which: BenchCase
  /// Median over the rounds.
  var seconds: Double
  /// What memory allows, median over the rounds.
  var limit: Double
  /// The median of limit / time in the same round: 1 is as fast as memory allows.
  var ratio: Double
  /// Half of the rounds' ratios lie this close to each other.
  var spread: Double

  init(_ which: BenchCase, rounds: [Double], limits: [Double], traffic: MemoryLimit) {
    self.which = which
    seconds = median(rounds)
    limit = median(limits)
    let ratios = zip(limits, rounds).map { $0 / $1 }.sorted()
    ratio = median(ratios)
    spread = ratios.isEmpty ? .nan : ratios[ratios.count * 3 / 4] - ratios[ratios.count / 4]
  }

  /// What an operation has to read and write at the least.
  var bytes: Int {
    switch which.operation {
    case .infer: 2 * which.shape.bytes
    case .train: 3 * which.shape.bytes
    case .backward: 5 * which.shape.bytes
    }
  }

  var gigabytesPerSecond: Double { Double(bytes) / seconds * 1e-9 }
}
