/// Batch normalization in double precision, straight from its definition: a second implementation to compare with.
///
/// Elements find their channel by taking apart their flat index, so nothing is shared with the layer under test.
struct Definition {
  let shape: [Int]
  let x: [Double]
  /// Counted from 0.
  let axis: Int
  var epsilon = 1e-3
  var gamma: [Double]?
  var beta: [Double]?

  /// The channel of the element at a flat row-major index.
  func channel(of index: Int) -> Int {
    var remaining = index
    for dimension in shape.indices.reversed() where dimension > axis { remaining /= shape[dimension] }
    return remaining % shape[axis]
  }

  /// The elements of a channel.
  func members(_ channel: Int) -> [Double] {
    x.indices.filter { self.channel(of: $0) == channel }.map { x[$0] }
  }

  func mean() -> [Double] {
    (0..<shape[axis]).map { channel in
      let members = members(channel)
      return members.reduce(0, +) / Double(members.count)
    }
  }

  /// The biased variance.
  func variance() -> [Double] {
    (0..<shape[axis]).map { channel in
      let members = members(channel)
      let mean = members.reduce(0, +) / Double(members.count)
      return members.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(members.count)
    }
  }

  /// gamma · (x − mean) / √(variance + epsilon) + beta.
  func output(mean: [Double], variance: [Double]) -> [Double] {
    x.indices.map { index in
      let channel = channel(of: index)
      let normalized = (x[index] - mean[channel]) / (variance[channel] + epsilon).squareRoot()
      return normalized * (gamma?[channel] ?? 1) + (beta?[channel] ?? 0)
    }
  }
}
