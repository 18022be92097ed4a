import BNCore

/// A session's layer, whatever the type of its numbers: the one place where the type stops being known to the compiler.
///
/// Numbers go in and come out in double precision, which holds every value of the three types exactly.
protocol SessionLayer: Sendable {
  var dtype: DataType { get }
  var options: BatchNormalizationOptions { get set }
  var channels: Int { get }
  /// The names of the variables there are, in TensorFlow's order.
  var names: [VariableName] { get }

  /// A variable's values; `nil` if there is none.
  func values(of name: VariableName) -> [Double]?

  /// Gives a variable that is there as many values as it has.
  mutating func assign(_ values: [Double], to name: VariableName)

  /// The sum of the regularization losses, 0 without regularizers.
  var regularizationLoss: Double { get }

  /// Takes the batch at a position through the layer.
  mutating func step(
    _ source: inout BatchSource, at position: Int, _ order: StepOrder
  ) throws(BatchNormalizationError) -> any TakenStep
}

/// What is to be done in a step.
struct StepOrder: Sendable {
  var mode: Mode
  /// Whether the pass's update operations run.
  var updates: Bool
}

extension DataType {
  /// A layer of this type for batches of a shape, its variables from the initializers.
  func layer(
    _ options: BatchNormalizationOptions, inputShape: [Int]
  ) throws(BatchNormalizationError) -> any SessionLayer {
    switch self {
    case .float16: TypedLayer(layer: try BatchNormalization<Half>(options: options, inputShape: inputShape))
    case .float32: TypedLayer(layer: try BatchNormalization<Float>(options: options, inputShape: inputShape))
    case .float64: TypedLayer(layer: try BatchNormalization<Double>(options: options, inputShape: inputShape))
    }
  }
}

/// A session's layer in one of the types.
struct TypedLayer<Scalar: TensorScalar>: SessionLayer {
  private(set) var layer: BatchNormalization<Scalar>

  var dtype: DataType { Scalar.dtype }
  var channels: Int { layer.variables.channels }
  var names: [VariableName] { layer.variables.names }

  var options: BatchNormalizationOptions {
    get { layer.options }
    set { layer = BatchNormalization(options: newValue, variables: layer.variables) }
  }

  func values(of name: VariableName) -> [Double]? { layer.variables[name]?.map { Double($0) } }

  mutating func assign(_ values: [Double], to name: VariableName) {
    layer.variables[name] = values.map { Scalar($0) }
  }

  var regularizationLoss: Double {
    let gamma = layer.variables.gamma.flatMap { values in layer.options.gammaRegularizer.map { $0.loss(values) } }
    let beta = layer.variables.beta.flatMap { values in layer.options.betaRegularizer.map { $0.loss(values) } }
    return Double((gamma ?? 0) + (beta ?? 0))
  }

  // Sessions take millions of steps; without these two the numbers would be handled through tables of functions.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func step(
    _ source: inout BatchSource, at position: Int, _ order: StepOrder
  ) throws(BatchNormalizationError) -> any TakenStep {
    let batch: Tensor<Scalar> = source.batch(at: position, as: Scalar.self)
    let pass = try layer.forward(batch, mode: order.mode)
    if order.updates { layer.apply(pass.updates) }
    return TypedStep(pass: pass)
  }
}
