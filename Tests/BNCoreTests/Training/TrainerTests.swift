import BNCore
import Testing

@Suite("The trainer")
struct TrainerTests {
  /// Four examples of two channels.
  static let batch = Tensor<Float>(shape: [4, 2], scalars: [1, -3, 2, 0.5, -1, 4, 0.25, 2])

  func trainer(
    _ loss: Loss? = .meanSquaredError(target: .values([1, -2])),
    _ optimizer: Optimizer? = .gradientDescent(learningRate: 0.5),
    _ change: (inout BatchNormalizationOptions) -> Void = { _ in }
  ) throws -> Trainer<Float> {
    let layer = try BatchNormalization<Float>(options: .with(change), inputShape: Self.batch.shape)
    return Trainer(layer: layer, loss: loss, optimizer: optimizer)
  }

  /// A float64 layer, and the batch for it.
  func precise(_ optimizer: Optimizer, target: (_ normalized: [Double]) -> Tensor<Double>) throws -> (
    trainer: Trainer<Double>, batch: Tensor<Double>
  ) {
    let batch = Tensor(shape: Self.batch.shape, scalars: Self.batch.scalars.map { Double($0) })
    let layer = try BatchNormalization<Double>(inputShape: batch.shape)
    let normalized = try layer.forward(batch, mode: .training).output.scalars
    return (
      Trainer(layer: layer, loss: .meanSquaredError(target: .tensor(target(normalized))), optimizer: optimizer), batch
    )
  }

  @Test("computes everything from the variables as they stand and then moves them")
  func composition() throws {
    var trainer = try trainer(.sum, .momentum(learningRate: 0.1)) {
      $0.gammaRegularizer = .l2(0.3)
      $0.betaRegularizer = .sum(0.7)
    }
    trainer.layer.variables.gamma = [0.5, 2]
    var (gamma, beta) = ([0.5, 2] as [Float], [0, 0] as [Float])
    var (gammaAccumulator, betaAccumulator) = ([0, 0] as [Float], [0, 0] as [Float])
    var layer = trainer.layer
    for _ in 0..<4 {
      let step = try trainer.step(Self.batch, mode: .training, updates: .before)
      let pass = try layer.forward(Self.batch, mode: .training)
      #expect(step.pass == pass)
      #expect(step.loss == Float(pass.output.scalars.reduce(0) { $0 + Double($1) }))
      #expect(step.regularizationLosses == [Regularizer.l2(0.3).loss(gamma), Regularizer.sum(0.7).loss(beta)])
      let gradients = try pass.gradients(upstream: Tensor(shape: [4, 2], repeating: 1))
      #expect(step.gradients == gradients)
      let totalGamma = zip(gradients.gamma, gamma).map { $0 + 0.3 * $1 }
      let totalBeta = gradients.beta.map { $0 + 0.7 }
      #expect(step.totalGamma == totalGamma)
      #expect(step.totalBeta == totalBeta)
      for channel in 0..<2 {
        gammaAccumulator[channel] = gammaAccumulator[channel] * 0.9 + totalGamma[channel]
        betaAccumulator[channel] = betaAccumulator[channel] * 0.9 + totalBeta[channel]
        gamma[channel] -= gammaAccumulator[channel] * 0.1
        beta[channel] -= betaAccumulator[channel] * 0.1
      }
      layer.apply(pass.updates)
      layer.variables.gamma = gamma
      layer.variables.beta = beta
      #expect(trainer.layer == layer)
    }
    #expect(trainer.optimizerState.slot(.momentum, of: "gamma") == gammaAccumulator)
  }

  @Test("descends a squared error by the factor that its curvature says")
  func rateOfConvergence() throws {
    // For a target of a · xhat + b the error of beta shrinks by 1 − 2 · rate / channels a step, and that of gamma by
    // 1 − 2 · rate / channels · variance / (variance + epsilon).
    let (a, b) = ([2.5, -0.5], [-1.0, 3])
    var (trainer, batch) = try precise(.gradientDescent(learningRate: 0.5)) { normalized in
      Tensor(shape: [4, 2], scalars: normalized.indices.map { a[$0 % 2] * normalized[$0] + b[$0 % 2] })
    }
    var errors = (0..<2).map { (gamma: 1 - a[$0], beta: -b[$0]) }
    for _ in 0..<10 {
      let pass = try trainer.step(batch, mode: .training, updates: .before).pass
      for channel in 0..<2 {
        let variance = pass.statistics.variance[channel]
        errors[channel].beta *= 0.5
        errors[channel].gamma *= 1 - 0.5 * variance / (variance + 1e-3)
      }
      // A few roundings of 2⁻⁵³ of numbers below 8 a step.
      expectNear(try #require(trainer.layer.variables.gamma), (0..<2).map { a[$0] + errors[$0].gamma }, within: 2e-14)
      expectNear(try #require(trainer.layer.variables.beta), (0..<2).map { b[$0] + errors[$0].beta }, within: 2e-14)
    }
    #expect(errors.allSatisfy { abs($0.gamma) < 2e-3 && abs($0.beta) < 3e-3 })
  }

  @Test(
    "reaches the target's standard deviation and mean by descent, with momentum or without",
    arguments: [
      Optimizer.gradientDescent(learningRate: 0.5), .momentum(learningRate: 0.25, momentum: 0.5),
      .momentum(learningRate: 0.25, momentum: 0.5, nesterov: true),
    ])
  func convergence(optimizer: Optimizer) throws {
    let (std, mean) = ([2.5, 0.5], [-1.0, 3])
    var (trainer, batch) = try precise(optimizer) { normalized in
      Tensor(shape: [4, 2], scalars: normalized.indices.map { std[$0 % 2] * normalized[$0] + mean[$0 % 2] })
    }
    var last: Double?
    for _ in 0..<200 { last = try trainer.step(batch, mode: .training, updates: .before).loss }
    // At least a factor of 0.8 a step for all of them, and 0.8²⁰⁰ is 4e-20: what is left is rounding.
    expectNear(try #require(trainer.layer.variables.gamma), std, within: 1e-13)
    expectNear(try #require(trainer.layer.variables.beta), mean, within: 1e-13)
    expectNear([try #require(last)], [0], within: 1e-26)
  }

  @Test("comes as near to the target with Adam as the size of a step, which the learning rate says")
  func adam() throws {
    let (std, mean) = ([2.5, 0.5], [-1.0, 3])
    var (trainer, batch) = try precise(.adam(learningRate: 0.1, beta1: 0.5, beta2: 0.9)) { normalized in
      Tensor(shape: [4, 2], scalars: normalized.indices.map { std[$0 % 2] * normalized[$0] + mean[$0 % 2] })
    }
    var rate = 0.1
    for _ in 0..<400 {
      trainer.optimizer?.learningRate = rate
      try trainer.step(batch, mode: .training, updates: .before)
      rate *= 0.98
    }
    // A step is at most rate · (1 − beta1) / √(1 − beta2) long (arXiv 1412.6980, section 2.1), and the path swings around
    // the target. All steps together reach 0.1 / 0.02 · 1.58, beyond the farthest target.
    let bound = rate / 0.98 * 0.5 / 0.1.squareRoot()
    expectNear(try #require(trainer.layer.variables.gamma), std, within: bound)
    expectNear(try #require(trainer.layer.variables.beta), mean, within: bound)
    #expect(bound < 1e-4)
  }

  @Test("runs update operations before or after the optimizer with the same result", arguments: [false, true])
  func orders(renorm: Bool) throws {
    var before = try trainer { $0.renorm = renorm }
    var after = before
    for _ in 0..<5 {
      let (first, second) = (
        try before.step(Self.batch, mode: .training, updates: .before),
        try after.step(Self.batch, mode: .training, updates: .after)
      )
      #expect(first == second)
      #expect(before == after)
    }
    #expect(before.layer.variables.movingMean != [0, 0])
    #expect(before.layer.variables.gamma != [1, 1])
  }

  @Test("leaves the moving statistics where they are when the update operations are forgotten")
  func forgotten() throws {
    var trainer = try trainer { $0.renorm = true }
    let start = trainer.layer.variables
    for _ in 0..<5 { try trainer.step(Self.batch, mode: .training, updates: .never) }
    #expect(trainer.layer.variables.movingMean == start.movingMean)
    #expect(trainer.layer.variables.movingVariance == start.movingVariance)
    #expect(trainer.layer.variables.renorm == start.renorm)
    #expect(trainer.layer.variables.gamma != start.gamma)
  }

  @Test("projects a variable after it moved, and only then")
  func constraints() throws {
    var trainer = try trainer(nil, .gradientDescent(learningRate: 1)) {
      $0.gammaRegularizer = .sum(2)
      $0.gammaConstraint = .nonNegative
      $0.betaConstraint = .clip(minimum: 0, maximum: 1)
    }
    trainer.layer.variables.gamma = [3, 1]
    trainer.layer.variables.beta = [-5, 5]
    try trainer.step(Self.batch, mode: .training, updates: .before)
    #expect(trainer.layer.variables.gamma == [1, 0])
    // No loss depends on beta.
    #expect(trainer.layer.variables.beta == [-5, 5])
    trainer.loss = .meanSquaredError(target: .values(0))
    trainer.optimizer = nil
    trainer.layer.variables.gamma = [-3, -1]
    try trainer.step(Self.batch, mode: .inference, updates: .before)
    #expect(trainer.layer.variables.gamma == [-3, -1])
    trainer.optimizer = .gradientDescent(learningRate: 0)
    try trainer.step(Self.batch, mode: .inference, updates: .before)
    #expect(trainer.layer.variables.gamma == [0, 0])
    #expect(trainer.layer.variables.beta == [0, 1])
  }

  @Test("keeps gamma and beta of a layer that is not trainable, and does everything else")
  func trainable() throws {
    func options(_ options: inout BatchNormalizationOptions) {
      options.gammaInitializer = .constant(-1)
      options.gammaConstraint = .nonNegative
    }
    var trained = try trainer { options(&$0) }
    var kept = try trainer {
      options(&$0)
      $0.trainable = false
    }
    let start = kept.layer.variables
    let step = try kept.step(Self.batch, mode: .training, updates: .before)
    #expect(try trained.step(Self.batch, mode: .training, updates: .before) == step)
    #expect(step.totalGamma == step.gradients?.gamma)
    #expect(kept.layer.variables.gamma == start.gamma)
    #expect(kept.layer.variables.beta == start.beta)
    #expect(kept.layer.variables.movingMean == trained.layer.variables.movingMean)
    #expect(kept.layer.variables.movingMean != start.movingMean)
    #expect(kept.optimizerState == OptimizerState())
  }

  @Test("in freeze mode moves gamma and beta by inference's gradients and nothing else")
  func freeze() throws {
    var trainer = try trainer(.sum, .gradientDescent(learningRate: 0.5)) { $0.trainingSwitch = .placeholder }
    trainer.layer.variables.movingMean = [0.5, 1]
    trainer.layer.variables.movingVariance = [4, 0.25]
    let start = trainer.layer.variables
    let step = try trainer.step(Self.batch, mode: .inference, updates: .before)
    #expect(step.pass.updates != nil)
    #expect(trainer.layer.variables.movingMean == start.movingMean)
    #expect(trainer.layer.variables.movingVariance == start.movingVariance)
    // Σ (x − M) / √(V + ε), and the number of examples; three roundings of a term, four of the sum.
    let deviations = (2.25 - 4 * 0.5, 3.5 - 4 * 1.0)
    let sums = [deviations.0 / 4.001.squareRoot(), deviations.1 / 0.251.squareRoot()]
    expectNear(try #require(step.totalGamma), sums, within: 10 * 8 * 0x1p-24)
    #expect(step.totalBeta == [4, 4])
    #expect(trainer.layer.variables.beta == [-2, -2])
  }

  @Test("without a loss descends the regularization losses alone")
  func regularizationAlone() throws {
    var trainer = try trainer(nil, .gradientDescent(learningRate: 0.5)) { $0.gammaRegularizer = .l2(0.5) }
    for count in 1...10 {
      let step = try trainer.step(Self.batch, mode: .training, updates: .before)
      #expect(step.loss == nil && step.gradients == nil && step.totalBeta == nil)
      // (1 − 0.25)ᵗ has 20 bits after ten steps: exact.
      let decayed = (0..<count).reduce(Float(1)) { value, _ in value * 0.75 }
      #expect(trainer.layer.variables.gamma == [decayed, decayed])
    }
    #expect(trainer.layer.variables.beta == [0, 0])
  }

  @Test("without a loss and an optimizer is forward and apply")
  func bare() throws {
    var trainer = try trainer(nil, nil)
    var layer = trainer.layer
    let step = try trainer.step(Self.batch, mode: .training, updates: .before)
    #expect(step.pass == (try layer.train(Self.batch)))
    #expect(step.gradients == nil && step.totalGamma == nil && step.totalBeta == nil)
    #expect(step.regularizationLosses.isEmpty)
    #expect(trainer.layer == layer)
    // An optimizer with nothing to minimize does not count a step.
    trainer.optimizer = .adam()
    try trainer.step(Self.batch, mode: .training, updates: .before)
    #expect(trainer.optimizerState == OptimizerState())
  }

  @Test("has no gradient of a variable that the layer does not use")
  func leftOut() throws {
    var trainer = try trainer(.sum) {
      $0.scale = false
      $0.center = false
    }
    let step = try trainer.step(Self.batch, mode: .training, updates: .before)
    #expect(step.gradients != nil && step.totalGamma == nil && step.totalBeta == nil)
    // Nor does it move one that another call made.
    var shared = try self.trainer(.sum) { $0.gammaInitializer = .constant(3) }
    shared.layer = BatchNormalization(options: trainer.layer.options, variables: shared.layer.variables)
    try shared.step(Self.batch, mode: .training, updates: .before)
    #expect(shared.layer.variables.gamma == [3, 3])
    #expect(shared.layer.variables.beta == [0, 0])
  }

  @Test("starts anew with another kind of optimizer, and goes on with other numbers of the same")
  func optimizers() throws {
    var trainer = try trainer(.sum, .adam())
    for _ in 0..<3 { try trainer.step(Self.batch, mode: .training, updates: .before) }
    let state = trainer.optimizerState
    #expect(state.slot(.v, of: "beta") != nil)
    trainer.optimizer?.learningRate = 0.5
    trainer.optimizer = .adam(learningRate: 0.5, beta1: 0.8)
    #expect(trainer.optimizerState == state)
    trainer.optimizer = .momentum(learningRate: 0.5)
    #expect(trainer.optimizerState == OptimizerState())
  }

  @Test("changes nothing where it throws")
  func throwing() throws {
    var trainer = try trainer(.meanSquaredError(target: .values([1, 2, 3])), .adam())
    let start = trainer
    #expect(throws: BatchNormalizationError.incompatibleTargetValues(channels: 2, received: 3)) {
      try trainer.step(Self.batch, mode: .training, updates: .before)
    }
    #expect(throws: BatchNormalizationError.self) {
      try trainer.step(Tensor(shape: [2, 3], repeating: 1), mode: .training, updates: .before)
    }
    #expect(trainer == start)
  }
}
