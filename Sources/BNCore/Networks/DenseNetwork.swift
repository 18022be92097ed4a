/// A network of dense layers, each but the last with a nonlinearity behind it and, where that is asked for, a batch
/// normalization in between.
///
/// ```swift
/// var network = try DenseNetwork(DenseNetworkOptions(inputs: 64, hidden: [100, 100, 100], classes: 10))
/// let loss = try network.train(batch, labels: labels, rate: 0.5)
/// let logits = try network.evaluate(batch).logits
/// ```
///
/// It is a value: a copy is a checkpoint. The same options and batches make the same bits on every machine.
public struct DenseNetwork: Sendable, Equatable {
  /// A layer before the last.
  public struct HiddenLayer: Sendable, Equatable {
    /// The dense layer; without a bias where ``normalization`` has a beta.
    public internal(set) var dense: DenseLayer
    /// What stands between it and the nonlinearity.
    public internal(set) var normalization: BatchNormalization<Float>?
  }

  /// What the network was asked to be.
  public let options: DenseNetworkOptions
  /// The layers before the last.
  public internal(set) var hidden: [HiddenLayer]
  /// The layer that makes the logits.
  public internal(set) var output: DenseLayer

  /// Makes a network before its first step.
  ///
  /// - Throws: ``BatchNormalizationError`` where the options of the batch normalization don't fit.
  public init(_ options: DenseNetworkOptions) throws(BatchNormalizationError) {
    self.options = options
    let extents = [options.inputs] + options.hidden
    let dense = { (index: Int, outputs: Int, usesBias: Bool) in
      DenseLayer(
        inputs: extents[index], outputs: outputs, standardDeviation: options.standardDeviation, seed: options.seed,
        index: index, usesBias: usesBias)
    }
    hidden = []
    for (index, width) in options.hidden.enumerated() {
      var normalization: BatchNormalization<Float>?
      if let wanted = options.normalization {
        normalization = try BatchNormalization(options: wanted, inputShape: [1, width])
      }
      let hasBeta = options.normalization?.center == true
      hidden.append(HiddenLayer(dense: dense(index, width, !hasBeta), normalization: normalization))
    }
    output = dense(options.hidden.count, options.classes, true)
  }

  /// What a pass in inference makes of a batch.
  public struct Evaluation: Sendable {
    /// Examples x classes.
    public let logits: Tensor<Float>
    /// What goes into each nonlinearity, examples x width.
    public let nonlinearityInputs: [Tensor<Float>]
  }

  /// Evaluates the network, its batch normalizations by their moving statistics.
  ///
  /// - Parameter input: a batch of shape examples x inputs.
  /// - Returns: the logits, and what came before each nonlinearity.
  /// - Throws: ``BatchNormalizationError`` for another shape.
  public func evaluate(_ input: Tensor<Float>) throws(BatchNormalizationError) -> Evaluation {
    var x = input
    var inputs: [Tensor<Float>] = []
    for layer in hidden {
      var z = try layer.dense.forward(x)
      if let normalization = layer.normalization { z = try normalization.forward(z, mode: .inference).output }
      inputs.append(z)
      x = options.nonlinearity.forward(z)
    }
    return Evaluation(logits: try output.forward(x), nonlinearityInputs: inputs)
  }
}

// MARK: Training

extension DenseNetwork {
  /// What a training pass left of a hidden layer, for its gradients.
  private struct HiddenPass {
    let input: Tensor<Float>
    let normalized: Pass<Float>?
    let output: Tensor<Float>
  }

  /// Takes a step of gradient descent on a batch: training pass, moving statistics, gradients, w ← w − rate · g.
  ///
  /// - Parameters:
  ///   - input: a batch of shape examples x inputs.
  ///   - labels: the class of each example; see ``SoftmaxCrossEntropy``.
  ///   - rate: the learning rate.
  /// - Returns: the loss before the step.
  /// - Throws: ``BatchNormalizationError`` where the batch does not fit; the network is then as it was.
  @discardableResult
  public mutating func train(
    _ input: Tensor<Float>, labels: [Int], rate: Float
  ) throws(BatchNormalizationError) -> SoftmaxCrossEntropy {
    var x = input
    var passes: [HiddenPass] = []
    for layer in hidden {
      let z = try layer.dense.forward(x)
      var pass: Pass<Float>?
      if let normalization = layer.normalization { pass = try normalization.forward(z, mode: .training) }
      let y = options.nonlinearity.forward(pass?.output ?? z)
      passes.append(HiddenPass(input: x, normalized: pass, output: y))
      x = y
    }
    let loss = SoftmaxCrossEntropy(logits: try output.forward(x), labels: labels)
    let gradients = try output.gradients(input: x, upstream: loss.gradient, byInput: !hidden.isEmpty)
    output.descend(by: gradients, rate: rate)
    var upstream = gradients.input
    for index in hidden.indices.reversed() {
      if let above = upstream { upstream = try descend(index, passes[index], upstream: above, rate: rate) }
    }
    return loss
  }

  /// Moves a hidden layer by the gradient by its output; returns the one by its input.
  private mutating func descend(
    _ index: Int, _ pass: HiddenPass, upstream: Tensor<Float>, rate: Float
  ) throws(BatchNormalizationError) -> Tensor<Float>? {
    var upstream = try options.nonlinearity.gradient(output: pass.output, upstream: upstream)
    if let normalized = pass.normalized {
      let gradients = try normalized.gradients(upstream: upstream)
      hidden[index].normalization?.apply(normalized.updates)
      hidden[index].normalization?.variables.descend(by: gradients, rate: rate)
      upstream = gradients.input
    }
    let gradients = try hidden[index].dense.gradients(input: pass.input, upstream: upstream, byInput: index > 0)
    hidden[index].dense.descend(by: gradients, rate: rate)
    return gradients.input
  }
}

extension BatchNormalizationVariables<Float> {
  /// Moves gamma and beta, where there are any.
  fileprivate mutating func descend(by gradients: Gradients<Float>, rate: Float) {
    DenseKernels().descend(&gamma, by: gradients.gamma, rate: rate)
    DenseKernels().descend(&beta, by: gradients.beta, rate: rate)
  }
}
