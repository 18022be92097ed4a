import Platform

/// How many values fall into each of some bins of equal width.
///
/// Bin i holds its lower edge and not its upper one, `edges[i] <= value < edges[i + 1]`; the last bin holds both.
package struct HistogramBins: Hashable, Sendable {
  package let edges: [Double]
  package private(set) var counts: [Int]
  /// Finite values outside the range.
  package private(set) var below = 0
  package private(set) var above = 0

  /// Counts the finite values in a range cut into at least one bin; what is not finite is left out.
  package init(_ values: [Double], in range: ValueRange, count: Int) {
    let bins = max(1, count)
    let map = RangeMap(range)
    edges = (0...bins).map { $0 == bins ? range.high : map.value(at: Double($0) / Double(bins)) }
    counts = Array(repeating: 0, count: bins)
    var (below, above) = (0, 0)
    // Millions of values are counted between two keys: the arrays are opened once, not for every value.
    edges.withUnsafeBufferPointer { edges in
      counts.withUnsafeMutableBufferPointer { counts in
        for value in values where value.isFinite {
          if value < range.low {
            below += 1
          } else if value > range.high {
            above += 1
          } else {
            counts[Self.bin(of: value, guess: Int(map.fraction(of: value) * Double(bins)), edges)] += 1
          }
        }
      }
    }
    (self.below, self.above) = (below, above)
  }

  /// A division finds the bin to within a rounding error; the edges decide.
  private static func bin(of value: Double, guess: Int, _ edges: UnsafeBufferPointer<Double>) -> Int {
    let last = edges.count - 2
    var bin = min(guess, last)
    while bin > 0, value < edges[bin] { bin -= 1 }
    while bin < last, value >= edges[bin + 1] { bin += 1 }
    return bin
  }

  package var largest: Int { counts.max() ?? 0 }
}
