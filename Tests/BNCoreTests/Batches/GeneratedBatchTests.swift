import BNCore
import Testing

@Suite("A generated batch")
struct GeneratedBatchTests {
  static let kinds: [GeneratorSpec.Kind] = [
    .normal(mean: 1, std: 2), .uniform(low: -1, high: 2), .lognormal(mean: 0, std: 1),
    .bimodal(means: [-2, 2], std: 1),
    .constant(value: 4), .ramp(low: 0, high: 1), .outliers(mean: 0, std: 1, fraction: 0.2, scale: 9),
    .classes(means: [-1, 0, 1], std: 0.1, order: .sorted), .classes(means: [-1, 0, 1], std: 0.1, order: .shuffled),
  ]

  @Test("holds the same numbers for ever")
  func pinned() throws {
    // By a second implementation of the generator in another language, rounded to single precision by numpy.
    let normal = try GeneratorSpec(.normal(mean: 2, std: 3), shape: [2, 3], seed: 7).batch(at: 4, as: Float.self)
    #expect(normal.scalars == [3.5251865, 5.977808, -0.6540296, 0.7849498, -2.4996502, 3.691474])
    let uniform = try GeneratorSpec(.uniform(low: -1, high: 2), shape: [6], seed: 7).batch(at: 4, as: Float.self)
    #expect(uniform.scalars == [1.083236, 1.7227087, -0.43550333, 0.028197808, -0.79953307, 1.1406898])
  }

  @Test("is the same whenever it is asked for, and another at every index", arguments: kinds)
  func randomAccess(kind: GeneratorSpec.Kind) throws {
    let spec = try GeneratorSpec(kind, shape: [5, 3], seed: 9)
    let inOrder = (0..<6).map { spec.batch(at: $0, as: Float.self) }
    for index in [5, 0, 3, 3, 1] {
      #expect(spec.batch(at: index, as: Float.self) == inOrder[index])
    }
    let isRandom = if case .constant = kind { false } else if case .ramp = kind { false } else { true }
    #expect((inOrder[0] == inOrder[1]) == !isRandom)
  }

  @Test("begins with the same elements whatever its size", arguments: kinds)
  func sizes(kind: GeneratorSpec.Kind) throws {
    if case .ramp = kind { return }
    // 2100 elements are made in three pieces, cut in the middle of an example.
    let small = try GeneratorSpec(kind, shape: [3, 70], seed: 9).batch(at: 1, as: Double.self)
    let large = try GeneratorSpec(kind, shape: [30, 70], seed: 9).batch(at: 1, as: Double.self)
    #expect(Array(large.scalars.prefix(210)) == small.scalars)
    let wide = try GeneratorSpec(kind, shape: [30, 70, 1], axis: 0, seed: 9).batch(at: 1, as: Double.self)
    #expect(wide.scalars == large.scalars)
  }

  @Test("a long ramp holds one number in each example")
  func longRamp() throws {
    let ramp = try GeneratorSpec(.ramp(low: 0, high: 1), shape: [30, 70]).batch(at: 0, as: Double.self)
    for element in 0..<2100 {
      // Below one half the share itself; above it two roundings of numbers below 1.
      #expect(abs(ramp.scalars[element] - Double(element / 70) / 29) <= 0x1p-53)
    }
  }

  @Test("is rounded once, from double precision", arguments: kinds)
  func roundedOnce(kind: GeneratorSpec.Kind) throws {
    let spec = try GeneratorSpec(kind, shape: [4, 8], seed: 2)
    #expect(spec.batch(at: 3, as: Float.self).scalars == spec.batch(at: 3, as: Double.self).scalars.map { Float($0) })
  }

  @Test("depends on the seed")
  func seeds() throws {
    let one = try GeneratorSpec(.normal(mean: 0, std: 1), shape: [8], seed: 1).batch(at: 0, as: Double.self)
    let two = try GeneratorSpec(.normal(mean: 0, std: 1), shape: [8], seed: 2).batch(at: 0, as: Double.self)
    #expect(one != two)
  }

  static let shapes: [[Int]] = [[5], [4, 3], [4, 3, 2], [2, 3, 4, 5]]

  @Test("takes each channel's parameters along any axis", arguments: shapes)
  func channelParameters(shape: [Int]) throws {
    for axis in shape.indices {
      let channels = shape[axis]
      let means = (0..<channels).map { Double(10 * $0) }
      let stds = (0..<channels).map { Double($0) }
      let drift = (0..<channels).map { Double($0) * 0.5 }
      let standard = try GeneratorSpec(.normal(mean: 0, std: 1), shape: shape, seed: 3).batch(at: 2, as: Double.self)
      for written in [axis, axis - shape.count] {
        let kind = GeneratorSpec.Kind.normal(mean: .each(means), std: .each(stds))
        let batch = try GeneratorSpec(kind, shape: shape, axis: written, seed: 3, drift: .each(drift))
          .batch(at: 2, as: Double.self)
        // The channel of every element, by counting up the indices as a row-major array is laid out.
        var place = [Int](repeating: 0, count: shape.count)
        for element in 0..<batch.count {
          let channel = place[axis]
          #expect(
            batch.scalars[element] == (means[channel] + drift[channel] * 2) + stds[channel] * standard.scalars[element])
          for dimension in shape.indices.reversed() {
            place[dimension] += 1
            if place[dimension] < shape[dimension] { break }
            place[dimension] = 0
          }
        }
      }
    }
  }

  @Test("keeps to its channels in a batch that is made in pieces")
  func channelsAcrossPieces() throws {
    for (axis, run) in [(0, 1500), (1, 500), (2, 1)] {
      let channels = [2, 3, 500][axis]
      let values = (0..<channels).map(Double.init)
      let batch = try GeneratorSpec(.constant(value: .each(values)), shape: [2, 3, 500], axis: axis)
        .batch(at: 0, as: Double.self)
      #expect(batch.scalars == (0..<3000).map { Double($0 / run % channels) })
    }
  }

  @Test("takes each channel's parameters in every kind")
  func channelParametersOfKinds() throws {
    func channelMeans(_ kind: GeneratorSpec.Kind) throws -> [Double] {
      let batch = try GeneratorSpec(kind, shape: [3, 2, 2], axis: 1).batch(at: 0, as: Double.self)
      var sums = [0.0, 0.0]
      for (element, number) in batch.scalars.enumerated() { sums[element / 2 % 2] += number }
      return sums.map { $0 / 6 }
    }
    #expect(try channelMeans(.constant(value: [1, 2])) == [1, 2])
    #expect(try channelMeans(.uniform(low: [1, 2], high: [1, 2])) == [1, 2])
    #expect(try channelMeans(.ramp(low: [0, 10], high: [2, 20])) == [1, 15])
    #expect(try channelMeans(.lognormal(mean: [0, 1], std: 0)) == [1, PortableMath.exp(1)])
    #expect(try channelMeans(.outliers(mean: [5, 6], std: 0, fraction: 1, scale: 2)) == [5, 6])
    let spread = try channelMeans(.bimodal(means: [3], std: [0, 1]))
    #expect(spread[0] == 3 && spread[1] != 3)
    let classes = try channelMeans(.classes(means: [3], std: [0, 1], order: .shuffled))
    #expect(classes[0] == 3 && classes[1] != 3)
  }

  @Test("infinite means make an infinite batch")
  func infiniteMean() throws {
    let batch = try GeneratorSpec(.normal(mean: [.infinity, 0], std: 1), shape: [2, 2], drift: 1)
      .batch(at: 0, as: Float.self)
    #expect(batch.scalars.map(\.isInfinite) == [true, false, true, false])
  }
}
