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
  let channels: Int
  var count = 0.0
  /// Nothing as long as there are no elements.
  var mean: [Double] = []
  /// Σ(x − mean)² of each channel.
  var squares: [Double] = []

  init(channels: Int) { self.channels = channels }

  /// ``RunningMoments/merge(_:)`` for every channel.
  mutating func merge(count added: Double, mean: UnsafePointer<Double>, squares: UnsafePointer<Double>) {
    defer { count += added }
    guard count > 0 else {
      self.mean = [Double](UnsafeBufferPointer(start: mean, count: channels))
      self.squares = [Double](UnsafeBufferPointer(start: squares, count: channels))
      return
    }
    let weight = added / (count + added)
    let scale = count * weight
    self.mean.withUnsafeMutableBufferPointer { total in
      self.squares.withUnsafeMutableBufferPointer { totalSquares in
        for channel in 0..<total.count {
          let difference = mean[channel] - total[channel]
          total[channel] += difference * weight
          totalSquares[channel] += squares[channel] + difference * difference * scale
        }
      }
    }
  }

  var isFinite: Bool { Self.areFinite(mean) && Self.areFinite(squares) }

  private static func areFinite(_ numbers: [Double]) -> Bool {
    numbers.withUnsafeBufferPointer { numbers in
      // What is not finite leaves NaN when it is subtracted from itself.
      var rest = 0.0
      var lines = WideLine(repeating: 0)
      var index = 0
      if let start = numbers.baseAddress {
        while index &+ WideLine.width <= numbers.count {
          let line = WideLine.load(start, index)
          lines = lines + (line - line)
          index = index &+ WideLine.width
        }
      }
      while index < numbers.count {
        rest += numbers[index] - numbers[index]
        index = index &+ 1
      }
      return lines.wideSum + rest == 0
    }
  }
}
