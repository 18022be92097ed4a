import BNTestSupport
import BNCore
import Testing

/// Two ways to say the same: a graph with one layer, and a trainer.
@Suite("A graph and a trainer")
struct TrainerAgreementTests {
  /// What both are told.
  struct Setting: CustomTestStringConvertible, Sendable {
    let name: String
    let optimizer: Optimizer
    let loss: LossKind
    let shape: [Int]
    var change: @Sendable (inout BatchNormalizationOptions) -> Void = { _ in }
    var testDescription: String { name }
  }

  enum LossKind: Sendable {
    case sum, squaredError, upstream
  }

  static let settings: [Setting] = [
    Setting(name: "descent", optimizer: .gradientDescent(learningRate: 0.1), loss: .squaredError, shape: [4, 3]),
    Setting(name: "momentum", optimizer: .momentum(learningRate: 0.1, momentum: 0.7), loss: .upstream, shape: [4, 3]) {
      $0.gammaRegularizer = .l2(0.1)
      $0.betaRegularizer = .l1(0.1)
    },
    Setting(
      name: "nesterov", optimizer: .momentum(learningRate: 0.1, nesterov: true), loss: .squaredError,
      shape: [2, 2, 2, 3]
    ) { $0.gammaConstraint = .unitNorm },
    Setting(name: "adam", optimizer: .adam(learningRate: 0.05), loss: .squaredError, shape: [4, 3]) {
      $0.betaConstraint = .nonNegative
    },
    Setting(name: "adam, renorm", optimizer: .adam(learningRate: 0.05), loss: .upstream, shape: [3, 5, 2]) {
      $0.renorm = true
      $0.axis = 1
      $0.gammaRegularizer = .sum(0.3)
    },
    Setting(name: "sum, no gamma", optimizer: .momentum(learningRate: 0.1), loss: .sum, shape: [4, 3]) {
      $0.scale = false
    },
    Setting(name: "no beta", optimizer: .adam(), loss: .squaredError, shape: [4, 3]) { $0.center = false },
  ]

  @Test("agree step for step, bit for bit", arguments: settings, [true, false])
  func agree(setting: Setting, training: Bool) throws {
    try agree(setting, training, as: Float.self)
    try agree(setting, training, as: Double.self)
    #if !(os(macOS) && arch(x86_64))
      try agree(setting, training, as: Float16.self)
    #endif
  }

  func agree<Scalar: TensorScalar>(_ setting: Setting, _ training: Bool, as type: Scalar.Type) throws {
    let options = BatchNormalizationOptions.with {
      setting.change(&$0)
      $0.momentum = 0.8
      if Scalar.dataType != .float32 { $0.fused = false }
    }
    var random = SplitMix(state: 11)
    func numbers() -> Tensor<Scalar> {
      Tensor(
        shape: setting.shape,
        scalars: (0..<setting.shape.reduce(1, *)).map { _ in Scalar(Float.random(in: -2...2, using: &random)) })
    }
    let other = numbers()
    let given = Tensor(shape: other.shape, scalars: other.scalars.map { Double($0) })

    var graph = Graph()
    let shape = StaticShape(setting.shape.map { $0 })
    let (x, fed) = (graph.placeholder(Scalar.dataType, shape: shape), graph.placeholder(Scalar.dataType, shape: shape))
    let y = try graph.batchNormalization(x, options, training: .bool(training), name: "bn")
    let loss: SymbolicTensor
    let trainerLoss: Loss
    switch setting.loss {
    case .sum: (loss, trainerLoss) = (graph.reduceSum(y), .sum)
    case .squaredError:
      loss = try graph.meanSquaredError(labels: fed, predictions: y)
      trainerLoss = .meanSquaredError(target: .tensor(given))
    case .upstream:
      loss = try graph.reduceSum(graph.multiply(y, fed))
      trainerLoss = .upstream(given)
    }
    let total = try graph.addN([loss] + graph.regularizationLosses)
    let step = try graph.controlDependencies(graph.updateOps) { graph in
      try graph.minimize(total, with: setting.optimizer)
    }
    var session = try GraphSession<Scalar>(graph)
    var trainer = Trainer(
      layer: try BatchNormalization<Scalar>(options: options, inputShape: setting.shape), loss: trainerLoss,
      optimizer: setting.optimizer)
    for _ in 0..<6 {
      let batch = numbers()
      let values = try session.run(
        [y, loss] + graph.regularizationLosses, operations: [step], feeding: [x: .tensor(batch), fed: .tensor(other)])
      let taken = try trainer.step(batch, mode: training ? .training : .inference, updates: .before)
      #expect(values[0] == taken.pass.output)
      #expect(values[1].scalars == [try #require(taken.loss)])
      #expect(values.dropFirst(2).map { $0.scalars[0] } == taken.regularizationLosses)
      for name in trainer.layer.variables.names {
        #expect(session[variable: "bn/\(name.rawValue)"] == trainer.layer.variables[name])
      }
      for (slot, ending) in [(.momentum, "Momentum"), (.m, "Adam"), (.v, "Adam_1")]
        as [(OptimizerState<Scalar>.Slot, String)]
      {
        for name in ["gamma", "beta"] {
          guard let remembered = trainer.optimizerState.slot(slot, of: name) else { continue }
          #expect(session[variable: "bn/\(name)/\(ending)"] == remembered)
        }
      }
    }
  }
}
