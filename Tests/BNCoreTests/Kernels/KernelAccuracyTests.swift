import BNTestSupport
import Testing

@testable import BNCore

/// Data that other ways of summing lose, in float32: 65,536 rows.
///
/// The bounds are twice what this algorithm reached when it was designed (docs/performance.md); PyTorch 2.5 is off by 1.75
/// in the output and by a factor of 52 in the variance of the first.
@Suite("Accuracy of the fast path")
struct KernelAccuracyTests {
  static let rows = 65536
  #if DEBUG
    static let channels = 8
  #else
    static let channels = 64
  #endif

  @Test("mean 1e4, standard deviation 1e-2: output within 1e-6, variance within 1e-9")
  func offset() throws {
    let errors = try Self.errors { _, normal in 1e4 + 1e-2 * normal }
    #expect(errors.output <= 1e-6)
    #expect(errors.variance <= 1e-9)
  }

  @Test("standard normal numbers: variance within 3.6e-8")
  func standard() throws { #expect(try Self.errors { $1 }.variance <= 3.6e-8) }

  @Test("a first row of 1e6: variance within 3.6e-6")
  func outlier() throws { #expect(try Self.errors { $0 == 0 ? 1e6 : $1 }.variance <= 3.6e-6) }

  @Test("8 rows of 1e4, then standard deviation 1e-2 around 0: variance within 2.6e-5")
  func outliers() throws { #expect(try Self.errors { $0 < 8 ? 1e4 : 1e-2 * $1 }.variance <= 2.6e-5) }

  @Test("a step from 1e4 to 1e4 + 1: variance within 1.72e-11, or by the rounding of one block")
  func step() throws {
    let step = { (row: Int, normal: Double) in (row < Self.rows / 2 ? 1e4 : 1e4 + 1) + 1e-2 * normal }
    // Where a piece of rows ends with the step, nothing is shifted by a mean from before it.
    #expect(try Self.errors(axes: [1], step).variance <= 1.72e-11)
    // Else 128 lines of 16 numbers are shifted by the old mean, 1 away, of 65,536 / 4 in all; 131 roundings each.
    #expect(try Self.errors(axes: [0], step).variance <= 2048 / 16384 * 131 * 0x1p-24)
  }

  @Test("a ramp from 1e5 on: variance within 4.2e-9")
  func ramp() throws { #expect(try Self.errors { row, _ in 1e5 + Double(row) }.variance <= 4.2e-9) }

  /// The largest absolute error of the output and relative error of the variance, of channels last and channels first.
  private static func errors(
    axes: [Int] = [1, 0], _ value: (_ row: Int, _ normal: Double) -> Double
  ) throws -> (output: Double, variance: Double) {
    var random = SplitMix(state: 4)
    // Twelve uniform numbers have variance 1.
    func normal() -> Double {
      var sum = -6.0
      for _ in 0..<12 { sum += Double(random.next() >> 11) * 0x1p-53 }
      return sum
    }
    let last = (0..<rows * channels).map { Float(value($0 / channels, normal())) }
    let first = (0..<rows * channels).map { last[$0 % rows * channels + $0 / rows] }
    var worst = (output: 0.0, variance: 0.0)
    for (x, shape, axis) in [(last, [rows, channels], 1), (first, [channels, rows], 0)] where axes.contains(axis) {
      let layer = try BatchNormalization<Float>(options: .with { $0.axis = axis }, inputShape: shape)
      let pass = try layer.forward(Tensor(shape: shape, scalars: x), mode: .training)
      let variance = try #require(pass.unrounded).variance
      for channel in 0..<channels {
        let indices = (0..<rows).map { axis == 1 ? $0 * channels + channel : channel * rows + $0 }
        // Sums of the deviations from the first element are exact enough: they are of the size of the spread.
        let origin = Double(x[indices[0]])
        var (sum, squares) = (0.0, 0.0)
        for index in indices { sum += Double(x[index]) - origin }
        let mean = origin + sum / Double(rows)
        for index in indices { squares += (Double(x[index]) - mean) * (Double(x[index]) - mean) }
        let exact = squares / Double(rows)
        worst.variance = max(worst.variance, (variance[channel] - exact).magnitude / exact)
        let inverse = 1 / (exact + Double(pass.epsilon)).squareRoot()
        for index in indices {
          let error = Double(pass.output.scalars[index]) - (Double(x[index]) - mean) * inverse
          worst.output = max(worst.output, error.magnitude)
        }
      }
    }
    return worst
  }
}
