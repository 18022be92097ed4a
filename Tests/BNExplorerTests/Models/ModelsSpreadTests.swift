import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("The statistics of many models")
struct ModelsSpreadTests {
  private static func spread(_ models: [[SampleNorm]]) throws -> ModelsSpread {
    try ModelsSpread(
      models.enumerated().map { index, norms in
        OpenedModel("client\(index).pt", try FoundModel(norms.flatMap(\.tensors)))
      })
  }

  /// A layer whose statistics are those of some numbers a channel.
  private static func norm(_ name: String, of data: [[Double]]) -> SampleNorm {
    var norm = SampleNorm(name, channels: data.count, seed: 1)
    norm.mean = data.map { $0.reduce(0, +) / Double($0.count) }
    norm.variance = zip(data, norm.mean).map { numbers, mean in
      numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
    }
    return norm
  }

  @Test("two domains of variance 1 about -2 and 2 have the variance 5")
  func domains() throws {
    let clients = [-2.0, 2].map { Self.norm("bn", of: [[$0 - 1, $0 + 1], [-1, 1]]) }
    let layer = try #require(try Self.spread(clients.map { [$0] }).layers.first)
    #expect(layer.worst.index == 0 && layer.worst.meanOfVariances == 1 && layer.worst.variance == 5)
    #expect(layer.worst.share == 0.2 && layer.worst.apart == 4 && layer.channels == 2)
  }

  @Test("the variance of all is that of all the numbers, where each has as many")
  func pooled() throws {
    var random = SplitMix(state: 7)
    let data = (0..<5).map { client in (0..<40).map { _ in Double.random(in: -1...1, using: &random) + Double(client) }
    }
    let spread = try Self.spread(data.map { [Self.norm("bn", of: [$0])] })
    let all = Self.norm("all", of: [data.flatMap(\.self)])
    let worst = try #require(spread.layers.first?.worst)
    // Sums of 200 numbers in double precision.
    #expect((worst.variance - all.variance[0]).magnitude < 1e-12 && worst.share < 0.2)
  }

  @Test("the layer of which averaging keeps least stands first, and what not all have is named")
  func order() throws {
    let (a, b) = (SampleNorm("a", seed: 1), SampleNorm("b", seed: 2))
    var far = b
    far.mean[3] += 10
    let other = SampleNorm("other", channels: 5, seed: 3)
    let spread = try Self.spread([[a, b, other], [a, far], [a, b]])
    #expect(spread.layers.map(\.name) == ["b", "a"] && spread.missing == ["other"])
    #expect(spread.layers[0].worst.index == 3 && spread.layers[1].worst.share == 1 && spread.layers[1].worst.apart == 0)
    // 10 times 10 times (1/3 - 1/9).
    #expect((spread.layers[0].worst.varianceOfMeans - 200.0 / 9).magnitude < 1e-9)
  }

  @Test("numbers that are no statistics are left out and counted")
  func unusable() throws {
    var damaged = SampleNorm("a", seed: 1)
    damaged.variance[0] = -1
    damaged.mean[1] = .nan
    let layer = try #require(try Self.spread([[SampleNorm("a", seed: 1)], [damaged]]).layers.first)
    #expect(layer.unusable == 2)
    let all = SampleNorm("a", channels: 1, seed: 1)
    var none = all
    none.mean[0] = .infinity
    #expect(try Self.spread([[all], [none]]).missing == ["a"])
  }
}
