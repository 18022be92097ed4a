import BNCore
import Foundation
import Testing

@Suite("The norms beside batch norm")
struct NormSharesTests {
  /// A batch through PyTorch's norms in float64; see Measured/make.py.
  struct Case: Decodable {
    let shape: [Int]
    let epsilon: Double
    let x: [Double]
    let outputs: [String: [Double]]
  }

  static let cases: [Case] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Measured/norms.json")
    return (try? JSONDecoder().decode([Case].self, from: Data(contentsOf: file))) ?? []
  }()

  private static let kinds: [(String, NormKind)] = [
    ("batch", .batch), ("layer", .layer), ("group 2", .group(2)), ("group 1", .group(1)), ("rms", .rms),
    ("instance", .instance),
  ]

  // Both in double precision, in another order of some 50 sums: a few roundings of 2^-53 of numbers up to 3.
  @Test("are PyTorch's, channels behind the examples")
  func torch() throws {
    #expect(Self.cases.count == 6)
    for one in Self.cases {
      for (name, kind) in Self.kinds {
        guard let expected = one.outputs[name] else { continue }
        let output = try NormShares(kind, shape: one.shape, axis: 1).normalized(one.x, epsilon: one.epsilon)
        let worst = zip(output, expected).map { ($0 - $1).magnitude }.max() ?? .infinity
        #expect(worst < 1e-13, "\(name) of \(one.shape)")
      }
    }
  }

  @Test("are the same with the channels last")
  func channelsLast() throws {
    let one = try #require(Self.cases.first { $0.shape.count == 3 })
    let (n, c, p) = (one.shape[0], one.shape[1], one.shape[2])
    func last(_ values: [Double]) -> [Double] {
      (0..<n * p * c).map { index in values[index / (p * c) * c * p + index % c * p + index / c % p] }
    }
    for (_, kind) in Self.kinds {
      let first = try NormShares(kind, shape: [n, c, p], axis: 1).normalized(one.x, epsilon: one.epsilon)
      let output = try NormShares(kind, shape: [n, p, c], axis: -1).normalized(last(one.x), epsilon: one.epsilon)
      let worst = zip(output, last(first)).map { ($0 - $1).magnitude }.max() ?? .infinity
      #expect(worst < 1e-13, "\(kind)")
    }
  }

  @Test("say how many means there are, of how many numbers, and refuse what cannot be split")
  func shares() throws {
    let shape = [2, 4, 3, 5]
    let counts = try [NormKind.batch, .layer, .group(2), .instance, .rms].map { kind in
      let shares = try NormShares(kind, shape: shape, axis: 1)
      return [shares.count, shares.size]
    }
    #expect(counts == [[4, 30], [2, 60], [4, 30], [8, 15], [2, 60]])
    #expect(try NormShares(.group(2), shape: shape, axis: 1).share(example: 1, channel: 2) == 3)
    #expect(throws: NormShares.Failure.indivisible(channels: 4, groups: 3)) {
      try NormShares(.group(3), shape: shape, axis: 1)
    }
    #expect(throws: NormShares.Failure.noChannels(shape: [3], axis: 0)) { try NormShares(.layer, shape: [3], axis: 0) }
    #expect(throws: NormShares.Failure.noChannels(shape: shape, axis: 0)) {
      try NormShares(.rms, shape: shape, axis: 0)
    }
  }
}
