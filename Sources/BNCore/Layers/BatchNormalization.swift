/// A batch-normalization layer: options and variables, computing what TensorFlow r1.4's
/// `tf.layers.batch_normalization` does (arXiv 1502.03167).
///
/// ```swift
/// var layer = try BatchNormalization<Float>(inputShape: batch.shape)
/// let pass = try layer.forward(batch, mode: .training)
/// layer.apply(pass.updates)  // TensorFlow's update operations: forgotten, the moving statistics stay at 0 and 1
/// ```
///
/// The layer is a value: a copy is a snapshot.
public struct BatchNormalization<Scalar: TensorScalar>: Sendable, Equatable {
  /// What the layer was asked to be.
  public let options: BatchNormalizationOptions
  /// What the layer has learned so far.
  public var variables: BatchNormalizationVariables<Scalar>

  /// Builds a layer for inputs of a shape, its variables from the initializers.
  ///
  /// - Parameters:
  ///   - options: TensorFlow's arguments.
  ///   - inputShape: the shape of the batches to come; only the extent of the axis binds later ones.
  /// - Throws: ``BatchNormalizationError`` where TensorFlow refuses the shape, the axis or an initializer.
  public init(
    options: BatchNormalizationOptions = BatchNormalizationOptions(), inputShape: [Int]
  ) throws(BatchNormalizationError) {
    let layout = try AxisLayout(shape: inputShape, axis: options.axis)
    self.init(options: options, variables: try BatchNormalizationVariables(options: options, channels: layout.channels))
  }

  /// Builds a layer around variables that exist already, as a reusing call does.
  ///
  /// Options that ask for a variable that is not among them (`center`, `scale`, `renorm`) are a programming error.
  public init(options: BatchNormalizationOptions, variables: BatchNormalizationVariables<Scalar>) {
    precondition(!options.scale || variables.gamma != nil, "scale needs a gamma")
    precondition(!options.center || variables.beta != nil, "center needs a beta")
    precondition(!options.renorm || variables.renorm != nil, "renorm needs renorm's variables")
    self.options = options
    self.variables = variables
  }

  /// Evaluates the layer on a batch.
  ///
  /// Nothing changes; what would change stands in the pass's updates. The bits do not depend on how many threads there
  /// are.
  ///
  /// - Parameters:
  ///   - input: a batch of rank 1 and up, with the layer's channels along its axis.
  ///   - mode: whether to normalize by the batch's moments or by the moving statistics.
  /// - Returns: the output and every intermediate.
  /// - Throws: ``BatchNormalizationError`` where the batch does not fit the layer.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(_ input: Tensor<Scalar>, mode: Mode) throws(BatchNormalizationError) -> Pass<Scalar> {
    try forward(input, mode: mode, reusing: [])
  }

  /// Evaluates the layer, and writes the output into memory that nobody else needs, if it is as large.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(
    _ input: Tensor<Scalar>, mode: Mode, reusing memory: consuming [Scalar]
  ) throws(BatchNormalizationError) -> Pass<Scalar> {
    pass(input, try layout(of: input.shape, mode: mode), mode, reusing: memory)
  }

  /// Evaluates the layer on a batch, and writes its output over that of an earlier pass.
  ///
  /// The memory is reused where the earlier output has as many elements; where something else holds that output too, it is
  /// copied first and stays as it is. A first pass comes from ``forward(_:mode:)``, or from here with `nil`:
  ///
  /// ```swift
  /// var pass: Pass<Float>?
  /// for batch in batches {
  ///   try layer.forward(batch, mode: .training, into: &pass)
  ///   layer.apply(pass?.updates)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - input: a batch of rank 1 and up, with the layer's channels along its axis.
  ///   - mode: whether to normalize by the batch's moments or by the moving statistics.
  ///   - pass: the earlier pass, and then this one; as it was where the batch does not fit.
  /// - Throws: ``BatchNormalizationError`` where the batch does not fit the layer.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, mode: Mode, into pass: inout Pass<Scalar>?
  ) throws(BatchNormalizationError) {
    let layout = try layout(of: input.shape, mode: mode)
    pass = self.pass(input, layout, mode, reusing: Self.output(of: &pass))
  }

  /// Runs update operations on the layer's variables.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func apply(_ updates: PendingUpdates<Scalar>?) {
    guard let updates else { return }
    variables = updates.applied(to: variables)
  }
}

extension BatchNormalization {
  /// How a batch of a shape lies.
  ///
  /// - Throws: ``BatchNormalizationError`` where it does not fit the layer, or a framework that the layer follows refuses it.
  func layout(of shape: [Int], mode: Mode) throws(BatchNormalizationError) -> AxisLayout {
    let layout = try AxisLayout(shape: shape, axis: options.axis)
    guard layout.channels == variables.channels else {
      throw .incompatibleInput(axis: layout.axis, channels: variables.channels, shape: shape)
    }
    guard let conventions = options.conventions else { return layout }
    let refusal =
      conventions.refusal(ofEpsilon: options.epsilon, dimensions: shape.count)
      ?? conventions.refusal(ofCount: layout.elementsPerChannel, mode: mode)
    if let refusal { throw .refused(by: conventions.name, reason: refusal) }
    return layout
  }

  /// Takes a pass's output out of it, so that nobody else holds it.
  private static func output(of pass: inout Pass<Scalar>?) -> [Scalar] {
    defer { pass = nil }
    return pass?.output.scalars ?? []
  }

  @inline(__always)
  private func pass(
    _ input: Tensor<Scalar>, _ layout: AxisLayout, _ mode: Mode, reusing memory: consuming [Scalar]
  ) -> Pass<Scalar> {
    let implementation = FusedChoice(options: options, rank: input.rank, axis: layout.axis)
    let epsilon = Scalar(options.epsilonInForce(by: implementation, dimensions: input.rank))
    var output = memory
    let fast = options.arithmetic == .fast ? Kernels.of(Scalar.self) : nil
    let moments = fast.map { fastMoments($0, input.scalars, layout, mode, epsilon, into: &output) }
    let statistics = moments.map { Moments($0.moments) } ?? statistics(of: input, layout, implementation, mode)
    let stddev = mode == .training && options.renorm ? statistics.variance.map { ($0 + epsilon).squareRoot() } : nil
    let correction = correction(statistics, stddev: stddev, mode)
    let varianceForUpdate = varianceForUpdate(statistics, layout, rank: input.rank, implementation, mode)
    if let fast, let moments {
      if !moments.normalized {
        fast.normalize(
          input.scalars, into: &output, layout, by: moments.moments,
          parameters(epsilon, scale(correction), offset(correction)), threads: options.threads)
      }
    } else {
      output = normalize(
        input.scalars, layout, by: statistics, epsilon: epsilon, scale: scale(correction), offset: offset(correction),
        form: options.form(of: implementation, dimensions: input.rank))
    }
    return Pass(
      input: input, output: Tensor(shape: input.shape, scalars: output), mode: mode, layout: layout,
      implementation: implementation,
      epsilon: epsilon, statistics: statistics, varianceForUpdate: varianceForUpdate, correction: correction,
      gamma: options.scale ? variables.gamma : nil,
      updates: updates(statistics, varianceForUpdate, stddev, epsilon, layout, rank: input.rank, implementation, mode),
      refusal: refusal(implementation, axis: layout.axis, mode), unrounded: moments?.moments, threads: options.threads)
  }

  /// The moments to normalize by in double precision, and whether the output is written already: where it does not depend
  /// on the moments of all channels, it is written along with them.
  private func fastMoments(
    _ kernels: Kernels, _ input: [Scalar], _ layout: AxisLayout, _ mode: Mode, _ epsilon: Scalar,
    into output: inout [Scalar]
  ) -> (moments: Moments<Double>, normalized: Bool) {
    switch mode {
    case .inference:
      return (
        Moments(mean: variables.movingMean.map { Double($0) }, variance: variables.movingVariance.map { Double($0) }),
        false
      )
    case .training where options.renorm: return (kernels.moments(input, layout, threads: options.threads), false)
    case .training:
      let parameters = parameters(epsilon, scale(nil), offset(nil))
      return (kernels.train(input, into: &output, layout, parameters, threads: options.threads), true)
    }
  }

  private func parameters(_ epsilon: Scalar, _ scale: [Scalar]?, _ offset: [Scalar]?) -> Kernels.Parameters {
    Kernels.Parameters(
      epsilon: Double(epsilon), gamma: scale.map { $0.map { Double($0) } }, beta: offset.map { $0.map { Double($0) } })
  }

  private func statistics(
    of input: Tensor<Scalar>, _ layout: AxisLayout, _ implementation: FusedChoice, _ mode: Mode
  ) -> Moments<Scalar> {
    switch mode {
    case .training: moments(input.scalars, layout, implementation.isFused ? .reciprocal : .quotient)
    case .inference: Moments(mean: variables.movingMean, variance: variables.movingVariance)
    }
  }

  private func varianceForUpdate(
    _ statistics: Moments<Scalar>, _ layout: AxisLayout, rank: Int, _ implementation: FusedChoice, _ mode: Mode
  ) -> [Scalar]? {
    guard mode == .training else { return nil }
    guard options.storedVariance(by: implementation, dimensions: rank) == .sample else { return statistics.variance }
    let count = layout.elementsPerChannel
    let correction: Scalar =
      options.conventions.map { Scalar($0.correction(count: count, dimensions: rank)) } ?? besselCorrection(count)
    return statistics.variance.map { $0 * correction }
  }

  private func correction(
    _ statistics: Moments<Scalar>, stddev: [Scalar]?, _ mode: Mode
  ) -> RenormCorrection<Scalar>? {
    guard options.renorm, let renorm = variables.renorm else { return nil }
    if let stddev {
      return renormCorrection(
        mean: statistics.mean, stddev: stddev, variables: renorm, clipping: options.renormClipping)
    }
    // Behind a placeholder the correction is part of the graph in inference too, and switched to do nothing.
    return options.switchInForce == .placeholder ? .identity(channels: variables.channels) : nil
  }

  /// r · gamma, r, gamma or nothing.
  private func scale(_ correction: RenormCorrection<Scalar>?) -> [Scalar]? {
    let gamma = options.scale ? variables.gamma : nil
    guard let correction else { return gamma }
    guard let gamma else { return correction.r }
    return zip(correction.r, gamma).map { $0 * $1 }
  }

  /// d · gamma + beta, with the same parts left out.
  private func offset(_ correction: RenormCorrection<Scalar>?) -> [Scalar]? {
    let beta = options.center ? variables.beta : nil
    guard let correction else { return beta }
    var offset = correction.d
    if options.scale, let gamma = variables.gamma { offset = zip(offset, gamma).map { $0 * $1 } }
    if let beta { offset = zip(offset, beta).map { $0 + $1 } }
    return offset
  }

  private func updates(
    _ statistics: Moments<Scalar>, _ varianceForUpdate: [Scalar]?, _ stddev: [Scalar]?, _ epsilon: Scalar,
    _ layout: AxisLayout, rank: Int, _ implementation: FusedChoice, _ mode: Mode
  ) -> PendingUpdates<Scalar>? {
    guard mode == .training || options.switchInForce == .placeholder else { return nil }
    if layout.elementsPerChannel == 0, options.conventions?.emptyBatch == .keep { return nil }
    let idle = mode == .inference
    func weight(_ momentum: Double) -> Scalar {
      guard !idle else { return 0 }
      guard let conventions = options.conventions else {
        return updateWeight(momentum: momentum, in: options.trainingSwitch, fused: implementation.isFused)
      }
      return Scalar(conventions.newShare[dimensions: rank].value(momentum))
    }
    let target: PendingUpdates<Scalar>.Target
    if options.renorm {
      // In inference the moving statistics stand in for the batch's, at weight 0.
      target = .renorm(
        mean: statistics.mean, stddev: stddev ?? statistics.variance.map { ($0 + epsilon).squareRoot() },
        weight: weight(options.renormMomentum), epsilon: epsilon)
    } else if implementation.isFused && idle {
      target = .none
    } else {
      target = .moments(Moments(mean: statistics.mean, variance: varianceForUpdate ?? statistics.variance))
    }
    return PendingUpdates(target: target, weight: weight(options.momentum))
  }

  private func refusal(_ implementation: FusedChoice, axis: Int, _ mode: Mode) -> String? {
    guard implementation.isFused else { return nil }
    if Scalar.self != Float.self {
      return fusedTypeRefusal(
        of: Scalar.dataTypeName, options, trains: options.trainingSwitch == .placeholder ? nil : mode == .training)
    }
    return axis == 1
      ? "The CPU implementation of FusedBatchNorm only supports NHWC tensor format for now." : nil
  }
}
