import Testing

@testable import BNCore

/// Kernels against a float64 evaluation of the definition.
///
/// A block of at most 128 rows is summed in the type itself. Its terms (x − K)² are rounded three times and added 127
/// times, and may be up to 32 times what they add to the total (see ``ColumnMoments``): the variance is off by at most
/// 32 · 131 roundings, relatively. The definition's own sums of n terms are off by n. With C = 32 · 131 + n + 8 and u half
/// the type's epsilon, bounds for everything else follow from the sizes of the terms that it is made of.
@Suite("Kernels compute the definition")
struct KernelDefinitionTests {
  // Without optimization kernels take a hundred times as long.
  #if DEBUG
    static let cases = (1...60).map { KernelCase(seed: $0) }
    static let rows = [1, 7, 9, 33]
    static let widths = [1025, 4097]
    static let large = [[70, 150, 101]]
  #else
    static let cases = (1...600).map { KernelCase(seed: $0) }
    static let rows = [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33]
    static let widths = [1023, 1024, 1025, 2049, 4096, 4097, 9001]
    /// Over 4 MiB, where stores are streamed: short and long runs that end within lines, few channels, a few numbers behind
    /// each channel, very many channels, rows of an odd width; the last two over 8 MiB, where rows are read in the order of
    /// memory.
    static let large = [
      [70, 150, 101], [20, 60, 900], [3, 3, 120_001], [20_001, 9, 6], [3, 5000, 70], [700, 1501], [2300, 1001],
      [35_000, 65],
    ]
  #endif

  @Test("in float32, for any layout", arguments: cases)
  func float32(_ random: KernelCase) { compare(random, random.results(Float.self), unit: 0x1p-24) }

  @Test("in float64, for any layout", arguments: cases)
  func float64(_ random: KernelCase) { compare(random, random.results(Double.self), unit: 0x1p-53) }

  @Test("for every small number of rows and channels", arguments: 1...40)
  func small(channels: Int) {
    for rows in Self.rows {
      let random = KernelCase(seed: UInt64(rows), shape: [rows, channels], axis: 1)
      compare(random, random.results(Float.self), unit: 0x1p-24)
    }
  }

  @Test("for runs of every small length", arguments: 1...70)
  func runs(length: Int) {
    for examples in [1, 2, 4, 5, 9] {
      let random = KernelCase(seed: UInt64(length), shape: [examples, 3, length], axis: 1)
      compare(random, random.results(Float.self), unit: 0x1p-24)
    }
  }

  @Test("for rows too wide for one tile", arguments: widths)
  func wide(channels: Int) {
    for (shape, axis) in [([9, channels], 1), ([3, channels, 2], 1)] {
      let random = KernelCase(seed: UInt64(channels), shape: shape, axis: axis)
      compare(random, random.results(Float.self), unit: 0x1p-24)
    }
  }

  @Test("for batches past the cache", arguments: large)
  func pastCache(shape: [Int]) {
    let random = KernelCase(seed: 7, shape: shape, axis: 1)
    // Behind a line's beginning, where whole lines begin and end within runs.
    compare(random, random.results(Float.self, offset: 5), unit: 0x1p-24)
  }

  private func compare(_ random: KernelCase, _ results: KernelCase.Results, unit: Double) {
    let members = random.members
    let n = Double(random.layout.elementsPerChannel)
    let limit = (32 * 131 + n + 8) * unit
    var outputBounds = [Double](repeating: 0, count: random.x.count)
    var (gradient, gradientBounds) = (outputBounds, outputBounds)
    var (inferredGradient, inferredBounds) = (outputBounds, outputBounds)
    var output = outputBounds
    for (channel, members) in members.enumerated() {
      let x = members.map { random.x[$0] }
      let mean = x.reduce(0, +) / n
      let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      let stddev = (variance + random.epsilon).squareRoot()
      expectNear([results.variance[channel]], [variance], within: limit * variance)
      // Sums of x − K, around a K that lies among them.
      expectNear([results.mean[channel]], [mean], within: limit * (stddev + 0x1p-20 * mean.magnitude))
      let inverse = 1 / stddev
      let factor = random.gamma[channel] * inverse
      let normalized = x.map { ($0 - mean) * inverse }
      let upstream = members.map { random.u[$0] }
      let sum = upstream.reduce(0, +)
      let product = zip(upstream, normalized).reduce(0) { $0 + $1.0 * $1.1 }
      let size = upstream.reduce(0) { $0 + $1.magnitude }
      let productSize = zip(upstream, normalized).reduce(0) { $0 + $1.0.magnitude * ($1.1.magnitude + 1) }
      expectNear([results.upstream[channel]], [sum], within: limit * size)
      expectNear([results.products[channel]], [product], within: limit * productSize)
      for (place, index) in members.enumerated() {
        output[index] = normalized[place] * random.gamma[channel] + random.beta[channel]
        outputBounds[index] =
          limit * (random.gamma[channel].magnitude * (normalized[place].magnitude + 1) + random.beta[channel].magnitude)
        gradient[index] = factor * (upstream[place] - sum / n - normalized[place] * product / n)
        gradientBounds[index] =
          limit * factor.magnitude
          * (upstream[place].magnitude + size / n + (normalized[place].magnitude + 1) * productSize / n)
        inferredGradient[index] = factor * upstream[place]
        inferredBounds[index] = limit * inferredGradient[index].magnitude
      }
    }
    expectNear(results.output, output, within: outputBounds)
    expectNear(results.inferred, output, within: outputBounds)
    expectNear(results.gradient, gradient, within: gradientBounds)
    expectNear(results.inferredGradient, inferredGradient, within: inferredBounds)
  }
}
