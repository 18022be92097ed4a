/// What channels were normalized by, as their gradients need it.
struct GradientStatistics {
  let mean: [Double]
  /// 1 / √(variance + epsilon).
  let inverse: [Double]
  /// gamma / √(variance + epsilon).
  let factor: [Double]
  /// Elements a channel.
  let count: Double

  init(_ moments: Moments<Double>, _ parameters: Kernels.Parameters, count: Int) {
    mean = moments.mean
    let inverse = moments.variance.map { 1 / ($0 + parameters.epsilon).squareRoot() }
    self.inverse = inverse
    factor = parameters.gamma.map { gamma in gamma.indices.map { gamma[$0] * inverse[$0] } } ?? inverse
    self.count = Double(count)
  }

  /// Those of one channel.
  init(_ all: GradientStatistics, channel: Int) {
    mean = [all.mean[channel]]
    inverse = [all.inverse[channel]]
    factor = [all.factor[channel]]
    count = all.count
  }

  /// Σ u · xhat from Σ u · (x − shift), where the shift is the mean as it was rounded for the sums.
  @inline(__always)
  func product<Number: KernelNumber>(_ channel: Int, _ sums: ProductSums, _ type: Number.Type) -> Double {
    let left = mean[channel] - Double(Number(mean[channel]))
    return (sums.products[channel] - left * sums.upstream[channel]) * inverse[channel]
  }
}

/// Σ u and Σ u · (x − shift) of channels.
struct ProductSums {
  var upstream: [Double]
  var products: [Double]

  /// Adds sums of every channel.
  mutating func add(upstream added: UnsafePointer<Double>, products addedProducts: UnsafePointer<Double>) {
    upstream.withUnsafeMutableBufferPointer { upstream in
      products.withUnsafeMutableBufferPointer { products in
        for channel in 0..<upstream.count {
          upstream[channel] += added[channel]
          products[channel] += addedProducts[channel]
        }
      }
    }
  }
}

extension ProductSums {
  /// Sums of nothing.
  init(channels: Int) {
    let zeros = [Double](repeating: 0, count: channels)
    self.init(upstream: zeros, products: zeros)
  }
}
