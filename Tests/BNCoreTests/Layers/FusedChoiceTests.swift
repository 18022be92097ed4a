import BNCore
import Testing

@Suite("Which implementation runs")
struct FusedChoiceTests {
  static let nhwc = [2, 2, 2, 3]

  /// What changes from the defaults, the input's shape, and what runs.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var shape = nhwc
    let choice: FusedChoice
    let change: @Sendable (inout BatchNormalizationOptions) -> Void
  }

  static let cases = [
    Case(testDescription: "the default is fused", choice: .fused) { _ in },
    Case(testDescription: "fused asked for", choice: .fused) { $0.fused = true },
    Case(testDescription: "fused refused", choice: .nonFused(.notRequested)) { $0.fused = false },
    Case(testDescription: "axis 3", choice: .fused) { $0.axis = 3 },
    Case(testDescription: "axis 1", choice: .fused) { $0.axis = 1 },
    Case(testDescription: "axis -3", choice: .fused) { $0.axis = -3 },
    Case(testDescription: "axis 2, though asked for", choice: .nonFused(.axis(2))) {
      $0.axis = 2
      $0.fused = true
    },
    Case(testDescription: "axis 0", choice: .nonFused(.axis(0))) { $0.axis = -4 },
    Case(testDescription: "rank 2, though asked for", shape: [4, 3], choice: .nonFused(.rank(2))) { $0.fused = true },
    Case(testDescription: "rank 5", shape: [1, 2, 2, 2, 3], choice: .nonFused(.rank(5))) { _ in },
    Case(testDescription: "renorm, though asked for", choice: .nonFused(.renorm)) {
      $0.renorm = true
      $0.fused = true
    },
    Case(testDescription: "a beta regularizer", choice: .nonFused(.regularizer)) { $0.betaRegularizer = .l1(0.1) },
    Case(testDescription: "a gamma regularizer without effect", choice: .nonFused(.regularizer)) {
      $0.gammaRegularizer = .l2(0)
    },
    Case(testDescription: "constraints do not matter", choice: .fused) { $0.gammaConstraint = .nonNegative },
  ]

  @Test("follows TensorFlow r1.4's rule", arguments: cases)
  func rule(_ example: Case) throws {
    let layer = try BatchNormalization<Float>(options: .with(example.change), inputShape: example.shape)
    for mode in Mode.allCases {
      let pass = try layer.forward(Tensor(shape: example.shape, repeating: 1), mode: mode)
      #expect(pass.implementation == example.choice)
    }
  }

  @Test("Bessel's correction enters the moving variance of the fused path alone, and nobody's output")
  func bessel() throws {
    // {−1, 1}: biased variance 1, unbiased 2. TensorFlow 1.4.1 ends at 1.999994 after 2000 steps.
    let batch = Tensor<Float>(shape: [2, 1, 1, 1], scalars: [-1, 1])
    for (fused, variance, inferred) in [(nil, 2.0, 0.7069311), (false, 1.0, 0.9995004)] as [(Bool?, Double, Double)] {
      var layer = try BatchNormalization<Float>(options: .with { $0.fused = fused }, inputShape: batch.shape)
      var pass = try layer.train(batch)
      expectNear(layer.variables.movingVariance, [1 + (variance - 1) * 0.01], within: 2 * 0x1p-23)
      expectNear(pass.output.scalars, [-0.9995004, 0.9995004], within: 1e-7)
      #expect(pass.batchVariance == [1])
      #expect(pass.varianceForUpdate == [Float(variance)])
      pass = try layer.train(batch, times: 1999)
      expectNear(layer.variables.movingVariance, [variance == 2 ? 1.999994 : 1], within: 1e-6)
      expectNear(
        try layer.forward(batch, mode: .inference).output.scalars, [-inferred, inferred], within: 1e-6)
    }
  }

  @Test("the fused moving variance tends to n/(n − 1) times the batch's", arguments: [2, 3, 5, 16])
  func limit(n: Int) throws {
    let values = (0..<n).map { Float($0) }
    var layer = try BatchNormalization<Float>(options: .with { $0.momentum = 0.5 }, inputShape: [n, 1, 1, 1])
    try layer.train(Tensor(shape: [n, 1, 1, 1], scalars: values), times: 60)
    // Of 0, 1 ... n − 1 the biased variance is (n² − 1)/12; after 60 halvings only the arithmetic's ulps remain.
    let biased = Double(n * n - 1) / 12
    let unbiased = biased * Double(n) / Double(n - 1)
    expectNear(layer.variables.movingVariance, [unbiased], within: unbiased * 4 * 0x1p-23)
  }

  @Test("says why in a few words, and what TensorFlow on a CPU would refuse to run")
  func words() throws {
    let reasons: [FusedChoice.Reason] = [.notRequested, .rank(2), .axis(0), .renorm, .regularizer]
    #expect(
      reasons.map(\.description) == [
        "fused=off", "rank 2", "axis 0", "renorm is on", "a regularizer is set",
      ])
    func refusal<Scalar: TensorScalar>(_ type: Scalar.Type, axis: Int, fused: Bool?) throws -> String? {
      let layer = try BatchNormalization<Scalar>(
        options: .with {
          $0.axis = axis
          $0.fused = fused
        }, inputShape: Self.nhwc)
      return try layer.forward(Tensor(shape: Self.nhwc, repeating: 1), mode: .inference).refusal
    }
    // TensorFlow 1.4.0's messages for these two constructions.
    #expect(
      try refusal(Float.self, axis: 1, fused: nil)
        == "The CPU implementation of FusedBatchNorm only supports NHWC tensor format for now.")
    #expect(
      try refusal(Double.self, axis: 3, fused: nil)
        == "Value passed to parameter 'x' has DataType float64 not in list of allowed values: float32")
    #expect(try refusal(Float.self, axis: 3, fused: nil) == nil)
    #expect(try refusal(Float.self, axis: 1, fused: false) == nil)
    #expect(try refusal(Double.self, axis: 3, fused: false) == nil)
  }
}
