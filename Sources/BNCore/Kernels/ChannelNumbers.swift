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
  /// What normalizing by some moments takes; see ``NormalizationFold``.
  init<Scalar: KernelScalar>(
    normalizing type: Scalar.Type, by moments: Moments<Double>, _ parameters: Kernels.Parameters,
    _ level: InstructionSet
  ) where Scalar.Number == Number {
    let channels = moments.mean.count
    self.init(arrays: 3, channels: channels) { array in
      moments.mean.withUnsafeBufferPointer { mean in
        moments.variance.withUnsafeBufferPointer { variance in
          withNumbers(parameters.gamma) { gamma in
            withNumbers(parameters.beta) { beta in
              guard let mean = mean.baseAddress, let variance = variance.baseAddress else { return }
              level.run(
                NormalizationFold<Scalar>(
                  channels: channels, mean: mean, variance: variance, epsilon: parameters.epsilon, gamma: gamma,
                  beta: beta, shifts: array(0), scales: array(1), offsets: array(2)))
            }
          }
        }
      }
    }
  }

  /// factor · (u − mean(u) − xhat · mean(u · xhat)) as ((u − upstreamShift) + (x − shift) · slope) · scale, folded in
  /// double precision.
  ///
  /// With xhat = (x − mean) · inverse, and the mean taken apart into the shift, which is rounded, and what was left out of
  /// it:
  ///
  ///     slope = −inverse · mean(u · xhat)
  ///     upstreamShift = mean(u) + (what was left out of mean) · slope
  ///     scale = factor
  ///
  /// That the upstream shift is rounded moves every u by less than the last digit of their mean. A constant u gives exactly
  /// 0 where xhat does, and so does a batch of one.
  init(differentiatingBy statistics: GradientStatistics, _ sums: ProductSums) {
    let channels = statistics.mean.count
    self.init(arrays: 4, channels: channels) { array in
      let (upstreamShifts, shifts, slopes, scales) = (array(0), array(1), array(2), array(3))
      for channel in 0..<channels {
        let mean = statistics.mean[channel]
        let shift = Number(mean)
        let product = statistics.product(channel, sums, Number.self)
        let slope = -statistics.inverse[channel] * (product / statistics.count)
        upstreamShifts[channel] = Number(sums.upstream[channel] / statistics.count + (mean - Double(shift)) * slope)
        shifts[channel] = shift
        slopes[channel] = Number(slope)
        scales[channel] = Number(statistics.factor[channel])
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

/// Calls the body with where some numbers are, or with `nil` if there are none.
@inline(__always)
private func withNumbers(_ numbers: [Double]?, _ body: (UnsafePointer<Double>?) -> Void) {
  if let numbers {
    numbers.withUnsafeBufferPointer { body($0.baseAddress) }
  } else {
    body(nil)
  }
}
