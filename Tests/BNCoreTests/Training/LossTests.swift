import BNTestSupport
import BNCore
import Testing

@Suite("Losses")
struct LossTests {
  /// A pass whose output is its input: variance 1, mean 0 and no epsilon.
  func pass<Scalar: TensorScalar>(_ shape: [Int], _ scalars: [Scalar]) throws -> Pass<Scalar> {
    let layer = try BatchNormalization<Scalar>(options: .with { $0.epsilon = 0 }, inputShape: shape)
    let pass = try layer.forward(Tensor(shape: shape, scalars: scalars), mode: .inference)
    #expect(pass.output.scalars == scalars)
    return pass
  }

  @Test("are Σ y, Σ (y − t)² / N and Σ y · u")
  func definitions() throws {
    let pass = try pass([2, 2], [1, 2, 3, 4] as [Float])
    let sum = try Loss.sum.evaluated(on: pass)
    #expect(sum.value == 10)
    #expect(sum.upstream == Tensor(shape: [2, 2], repeating: 1))
    let perChannel = try Loss.meanSquaredError(target: .values([0, 1])).evaluated(on: pass)
    #expect(perChannel.value == 5)
    #expect(perChannel.upstream == Tensor(shape: [2, 2], scalars: [0.5, 0.5, 1.5, 1.5]))
    let target = Tensor(shape: [2, 2], scalars: [0.0, 1, 0, 1])
    #expect(try Loss.meanSquaredError(target: .tensor(target)).evaluated(on: pass) == perChannel)
    #expect(try Loss.meanSquaredError(target: .values(2)).evaluated(on: pass).value == 1.5)
    let given = try Loss.upstream(Tensor(shape: [2, 2], scalars: [1, 0, -1, 0.5])).evaluated(on: pass)
    #expect(given.value == 0)
    #expect(given.upstream.scalars == [1, 0, -1, 0.5])
  }

  @Test("find each element's channel along any axis")
  func axes() throws {
    let layer = try BatchNormalization<Float>(
      options: .with {
        $0.axis = 1
        $0.epsilon = 0
      }, inputShape: [2, 2, 2])
    let pass = try layer.forward(Tensor(shape: [2, 2, 2], repeating: 1), mode: .inference)
    let loss = try Loss.meanSquaredError(target: .values([1, -3])).evaluated(on: pass)
    #expect(loss.value == 8)
    #expect(loss.upstream.scalars == [0, 0, 1, 1, 0, 0, 1, 1])
  }

  static let losses: [Loss] = [
    .sum, .meanSquaredError(target: .values(0.3)), .meanSquaredError(target: .values([0.3, -1, 2])),
    .meanSquaredError(target: .tensor(Tensor(shape: [4, 3], scalars: (0..<12).map { Double($0) / 5 - 1 }))),
    .upstream(Tensor(shape: [4, 3], scalars: (0..<12).map { 1 - Double($0 * $0) / 50 })),
  ]

  @Test("have the slopes that their gradients say, through the layer", arguments: losses, Mode.allCases)
  func slopes(loss: Loss, mode: Mode) throws {
    var random = SplitMix(state: 5)
    let batch = (0..<12).map { _ in Double.random(in: -2...2, using: &random) }
    var layer = try BatchNormalization<Double>(inputShape: [4, 3])
    layer.variables.gamma = [0.5, 1.5, -1]
    layer.variables.beta = [0.1, 0, -0.4]
    layer.variables.movingVariance = [0.5, 1, 2]
    func value(_ layer: BatchNormalization<Double>, _ batch: [Double]) throws -> Double {
      try loss.evaluated(on: try layer.forward(Tensor(shape: [4, 3], scalars: batch), mode: mode)).value
    }
    // As in the tests of the gradients: truncation and rounding of a central difference are near 1e-10.
    let (step, bound) = (1e-5, 1e-8)
    func difference(_ change: (Double) throws -> Double) rethrows -> Double {
      (try change(step) - change(-step)) / (2 * step)
    }
    let pass = try layer.forward(Tensor(shape: [4, 3], scalars: batch), mode: mode)
    let gradients = try pass.gradients(upstream: try loss.evaluated(on: pass).upstream)
    let byInput = try batch.indices.map { index in
      try difference { step in
        var changed = batch
        changed[index] += step
        return try value(layer, changed)
      }
    }
    expectNear(gradients.input.scalars, byInput, within: bound)
    func slope(_ name: VariableName) throws -> [Double] {
      try (0..<3).map { channel in
        try difference { step in
          var changed = layer
          changed.variables[name]?[channel] += step
          return try value(changed, batch)
        }
      }
    }
    expectNear(gradients.gamma, try slope(.gamma), within: bound)
    expectNear(gradients.beta, try slope(.beta), within: bound)
  }

  @Test("of an empty batch are 0")
  func empty() throws {
    let pass = try pass([0, 3], [] as [Float])
    for loss in [
      Loss.sum, .meanSquaredError(target: .values([1, 2, 3])), .upstream(Tensor(shape: [0, 3], scalars: [])),
    ] {
      let value = try loss.evaluated(on: pass)
      #expect(value.value == 0)
      #expect(value.upstream.shape == [0, 3])
    }
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("of float16 are computed in float32, whose squares reach further")
    func float16() throws {
      let pass = try pass([4, 1], [256, 0, 0, 0] as [Float16])
      let loss = try Loss.meanSquaredError(target: .values(0)).evaluated(on: pass)
      // 256² is beyond float16's 65504.
      #expect(loss.value == 16384)
      #expect(loss.upstream.scalars == [128, 0, 0, 0])
    }
  #endif

  @Test("lose nothing in a long sum")
  func longSum() throws {
    let pass = try pass([3, 1], [0x1p24, 1, 1] as [Float])
    #expect(try Loss.sum.evaluated(on: pass).value == 0x1p24 + 2)
  }

  @Test("refuse a target or an upstream gradient that does not fit")
  func refusals() throws {
    let pass = try pass([2, 3], [Float](repeating: 1, count: 6))
    func message(_ loss: Loss) throws -> String {
      "\(try #require(throws: BatchNormalizationError.self) { try loss.evaluated(on: pass) })"
    }
    let other = Tensor(shape: [3, 2], repeating: 1.0)
    #expect(
      try message(.upstream(other)) == "The upstream gradient needs the output's shape (2, 3), but has (3, 2)")
    #expect(
      try message(.meanSquaredError(target: .tensor(other)))
        == "The loss's target needs the output's shape (2, 3), but has (3, 2)")
    #expect(
      try message(.meanSquaredError(target: .values([1, 2])))
        == "The loss's target needs one value, or 3, one a channel, but has 2")
  }
}
