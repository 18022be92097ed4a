/// Mean and sum of squared deviations of the elements seen so far, in double precision.
///
/// Two sets are merged by Chan, Golub and LeVeque's formula (1979): with d the difference of the means,
///
///     mean ← mean + d · m / (n + m)
///     squares ← squares + other squares + d² · n · m / (n + m)
struct RunningMoments {
  var count = 0.0
  var mean = 0.0
  /// Σ(x − mean)².
  var squares = 0.0

  @inline(__always)
  mutating func merge(_ other: RunningMoments) {
    guard other.count > 0 else { return }
    let weight = other.count / (count + other.count)
    let difference = other.mean - mean
    mean += difference * weight
    squares += other.squares + difference * difference * count * weight
    count += other.count
  }

  /// The elements whose sums of deviations from a shift, and of their squares, are known.
  @inline(__always)
  init(count: Double, shift: Double, sum: Double, squares sumOfSquares: Double) {
    self.count = count
    mean = shift + sum / count
    squares = sumOfSquares - sum * (sum / count)
  }

  init() {}

  var isFinite: Bool { mean.isFinite && squares.isFinite }
}

/// Running moments of many channels that have equally many elements each.
struct RunningMomentsColumns {
  var count = 0.0
  var mean: [Double]
  /// Σ(x − mean)² of each channel.
  var squares: [Double]

  init(channels: Int) {
    mean = [Double](repeating: 0, count: channels)
    squares = mean
  }

  /// ``RunningMoments/merge(_:)`` for every channel.
  mutating func merge(count added: Double, mean: UnsafePointer<Double>, squares: UnsafePointer<Double>) {
    let weight = added / (count + added)
    let scale = count * weight
    for channel in self.mean.indices {
      let difference = mean[channel] - self.mean[channel]
      self.mean[channel] += difference * weight
      self.squares[channel] += squares[channel] + difference * difference * scale
    }
    count += added
  }

  var isFinite: Bool {
    var finite = true
    for channel in mean.indices { finite = finite && mean[channel].isFinite && squares[channel].isFinite }
    return finite
  }
}
