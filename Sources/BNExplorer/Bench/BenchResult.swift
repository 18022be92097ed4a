import BNFiles
import BNCore

/// What was measured of a kernel.
struct BenchResult {
  var which: BenchCase
  /// The time of a pass: the median over the rounds, as all that follows.
  var seconds: Double
  /// What memory allows.
  var limit: Double
  /// limit / time of the same round: 1 is as fast as memory allows.
  var ratio: Double
  /// Half of the rounds' ratios lie this close to each other.
  var spread: Double

  init(_ which: BenchCase, rounds: [Double], limits: [Double]) {
    self.which = which
    seconds = rounds.median
    limit = limits.median
    let ratios = zip(limits, rounds).map { $0 / $1 }.sorted()
    ratio = ratios.median
    spread = ratios.isEmpty ? .nan : ratios[ratios.count * 3 / 4] - ratios[ratios.count / 4]
  }

  /// What a pass has to read and write at the least.
  var bytes: Int {
    let arrays =
      switch which.operation {
      case .infer: 2
      case .train: 3
      case .backward: 5
      }
    return arrays * which.shape.bytes
  }

  var gigabytesPerSecond: Double { Double(bytes) / seconds * 1e-9 }

  var json: JSONText {
    [
      "operation": .string(which.operation.rawValue), "layout": .string(which.shape.layout.rawValue),
      "shape": .array(which.shape.dimensions.map(JSONText.integer)), "threads": .integer(which.threads),
      "level": .string(which.level.rawValue),
      "seconds": .double(seconds), "limit_seconds": .double(limit), "ratio": .double(ratio),
      "spread": .double(spread), "gigabytes_per_second": .double(gigabytesPerSecond),
    ]
  }
}
