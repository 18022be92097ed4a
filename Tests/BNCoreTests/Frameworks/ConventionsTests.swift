import BNCore
import Testing

/// Layers that follow a framework, against what the framework itself put out and stored.
@Suite("Layers with the conventions of another framework")
struct ConventionsTests {
  static let followed = FrameworkRules.all.filter { $0.conventions != nil }.map(\.name)

  private static func records(_ name: String) -> [MeasuredRecord] {
    MeasuredRecord.all.filter { $0.framework == name }
  }

  private static func conventions(_ name: String) throws -> FrameworkConventions {
    try #require(FrameworkRules.all.first { $0.name == name }?.conventions)
  }

  @Test("of 37 ways of calling a framework 27 are followed; the others say what of them is not")
  func obstacles() {
    #expect(Self.followed.count == 27 && Self.usual.count == 24)
    let others = FrameworkRules.all.filter { $0.conventions == nil }
    let expected: [String: FrameworkRules.Obstacle] = [
      "torch momentum=None": .plainAverage, "haiku": .averages(.hiddenAndAverage),
      "sonnet": .averages(.hiddenAndAverage), "equinox ema": .averages(.firstOutright),
      "equinox batch": .averages(.dividedAtUse), "tf1 tf_slim zero_debias": .averages(.dividedMean),
      "openvino": .averages(.given), "ncnn": .averages(.given), "opencv dnn caffe": .averages(.given),
      "torch SyncBatchNorm gloo": .refusesTraining(
        "ValueError: SyncBatchNorm expected input tensor to be on GPU or XPU or privateuseone"),
    ]
    #expect(Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0.obstacle) }) == expected)
    #expect(FrameworkRules.all.allSatisfy { ($0.obstacle == nil) == ($0.conventions != nil) })
  }

  // A layer begins with a mean of 0 and a variance of 1, and nothing in its conventions could say otherwise.
  @Test("all that are followed begin where TensorFlow does", arguments: followed)
  func start(name: String) throws {
    let rules = try #require(FrameworkRules.all.first { $0.name == name })
    #expect(rules.start.mean == [0] && rules.start.variance == [1])
  }

  /// Of some ways of calling one only the order of sums far from zero was measured, which is not followed.
  static let usual = followed.filter { name in
    records(name).contains { !$0.isLong }
  }

  // The frameworks sum in float32 where the layer does in double precision: the bounds are those of such sums.
  @Test("every number that was measured comes out within the roundings of float32 sums", arguments: usual)
  func measured(name: String) {
    for arithmetic in Arithmetic.allCases {
      let check = MeasuredCheck.replayLayers(Self.records(name), arithmetic)
      #expect(check.failures.isEmpty, "\(check.failures.map(\.description).joined(separator: "\n"))")
      #expect(check.numbers > 50)
    }
  }

  @Test(
    "a convention that is broken shows in the numbers",
    arguments: [
      ("torch", "bias"), ("torch", "one value"), ("torch", "empty batch"), ("tf1 tf.layers", "bias"),
      ("tf1 tf_slim", "epsilon"), ("keras3 numpy", "empty batch"), ("mlx", "epsilon"), ("mindspore", "one value"),
      ("mxnet gluon", "empty batch"), ("chainer", "bias"), ("paddle", "bias"), ("flax linen", "bias"),
      ("tf_keras", "bias"),
    ])
  func teeth(name: String, convention: String) {
    func other(_ bias: VarianceBias) -> VarianceBias { bias == .sample ? .population : .sample }
    let check = MeasuredCheck.replayLayers(Self.records(name), .reference) { conventions in
      switch convention {
      case "bias":
        let bias = conventions.bias
        conventions.bias = ByRank(two: other(bias.two), four: other(bias.four))
      case "epsilon": conventions.epsilonRule = ByRank(.any)
      case "one value": conventions.oneValue = .beta
      default: conventions.emptyBatch = conventions.emptyBatch == .notANumber ? .keep : .notANumber
      }
    }
    #expect(!check.failures.isEmpty)
  }

  // One number a channel that float32 holds exactly, so that the weight is all there is to see.
  @Test("the share of the new value is rounded as there: 1 - 0.99 in double precision, or of two float32 numbers")
  func newShare() throws {
    func mean(_ name: String, images: Bool) throws -> Float {
      var options = BatchNormalizationOptions()
      options.conventions = try Self.conventions(name)
      let batch = Tensor<Float>(shape: images ? [2, 1, 1, 1] : [2, 1], scalars: [1024, 1024])
      var layer = try BatchNormalization<Float>(options: options, inputShape: batch.shape)
      layer.apply(try layer.forward(batch, mode: .training).updates)
      return layer.variables.movingMean[0]
    }
    let (exact, rounded) = (Float(1024 * (1 - 0.99)), 1024 * (Float(1) - Float(0.99)))
    #expect(exact != rounded)
    for (name, rows, images) in [
      ("torch", exact, exact), ("paddle", rounded, rounded), ("tf1 tf.layers", exact, rounded),
      ("tf1 tf.layers fused=False", exact, exact), ("onnxruntime", rounded, rounded), ("keras3 jax", exact, exact),
    ] {
      #expect(try mean(name, images: false) == rows, "\(name)")
      #expect(try mean(name, images: true) == images, "\(name)")
    }
  }

  @Test("TensorFlow's choice of an implementation, and a placeholder, decide nothing")
  func withoutFused() throws {
    var options = BatchNormalizationOptions(epsilon: 1e-9)
    options.conventions = try Self.conventions("torch")
    options.trainingSwitch = .placeholder
    let batch = Tensor<Float>(shape: [2, 2, 1, 1], scalars: [1, 2, 5, 8])
    for fused in [nil, true, false] {
      options.fused = fused
      let layer = try BatchNormalization<Float>(options: options, inputShape: batch.shape)
      let pass = try layer.forward(batch, mode: .training)
      #expect(pass.implementation == .nonFused(.conventions))
      #expect(pass.epsilon == 1e-9)
      // Of 1, 2, 5, 8: the squares of the deviations from 4 are 30.
      #expect(pass.batchVariance == [7.5] && pass.varianceForUpdate == [10])
      #expect(try layer.forward(batch, mode: .inference).updates == nil)
    }
  }

  @Test("a batch that is refused leaves a step undone, in the framework's words")
  func refusal() throws {
    var options = BatchNormalizationOptions()
    options.conventions = try Self.conventions("torch")
    let layer = try BatchNormalization<Float>(options: options, inputShape: [1, 2])
    var trainer = Trainer(layer: layer)
    let error = #expect(throws: BatchNormalizationError.self) {
      try trainer.step(Tensor(shape: [1, 2], scalars: [1, 2]), mode: .training, updates: .before)
    }
    #expect(
      error?.description == "torch: ValueError: Expected more than 1 value per channel when training")
    #expect(trainer.layer == layer)
    // Inference takes it.
    try trainer.step(Tensor(shape: [1, 2], scalars: [1, 2]), mode: .inference, updates: .before)
  }

  @Test("of other ranks than 2 and 4 the rules are those of rows")
  func otherRanks() throws {
    var options = BatchNormalizationOptions()
    options.conventions = try Self.conventions("tf1 tf.layers")
    for (shape, isUnbiased) in [([4], false), ([2, 2, 1], false), ([2, 2, 1, 1], true), ([2, 2, 1, 1, 1], false)] {
      let batch = Tensor<Double>(shape: shape, scalars: [1, 2, 5, 8])
      let layer = try BatchNormalization<Double>(options: options, inputShape: shape)
      let variance = try layer.forward(batch, mode: .training).varianceForUpdate
      let expected: [Double] = shape.count == 1 ? [0, 0, 0, 0] : [isUnbiased ? 10 : 7.5]
      #expect(variance == expected)
    }
  }
}
