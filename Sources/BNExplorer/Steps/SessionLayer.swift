import BNFiles
import BNCore

/// A session's layer, whatever the type of its numbers: the one place where the type stops being known to the compiler.
///
/// Numbers go in and come out in double precision, which holds every value of the three types exactly.
protocol SessionLayer: Sendable {
  var dtype: NumberType { get }
  var options: BatchNormalizationOptions { get set }
  var channels: Int { get }
  /// The names of the variables there are, in TensorFlow's order.
  var names: [VariableName] { get }

  /// A variable's values; `nil` if there is none.
  func values(of name: VariableName) -> [Double]?

  /// What became of each variable.
  var records: VariableRecords { get set }

  /// Gives a variable that is there as many values as it has.
  mutating func assign(_ values: [Double], to name: VariableName)

  /// Whether a variable has the values that its initializer makes.
  func isInitial(_ name: VariableName) -> Bool

  /// The sum of the regularization losses, 0 without regularizers.
  var regularizationLoss: Double { get }

  /// Whether gamma or beta is something else than its initializer makes it.
  var isTrained: Bool { get }

  /// Says what the steps to come minimize and how; another kind of optimizer remembers nothing of the one before.
  mutating func train(with optimizer: Optimizer?, on objective: Objective?)

  /// Whether the optimizer remembers anything.
  var hasOptimizerState: Bool { get }

  /// Takes over what another layer's optimizer remembers, if both are of one type.
  mutating func takeOptimizerState(of other: any SessionLayer)

  /// Takes the batch at a position through the layer.
  ///
  /// - Parameters:
  ///   - source: where the batch comes from.
  ///   - position: which of its batches it is.
  ///   - order: what is to be done.
  ///   - last: the step before, whose memory is used again; then this step. As it was where the batch does not fit.
  /// - Throws: ``BatchNormalizationError`` where batch or loss do not fit.
  mutating func step(
    _ source: inout BatchSource, at position: Int, _ order: StepOrder, replacing last: inout (any TakenStep)?
  ) throws(BatchNormalizationError)

  /// Takes the batch at a position through the layer in inference, with its loss where that fits; nothing changes.
  func evaluate(_ source: inout BatchSource, at position: Int) throws(BatchNormalizationError) -> any TakenStep

  /// What the layer as it stands would make of a batch in both modes; nothing changes.
  ///
  /// - Parameters:
  ///   - source: where the batch comes from.
  ///   - previewed: which of its batches it is, and what is imagined of it.
  ///   - updates: whether the update operations would run.
  /// - Returns: both outputs.
  /// - Throws: ``BatchNormalizationError`` where the batch does not fit.
  func preview(
    _ source: inout BatchSource, _ previewed: PreviewedBatch, updates: Bool
  ) throws(BatchNormalizationError) -> Preview
}

extension SessionLayer {
  /// Gives a variable other values to go on from, and a count of its own.
  ///
  /// With the values of its initializer it is as if made anew.
  mutating func begin(_ name: VariableName, with values: [Double], from origin: VariableRecord.Origin) {
    assign(values, to: name)
    records.forgetCauses(of: name)
    records[name] = VariableRecord(from: isInitial(name) ? .initializer : origin)
  }
}

/// What is to be done in a step.
struct StepOrder: Sendable {
  var mode: Mode
  /// Whether the pass's update operations run, and when.
  var updates: UpdateOps
}

extension NumberType {
  /// A layer of this type for batches of a shape, its variables from the initializers.
  func layer(
    _ options: BatchNormalizationOptions, inputShape: [Int]
  ) throws(BatchNormalizationError) -> any SessionLayer {
    switch self {
    case .float16: TypedLayer(try BatchNormalization<Half>(options: options, inputShape: inputShape))
    case .float32: TypedLayer(try BatchNormalization<Float>(options: options, inputShape: inputShape))
    case .float64: TypedLayer(try BatchNormalization<Double>(options: options, inputShape: inputShape))
    }
  }
}

/// A session's layer in one of the types.
///
/// Sessions take millions of steps: what is called in each of them is compiled for float32 and float64.
struct TypedLayer<Scalar: TensorScalar>: SessionLayer {
  private(set) var trainer: Trainer<Scalar>
  /// The layer's options once more, as its steps keep them.
  private var settings: LayerSettings
  /// What steps minimize; the trainer has the loss of the step that it is taking.
  private var objective: Objective?
  var records = VariableRecords()

  init(_ layer: BatchNormalization<Scalar>) {
    trainer = Trainer(layer: layer)
    settings = LayerSettings(layer.options)
  }

  private var layer: BatchNormalization<Scalar> { trainer.layer }

  var dtype: NumberType { Scalar.dtype }
  var channels: Int { layer.variables.channels }
  var names: [VariableName] { layer.variables.names }

  var options: BatchNormalizationOptions {
    get { layer.options }
    set {
      trainer.layer = BatchNormalization(options: newValue, variables: layer.variables)
      settings = LayerSettings(newValue)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func values(of name: VariableName) -> [Double]? { layer.variables[name]?.map { Double($0) } }

  mutating func assign(_ values: [Double], to name: VariableName) {
    trainer.layer.variables[name] = values.map { Scalar($0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func isInitial(_ name: VariableName) -> Bool {
    let initial = try? BatchNormalizationVariables<Scalar>(options: layer.options, channels: channels)
    return initial?[name] == layer.variables[name]
  }

  var regularizationLoss: Double { Double(layer.regularizationLosses.reduce(0, +)) }

  var isTrained: Bool { hasLeftItsBeginning() }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func hasLeftItsBeginning() -> Bool {
    let (options, variables) = (layer.options, layer.variables)
    // The usual beginning is compared without being made: the screen asks for every frame.
    if options.gammaInitializer == .ones, options.betaInitializer == .zeros {
      return variables.gamma?.contains { $0 != 1 } == true || variables.beta?.contains { $0 != 0 } == true
    }
    let initial = try? BatchNormalizationVariables<Scalar>(options: layer.options, channels: channels)
    return initial?.gamma != layer.variables.gamma || initial?.beta != layer.variables.beta
  }

  mutating func train(with optimizer: Optimizer?, on objective: Objective?) {
    self.objective = objective
    trainer.optimizer = optimizer
  }

  var hasOptimizerState: Bool { trainer.optimizerState != OptimizerState() }

  mutating func takeOptimizerState(of other: any SessionLayer) {
    guard let other = other as? TypedLayer<Scalar>, trainer.optimizer?.kind == other.trainer.optimizer?.kind else {
      return
    }
    trainer.optimizerState = other.trainer.optimizerState
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func step(
    _ source: inout BatchSource, at position: Int, _ order: StepOrder, replacing last: inout (any TakenStep)?
  ) throws(BatchNormalizationError) {
    try takeStep(&source, at: position, order, replacing: &last)
  }

  /// The step itself, apart from the choice of the compiled type, which would look up the types of all that is in here.
  @inline(never)
  private mutating func takeStep(
    _ source: inout BatchSource, at position: Int, _ order: StepOrder, replacing last: inout (any TakenStep)?
  ) throws(BatchNormalizationError) {
    trainer.loss = try objective?.loss(for: &source, at: position)
    // As large as a batch, and of this one alone.
    defer { trainer.loss = nil }
    let sharing = source.sharing
    try trainer.check(inputShape: source.batchShape(at: position), mode: order.mode, replicas: sharing.countApart)
    // The step, not its pass: a copy of that would count every array in it.
    var earlier = last as? TypedStep<Scalar>
    last = nil
    // The batches of a source begin at position 0, so at any other the step before took one of the same source.
    let same = position > 0 && source.isSameEveryStep ? earlier?.step.pass.input : nil
    let memory = earlier?.step.pass.output.scalars ?? []
    // What the step before holds goes before its successor comes, so that there is never more than one batch.
    earlier = nil
    let batch: Tensor<Scalar> = if let same { same } else { try source.stepBatch(at: position, as: Scalar.self) }
    let updates: Trainer<Scalar>.UpdateOrder =
      switch order.updates {
      case .off: .never
      case .on: .before
      case .after: .after
      }
    let before = trainer.layer.variables
    let step = try trainer.step(
      batch, mode: order.mode, updates: updates, replicas: sharing.countApart, reusing: memory)
    let ran = order.updates != .off
    let hasUpdates = step.pass.updates != nil
    if hasUpdates { records.count(ran: ran, momentum: trainer.layer.options.momentum) }
    last = TypedStep(
      step, settings, before, objective: trainer.loss, updatesRan: ran && hasUpdates, sharing: sharing)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func evaluate(_ source: inout BatchSource, at position: Int) throws(BatchNormalizationError) -> any TakenStep {
    let batch: Tensor<Scalar> = try source.stepBatch(at: position, as: Scalar.self)
    let pass = try layer.forward(batch, mode: .inference)
    // A target for each element of the training batch says nothing of another batch.
    let loss = try? objective?.lossOfOther(shape: pass.input.shape)?.evaluated(on: pass).value
    return TypedStep(Trainer.Step(pass: pass, loss: loss), settings, trainer.layer.variables)
  }
}

extension TypedLayer {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func preview(
    _ source: inout BatchSource, _ previewed: PreviewedBatch, updates: Bool
  ) throws(BatchNormalizationError) -> Preview {
    let taken = (previewed.takenBy as? TypedStep<Scalar>)?.pass.input
    var batch: Tensor<Scalar> =
      if let taken { taken } else { try source.stepBatch(at: previewed.index, as: Scalar.self) }
    if let imagined = previewed.imagined, batch.shape == imagined.shape {
      var scalars = batch.scalars
      scalars[imagined.place] = Scalar(imagined.value)
      batch = Tensor(shape: batch.shape, scalars: scalars)
    }
    func step(_ mode: Mode) throws(BatchNormalizationError) -> any TakenStep {
      TypedStep(
        Trainer.Step(pass: try layer.forward(batch, mode: mode, replicas: source.sharing.countApart)), settings,
        trainer.layer.variables, updatesRan: updates, sharing: source.sharing)
    }
    return Preview(training: try step(.training), inference: try step(.inference))
  }
}

extension BatchSource {
  /// The batch of a step, or why it cannot be read.
  @inline(__always)
  fileprivate mutating func stepBatch<Scalar: TensorScalar>(
    at position: Int, as type: Scalar.Type
  ) throws(BatchNormalizationError) -> Tensor<Scalar> {
    do throws(BatchSourceError) {
      return try readBatch(at: position, as: type)
    } catch {
      throw .unreadableInput(reason: error.description)
    }
  }
}
