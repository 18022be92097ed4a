/// A layer in training: the layer, what it minimizes, how, and what the optimizer remembers.
///
/// ```swift
/// var trainer = Trainer(layer: layer, loss: .meanSquaredError(target: .values(1)), optimizer: .adam())
/// let step = try trainer.step(batch, mode: .training, updates: .before)
/// ```
///
/// The trainer is a value: a copy is a snapshot.
public struct Trainer<Scalar: TensorScalar>: Sendable, Equatable {
  /// The layer that is trained.
  public var layer: BatchNormalization<Scalar>
  /// What is minimized besides the regularization losses; `nil` for them alone.
  public var loss: Loss?
  /// How gamma and beta move; `nil` for not at all.
  ///
  /// Another kind of optimizer starts with a new state; other numbers of the same kind keep it.
  public var optimizer: Optimizer? {
    didSet {
      if optimizer?.kind != oldValue?.kind { optimizerState = OptimizerState() }
    }
  }
  /// What the optimizer remembers, under the names of ``VariableName``.
  public var optimizerState = OptimizerState<Scalar>()

  /// Makes a trainer; without a loss and an optimizer its steps move the moving statistics alone.
  public init(layer: BatchNormalization<Scalar>, loss: Loss? = nil, optimizer: Optimizer? = nil) {
    self.layer = layer
    self.loss = loss
    self.optimizer = optimizer
  }

  /// When a step runs its update operations.
  ///
  /// Before and after give the same numbers: the gradients are taken first, and the two change different variables.
  public enum UpdateOrder: String, Sendable, CaseIterable {
    /// Before the optimizer, which depends on them: `tf.control_dependencies(update_ops)`.
    case before
    /// After the optimizer.
    case after
    /// Not at all, which is what a training loop does that forgets `tf.GraphKeys.UPDATE_OPS`.
    case never
  }

  /// What a step computed, all of it from the variables as they stood before.
  public struct Step: Sendable, Equatable {
    /// The layer's pass.
    public let pass: Pass<Scalar>
    /// The loss without the regularization losses; `nil` if the trainer has none.
    public let loss: Scalar?
    /// The regularization losses, gamma's first, only those that exist.
    public let regularizationLosses: [Scalar]
    /// The gradients of the loss without the regularization losses; `nil` if the trainer has none.
    public let gradients: Gradients<Scalar>?
    /// The gradient of all losses with respect to gamma; `nil` if none depends on it.
    public let totalGamma: [Scalar]?
    /// The gradient of all losses with respect to beta; `nil` if none depends on it.
    public let totalBeta: [Scalar]?
  }
}

extension Trainer.Step {
  /// A pass that nothing was learned from.
  package init(pass: consuming Pass<Scalar>, loss: Scalar? = nil) {
    self.init(
      pass: pass, loss: loss, regularizationLosses: [], gradients: nil, totalGamma: nil, totalBeta: nil)
  }
}

extension Trainer {
  /// Takes one step: forward, losses and gradients with the variables as they stand, then update operations and
  /// optimizer.
  ///
  /// The optimizer minimizes the loss and the regularization losses. It moves the variables that one of them depends on,
  /// unless the layer is not trainable, and each that it moved is then projected by its constraint.
  ///
  /// - Parameters:
  ///   - input: a batch that fits the layer.
  ///   - mode: `inference` together with an optimizer is the freeze mode of fine-tuning.
  ///   - updates: when the pass's update operations run.
  /// - Returns: what was computed.
  /// - Throws: ``BatchNormalizationError`` where batch, target or upstream gradient do not fit; nothing has changed then.
  @discardableResult
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func step(
    _ input: Tensor<Scalar>, mode: Mode, updates: UpdateOrder
  ) throws(BatchNormalizationError) -> Step {
    try step(input, mode: mode, updates: updates, reusing: [])
  }

  /// Takes one step, shared among replicas that normalize apart, and writes its output into memory that nobody else needs, if it is as large.
  @discardableResult
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package mutating func step(
    _ input: Tensor<Scalar>, mode: Mode, updates: UpdateOrder, replicas: Int = 1, reusing memory: consuming [Scalar]
  ) throws(BatchNormalizationError) -> Step {
    let step = try evaluated(input, mode: mode, replicas: replicas, reusing: memory)
    if updates == .before { layer.apply(step.pass.updates) }
    optimize(step)
    if updates == .after { layer.apply(step.pass.updates) }
    return step
  }

  /// Checks whether a step can be taken on a batch of a shape.
  ///
  /// - Throws: ``BatchNormalizationError`` where the shape does not fit the layer or the loss, or where a framework that the
  ///   layer follows refuses it.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func check(inputShape: [Int], mode: Mode, replicas: Int = 1) throws(BatchNormalizationError) {
    _ = try layer.layout(of: inputShape, mode: mode, replicas: replicas)
    try loss?.check(fits: inputShape, channels: layer.variables.channels)
  }

  private func evaluated(
    _ input: Tensor<Scalar>, mode: Mode, replicas: Int, reusing memory: consuming [Scalar]
  ) throws(BatchNormalizationError) -> Step {
    let pass = try layer.forward(input, mode: mode, replicas: replicas, reusing: memory)
    var value: Scalar?
    var gradients: Gradients<Scalar>?
    if let loss = try loss?.evaluated(on: pass) {
      value = loss.value
      gradients = try pass.gradients(upstream: loss.upstream)
    }
    let penalties = layer.regularizationGradients
    return Step(
      pass: pass, loss: value, regularizationLosses: layer.regularizationLosses, gradients: gradients,
      totalGamma: Self.sum(layer.options.scale ? gradients?.gamma : nil, penalties.gamma),
      totalBeta: Self.sum(layer.options.center ? gradients?.beta : nil, penalties.beta))
  }

  private static func sum(_ gradient: [Scalar]?, _ penalty: [Scalar]?) -> [Scalar]? {
    guard let gradient, let penalty else { return gradient ?? penalty }
    return zip(gradient, penalty).map { $0 + $1 }
  }

  private mutating func optimize(_ step: Step) {
    guard let optimizer, layer.options.trainable, step.totalGamma != nil || step.totalBeta != nil else { return }
    move(.gamma, by: step.totalGamma, layer.options.gammaConstraint, with: optimizer)
    move(.beta, by: step.totalBeta, layer.options.betaConstraint, with: optimizer)
    optimizerState.finishStep(of: optimizer)
  }

  private mutating func move(
    _ name: VariableName, by gradient: [Scalar]?, _ constraint: Constraint?, with optimizer: Optimizer
  ) {
    guard let gradient, var values = layer.variables[name] else { return }
    optimizerState.update(&values, of: name.rawValue, by: gradient, with: optimizer)
    layer.variables[name] = constraint?.project(values) ?? values
  }
}
