import BNTestSupport
import BNCore
import Testing

@Suite("Fast and reference arithmetic mean the same")
struct ArithmeticTests {
  @Test("NaN, infinities and the results of over- and underflow stand in the same places", arguments: 1...300)
  func specialValues(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let shape = (0..<Int.random(in: 1...4, using: &random)).map { _ in Int.random(in: 1...6, using: &random) }
    let special: [Float] = [.nan, .infinity, -.infinity, 1e20, -1e20, 1e-20, 0, 3]
    let few = Array(special.shuffled(using: &random).prefix(2)) + [1, 2, 3]
    let batch = Tensor(
      shape: shape, scalars: (0..<shape.reduce(1, *)).map { _ in few[Int.random(in: 0..<5, using: &random)] })
    var options = BatchNormalizationOptions()
    options.axis = Int.random(in: 0..<shape.count, using: &random)
    options.fused = Bool.random(using: &random)
    var passes: [Pass<Float>] = []
    for arithmetic in Arithmetic.allCases {
      options.arithmetic = arithmetic
      let layer = try BatchNormalization<Float>(options: options, inputShape: shape)
      passes.append(try layer.forward(batch, mode: .training))
      #expect(passes.last?.arithmetic == arithmetic)
    }
    #expect(passes[0].statistics.mean.map(Kind.init) == passes[1].statistics.mean.map(Kind.init))
    #expect(passes[0].statistics.variance.map(Kind.init) == passes[1].statistics.variance.map(Kind.init))
    #expect(passes[0].output.scalars.map(\.isNaN) == passes[1].output.scalars.map(\.isNaN))
  }

  /// What can be told of a number without its digits.
  private enum Kind: Equatable {
    case undefined, infinite, zero, number

    init(_ number: Float) {
      self = number.isNaN ? .undefined : number.isInfinite ? .infinite : number == 0 ? .zero : .number
    }
  }

  @Test("moving statistics in inference: infinite, NaN, without variance and epsilon")
  func inference() throws {
    for (mean, variance, epsilon) in [
      (Float.infinity, Float(1), 1e-3), (.nan, 1, 1e-3), (0, .infinity, 1e-3), (0, 0, 0), (0, -1, 1e-3),
    ] {
      var outputs: [[Float]] = []
      for arithmetic in Arithmetic.allCases {
        var layer = try BatchNormalization<Float>(
          options: .with {
            $0.arithmetic = arithmetic
            $0.epsilon = epsilon
          }, inputShape: [3, 1])
        layer.variables.movingMean = [mean]
        layer.variables.movingVariance = [variance]
        outputs.append(try layer.forward(Tensor(column: [-1, 0, 2]), mode: .inference).output.scalars)
      }
      #expect(outputs[0].map { $0.isNaN ? 7 : $0 } == outputs[1].map { $0.isNaN ? 7 : $0 })
    }
  }

  @Test("a constant channel has variance 0 and an output of exactly beta, whatever its value and layout")
  func constant() throws {
    for (shape, axis) in [([7, 1], 1), ([100, 3], 1), ([5, 3, 50], 1), ([3, 1000], 0), ([40, 3, 2], 1)] {
      let layer = try BatchNormalization<Float>(
        options: .with {
          $0.axis = axis
          $0.betaInitializer = .constant(0.25)
        }, inputShape: shape)
      let pass = try layer.forward(Tensor(shape: shape, repeating: 3.3), mode: .training)
      #expect(pass.batchMean?.allSatisfy { $0 == 3.3 } == true)
      #expect(pass.batchVariance?.allSatisfy { $0 == 0 } == true)
      #expect(pass.output.scalars.allSatisfy { $0 == 0.25 })
    }
  }
}
