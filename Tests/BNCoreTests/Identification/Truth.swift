import BNCore
import BNTestSupport

/// A batch and what is known of its layer, with formulas in double precision written out once more.
struct Truth {
  var shape: [Int]
  var axis: Int
  var x: [Double]
  var gamma: [Double]
  var beta: [Double]
  var mean: [Double]
  var variance: [Double]
  var epsilon = 1e-3

  /// A batch of channels with different means and deviations.
  init(_ shape: [Int], axis: Int, seed: UInt64 = 7, spread: [Double] = [0.05, 1, 0.4, 3]) {
    (self.shape, self.axis) = (shape, axis)
    var random = SplitMix(state: seed)
    // A sum of uniform numbers is near enough to normal.
    func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) } }
    let channels = shape[axis]
    x = []
    (gamma, beta, mean, variance) = ([], [], [], [])
    for channel in 0..<channels {
      gamma.append(Self.float(1.5 + 0.3 * normal()))
      beta.append(Self.float(0.2 + normal()))
      mean.append(Self.float(normal()))
      variance.append(Self.float(spread[channel % spread.count] * (1 + Double(channel) / 10)))
    }
    x = (0..<shape.reduce(1, *)).map { index in
      let channel = self.channel(index)
      return Self.float(2 * Double(channel) - 1 + normal() * spread[channel % spread.count])
    }
  }

  static func float(_ number: Double) -> Double { Double(Float(number)) }

  func place(_ index: Int, along axis: Int) -> Int { index / shape[(axis + 1)...].reduce(1, *) % shape[axis] }
  func channel(_ index: Int) -> Int { place(index, along: axis) }

  /// The mean and the biased variance of the numbers of each group.
  func moments(of numbers: [Double], _ group: (Int) -> Int) -> (mean: [Double], variance: [Double], count: Double) {
    let groups = numbers.indices.map(group)
    let count = (groups.max() ?? 0) + 1
    let n = Double(numbers.count) / Double(count)
    var (mean, variance) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for index in numbers.indices { mean[groups[index]] += numbers[index] / n }
    for index in numbers.indices {
      let deviation = numbers[index] - mean[groups[index]]
      variance[groups[index]] += deviation * deviation / n
    }
    return (mean, variance, n)
  }

  var batch: (mean: [Double], variance: [Double], count: Double) { moments(of: x, channel) }

  /// (x − mean) · factor · gamma + beta, rounded to float32.
  func output(
    mean: [Double]? = nil, factor: (Int) -> Double, gamma: [Double]? = nil, beta: [Double]? = nil
  ) -> [Double] {
    x.indices.map { index in
      let channel = channel(index)
      let centred = x[index] - (mean?[channel] ?? 0)
      return Self.float(
        centred * factor(channel) * (gamma ?? self.gamma)[channel] + (beta ?? self.beta)[channel])
    }
  }

  /// What a layer puts out in training.
  var trained: [Double] {
    let (mean, variance, _) = batch
    return output(mean: mean) { 1 / (variance[$0] + epsilon).squareRoot() }
  }

  /// What it puts out in inference.
  var inferred: [Double] { output(mean: mean) { 1 / (variance[$0] + epsilon).squareRoot() } }

  /// All that there is to know of the layer, or all but epsilon.
  func layer(epsilon isKnown: Bool = false) -> KnownLayer {
    var layer = KnownLayer()
    layer.gamma = KnownNumbers(gamma, as: .float32)
    layer.beta = KnownNumbers(beta, as: .float32)
    layer.mean = KnownNumbers(mean, as: .float32)
    layer.variance = KnownNumbers(variance, as: .float32)
    if isKnown { layer.epsilon = epsilon }
    return layer
  }

  func identifier(_ layer: KnownLayer? = nil) -> Identifier {
    Identifier(shape: shape, input: KnownNumbers(x, as: .float32), layer: layer ?? self.layer())
  }

  /// The answer for an output.
  func identify(
    _ output: [Double], as precision: NumberPrecision = .float32, _ layer: KnownLayer? = nil
  ) -> OutputIdentification {
    identifier(layer).output(KnownNumbers(output, as: precision))
  }

  /// The convention that was used, with all that is known in place.
  func convention(_ statistics: NormalizingStatistics) -> OutputConvention {
    OutputConvention(
      grouping: ChannelGrouping(shape: shape, axes: [axis]), statistics: statistics, gamma: .applied, beta: .applied)
  }
}
