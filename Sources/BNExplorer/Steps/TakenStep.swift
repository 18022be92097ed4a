import BNCore

/// What a step left to look at, whatever the type of its numbers; they come out in double precision, exactly.
protocol TakenStep: Sendable {
  var dtype: NumberType { get }
  var mode: Mode { get }
  /// What the layer was asked to be when the step was taken.
  var options: BatchNormalizationOptions { get }
  /// Which implementation ran.
  var implementation: FusedChoice { get }
  /// The batch's shape, and which element belongs to which channel.
  var shape: [Int] { get }
  var layout: AxisLayout { get }
  /// The loss without the regularization losses; `nil` if there was none.
  var loss: Double? { get }

  /// The numbers of a part; `nil` where the step has none.
  func numbers(_ part: StepPart) -> [Double]?

  /// What the formulas of some channels' numbers were computed from.
  func facts(channels: Range<Int>) -> [ChannelFacts]

  /// The same of the channel of one element, by the replica that had it.
  func facts(ofElement place: Int) -> ChannelFacts

  /// How the batch was shared among replicas.
  var sharing: ReplicaSharing { get }

  /// Some elements of the batch or of its output, by their places in memory.
  func elements(_ part: BatchPart, at places: [Int]) -> [Double]

  /// A variable as it stood before the step; `nil` if there is none.
  func before(_ name: VariableName) -> [Double]?

  /// Whether the pass's update operations ran.
  var updatesRan: Bool { get }

  /// What there is to know of the batch's numbers.
  var census: NumberCensus { get }

  /// Channels of which something that was finite before the step may not be so behind it; mostly none.
  ///
  /// Asked behind every step: as long as all is well it looks at some numbers a channel and keeps none.
  func suspects() -> [Int]
}

/// The parts of a step that are as large as its batch.
enum BatchPart: Sendable {
  case input, output
}

/// All parts of a step that have numbers.
enum StepPart: Equatable, Sendable {
  case input, output
  case batchMean, batchVariance, varianceForUpdate
  case r, d
  case gamma
  case gradInput, gradGamma, gradBeta
  /// The gradient of the loss by the output.
  case upstream
}

/// What a layer was asked to be, for all the steps that it takes: a class, so that no step copies it.
final class LayerSettings: Sendable {
  let options: BatchNormalizationOptions

  init(_ options: BatchNormalizationOptions) { self.options = options }
}

/// A step in one of the types.
///
/// It never changes; a class, so that to hand it on costs no copy of the many arrays that it consists of.
final class TypedStep<Scalar: TensorScalar>: TakenStep {
  /// What was computed.
  let step: Trainer<Scalar>.Step
  /// What the layer was asked to be.
  let settings: LayerSettings
  /// The layer's variables as they stood before the step.
  let variables: BatchNormalizationVariables<Scalar>
  let objective: Loss?
  /// Whether the pass's update operations ran.
  let updatesRan: Bool
  let sharing: ReplicaSharing

  /// - Parameters:
  ///   - step: what was computed.
  ///   - settings: what the layer was asked to be.
  ///   - variables: the layer's variables as they stood before; their arrays are shared, not copied.
  ///   - objective: what the loss is.
  ///   - updatesRan: whether the pass's update operations ran.
  ///   - sharing: how the batch was shared among replicas.
  init(
    _ step: consuming Trainer<Scalar>.Step, _ settings: LayerSettings, _ variables: BatchNormalizationVariables<Scalar>,
    objective: Loss? = nil, updatesRan: Bool = false, sharing: ReplicaSharing = ReplicaSharing()
  ) {
    self.step = step
    self.settings = settings
    self.variables = variables
    self.objective = objective
    self.updatesRan = updatesRan
    self.sharing = sharing
  }

  var pass: Pass<Scalar> { step.pass }
  var gradients: Gradients<Scalar>? { step.gradients }

  /// The layer as it stood before the step.
  var layer: BatchNormalization<Scalar> { BatchNormalization(options: settings.options, variables: variables) }

  var dtype: NumberType { Scalar.dtype }
  var mode: Mode { pass.mode }
  var options: BatchNormalizationOptions { settings.options }
  var implementation: FusedChoice { pass.implementation }
  var shape: [Int] { pass.input.shape }
  var layout: AxisLayout { pass.layout }
  var loss: Double? { step.loss.map { Double($0) } }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func numbers(_ part: StepPart) -> [Double]? {
    guard let scalars = scalars(part) else { return nil }
    // The screen asks for whole batches at every frame: written in place they cost a fifth of a map.
    return [Double](unsafeUninitializedCapacity: scalars.count) { numbers, count in
      scalars.withUnsafeBufferPointer { scalars in
        for index in scalars.indices { numbers[index] = Double(scalars[index]) }
      }
      count = scalars.count
    }
  }

  private func scalars(_ part: StepPart) -> [Scalar]? {
    switch part {
    case .input: pass.input.scalars
    case .output: pass.output.scalars
    case .batchMean: pass.batchMean
    case .batchVariance: pass.batchVariance
    case .varianceForUpdate: pass.varianceForUpdate
    case .r: pass.correction?.r
    case .d: pass.correction?.d
    case .gamma: pass.gamma
    case .gradInput: gradients?.input.scalars
    case .gradGamma: gradients?.gamma
    case .gradBeta: gradients?.beta
    case .upstream: (try? objective?.evaluated(on: pass))?.upstream.scalars
    }
  }

  func before(_ name: VariableName) -> [Double]? { variables[name]?.map { Double($0) } }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func elements(_ part: BatchPart, at places: [Int]) -> [Double] {
    let scalars = part == .input ? pass.input.scalars : pass.output.scalars
    return places.map { Double(scalars[$0]) }
  }
}
