import CLevels

/// The softmax of each row, and the logarithm of what its exponentials are divided by.
///
/// Of a row z with the largest number m it is e^(z − m) / s with s = Σ e^(z − m), added up in double precision from the first
/// to the last.
struct SoftmaxRows: DenseWork {
  let logits: UnsafePointer<Float>
  /// As large as the logits.
  let shares: UnsafeMutablePointer<Float>
  /// The largest number of each row, and its s.
  let largest: UnsafeMutablePointer<Float>
  let sums: UnsafeMutablePointer<Double>
  let rows: Int
  let classes: Int

  static func function(_ functions: bncore_dense_functions) -> bncore_function { functions.softmax }

  @inline(__always)
  func run() {
    var row = 0
    while row < rows {
      softmax(logits + row &* classes, shares + row &* classes, row)
      row = row &+ 1
    }
  }

  @inline(__always)
  private func softmax(_ z: UnsafePointer<Float>, _ p: UnsafeMutablePointer<Float>, _ row: Int) {
    var most = z[0]
    for index in 1..<max(1, classes) where z[index] > most { most = z[index] }
    let width = SIMD16<Float>.width
    var sum = 0.0
    var index = 0
    while index < classes {
      let count = min(width, classes &- index)
      let powers = (SIMD16<Float>.load(count, z, index) - most).exponential
      powers.store(count, p, index)
      for place in index..<index &+ count { sum += Double(p[place]) }
      index = index &+ width
    }
    let part = Float(1 / sum)
    for place in 0..<classes { p[place] *= part }
    (largest[row], sums[row]) = (most, sum)
  }
}
