import BNCore
import Testing

@Suite("Variables and their initializers")
struct VariablesTests {
  func variables(
    channels: Int = 3, _ change: (inout BatchNormalizationOptions) -> Void
  ) throws -> BatchNormalizationVariables<Float> {
    try BatchNormalizationVariables(options: .with(change), channels: channels)
  }

  @Test("are gamma 1, beta 0, moving mean 0 and moving variance 1 by default, in TensorFlow's order")
  func defaults() throws {
    let variables = try variables { _ in }
    #expect(variables.names.map(\.rawValue) == ["gamma", "beta", "moving_mean", "moving_variance"])
    #expect(variables.names.map { variables[$0] } == [[1, 1, 1], [0, 0, 0], [0, 0, 0], [1, 1, 1]])
  }

  @Test("are left out with center and scale off")
  func leftOut() throws {
    let variables = try variables {
      $0.center = false
      $0.scale = false
    }
    #expect(variables.names == [.movingMean, .movingVariance])
    #expect(variables[.gamma] == nil)
    #expect(variables[.renormMean] == nil)
  }

  @Test("start from their own initializer: zeros, ones, one number, or a list whose last value repeats")
  func initializers() throws {
    let variables = try variables {
      $0.betaInitializer = .ones
      $0.gammaInitializer = .values([2, 5])
      $0.movingMeanInitializer = .constant(-0.5)
      $0.movingVarianceInitializer = .values([1, 2, 3])
    }
    #expect(variables.beta == [1, 1, 1])
    #expect(variables.gamma == [2, 5, 5])
    #expect(variables.movingMean == [-0.5, -0.5, -0.5])
    #expect(variables.movingVariance == [1, 2, 3])
  }

  @Test("refuse a list with too many values in TensorFlow's words, and an empty one")
  func tooMany() throws {
    let error = try #require(throws: BatchNormalizationError.self) {
      try variables { $0.gammaInitializer = .values([1, 2, 3, 4]) }
    }
    #expect("\(error)" == "Too many elements provided. Needed at most 3, but received 4")
    #expect(throws: BatchNormalizationError.noInitialValues) { try variables { $0.betaInitializer = .values([]) } }
    // What is not made is not checked.
    #expect(throws: Never.self) {
      try variables {
        $0.scale = false
        $0.gammaInitializer = .values([1, 2, 3, 4])
      }
    }
  }

  @Test("can be written by name, all of them, and only those that there are")
  func subscripts() throws {
    var variables = try variables(channels: 2) { $0.renorm = true }
    for (index, name) in VariableName.allCases.enumerated() {
      let values = (0..<(name.isScalar ? 1 : 2)).map { Float(10 * index + $0) }
      variables[name] = values
      #expect(variables[name] == values)
    }
    #expect(variables.gamma == [0, 1])
    #expect(variables.movingVariance == [30, 31])
    #expect(variables.renorm?.meanWeight == 50)
    #expect(variables.renorm?.stddev == [60, 61])
    var plain = try self.variables { _ in }
    plain[.renormMean] = [1, 2, 3]
    #expect(plain[.renormMean] == nil)
  }

  @Test("may be shared by layers that ask for fewer of them")
  func reuse() throws {
    let variables = try variables { $0.renorm = true }
    let layer = BatchNormalization(
      options: .with {
        $0.scale = false
        $0.center = false
      }, variables: variables)
    // gamma and beta are there and not used: plain normalization of {−1, 1} by 1/√1.001.
    let pass = try layer.forward(Tensor(shape: [2, 3], scalars: [-1, -1, -1, 1, 1, 1]), mode: .training)
    #expect(pass.output.scalars.map(\.magnitude) == [Float](repeating: 0.9995004, count: 6))
    #expect(pass.correction == nil)
  }
}
