/// Some numbers of every channel, as the type that is computed in: an array for each, one behind the other.
struct ChannelNumbers<Number: KernelNumber> {
  let channels: Int
  let storage: [Number]

  @inline(__always)
  init(arrays: Int, channels: Int, _ write: (_ array: (Int) -> UnsafeMutablePointer<Number>) -> Void) {
    self.channels = channels
    storage = [Number](unsafeUninitializedCapacity: arrays * channels) { buffer, count in
      if let start = buffer.baseAddress { write { start + $0 * channels } }
      count = arrays * channels
    }
  }

  @inline(__always)
  subscript(array: Int, channel: Int) -> Number { storage[array * channels + channel] }
}

extension ChannelNumbers {
  /// (x − mean) / √(variance + epsilon) · gamma + beta as (x − shift) · scale + offset.
  ///
  /// Folded in double precision:
  ///
  ///     shift = mean, rounded
  ///     scale = gamma / √(variance + epsilon)
  ///     offset = beta − (mean − shift) · scale
  ///
  /// Subtracting the rounded mean first is exact where x is near it, and what the rounding left out is in the offset: so
  /// the output is right to the last digits however far the mean lies from 0.
  init(normalizingBy moments: Moments<Double>, _ parameters: Kernels.Parameters) {
    let channels = moments.mean.count
    self.init(arrays: 3, channels: channels) { array in
      let (shifts, scales, offsets) = (array(0), array(1), array(2))
      // Loops over plain memory that write one array each are what the compiler makes vectors of.
      withNumbers(parameters.gamma, orElse: 1, channels) { exact in
        moments.variance.withUnsafeBufferPointer { variance in
          guard let variance = variance.baseAddress else { return }
          SquareRoots.divide(exact, byRootsOf: variance, plus: parameters.epsilon, count: channels)
        }
        for channel in 0..<channels { scales[channel] = Number(exact[channel]) }
        moments.mean.withUnsafeBufferPointer { mean in
          for channel in 0..<channels { shifts[channel] = Number(mean[channel]) }
          withNumbers(parameters.beta, orElse: 0, channels) { beta in
            for channel in 0..<channels {
              let (mean, shift) = (mean[channel], Double(Number(mean[channel])))
              // A moving mean may be infinite; then nothing was left out.
              let left = mean == shift ? 0 : mean - shift
              offsets[channel] = Number(beta[channel] - left * exact[channel])
            }
          }
        }
      }
    }
  }

  /// factor · (u − mean(u) − xhat · mean(u · xhat)) as (u − upstreamShift) · scale + ((x − shift) · slope + offset),
  /// folded in double precision.
  ///
  /// With xhat = (x − mean) · inverse, the factor gamma · inverse, and both means taken apart into a rounded part and what
  /// was left out of it:
  ///
  ///     scale = factor
  ///     slope = −factor · inverse · mean(u · xhat)
  ///     offset = −(what was left out of mean(u)) · scale − (what was left out of mean) · slope
  ///
  /// A constant u gives exactly 0 where xhat does, and so does a batch of one.
  init(differentiatingBy statistics: GradientStatistics, _ sums: ProductSums) {
    let channels = statistics.mean.count
    self.init(arrays: 5, channels: channels) { array in
      let (upstreamShifts, scales, shifts, slopes, offsets) = (array(0), array(1), array(2), array(3), array(4))
      for channel in 0..<channels {
        let mean = statistics.mean[channel]
        let meanUpstream = sums.upstream[channel] / statistics.count
        let product = statistics.product(channel, sums, Number.self)
        let factor = statistics.factor[channel]
        let slope = -factor * statistics.inverse[channel] * (product / statistics.count)
        let (shift, upstreamShift) = (Number(mean), Number(meanUpstream))
        upstreamShifts[channel] = upstreamShift
        scales[channel] = Number(factor)
        shifts[channel] = shift
        slopes[channel] = Number(slope)
        offsets[channel] = Number(
          -(meanUpstream - Double(upstreamShift)) * factor - (mean - Double(shift)) * slope)
      }
    }
  }

  /// The factors of u in inference.
  init(factorsOf statistics: GradientStatistics) {
    self.init(arrays: 1, channels: statistics.factor.count) { array in
      let factors = array(0)
      for channel in statistics.factor.indices { factors[channel] = Number(statistics.factor[channel]) }
    }
  }
}

/// Calls the body with a copy of some numbers, or with as many of one number.
@inline(__always)
private func withNumbers(
  _ numbers: [Double]?, orElse number: Double, _ count: Int, _ body: (UnsafeMutablePointer<Double>) -> Void
) {
  withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { memory in
    guard let start = memory.baseAddress else { return }
    if let numbers {
      _ = memory.initialize(from: numbers)
    } else {
      start.initialize(repeating: number, count: count)
    }
    body(start)
  }
}
