/// A layer that a file states by more than the names of tensors: by a node of a graph, the attributes of a module, a
/// configuration.
///
/// The reader says what is written, in the file's own sense; what is left out stays `nil`, and is assumed above.
package struct StatedLayer: Sendable {
  package enum Kind: Equatable, Sendable {
    case batchNorm
    /// A batch norm that was multiplied into something else, which is named: "the Conv conv1".
    case folded(into: String)
    /// Something that may be taken for a batch norm, and what it is: "LayerNormalization".
    case lookAlike(String)
  }

  /// A momentum as it is written.
  package enum Momentum: Equatable, Sendable {
    /// The share of the old value, as TensorFlow, Keras and ONNX mean it.
    case ofOld(Double)
    /// The share of the new value, as PyTorch means it.
    case ofNew(Double)
    /// PyTorch's `momentum=None`: the plain average of all batches.
    case cumulative
  }

  /// What training put into the stored variance.
  package enum VarianceKind: String, Equatable, Sendable { case biased, unbiased, unknown }

  /// The file's own name of the layer: the path of its module or scope, without the name of a tensor.
  package var name: String
  package var kind: Kind
  /// By default as many as its tensors have.
  package var channels: Int? {
    get { ownChannels ?? (mean ?? variance ?? gamma ?? beta)?.count }
    set { ownChannels = newValue }
  }
  private var ownChannels: Int?
  /// The axis of the channels, where the file tells.
  package var axis: Int?
  package var gamma: StoredTensor?
  package var beta: StoredTensor?
  package var mean: StoredTensor?
  package var variance: StoredTensor?
  package var epsilon: Double?
  package var momentum: Momentum?
  /// `nil` where the reader does not know; the family decides then.
  package var varianceKind: VarianceKind?
  /// The number of batches, where mean and variance are averages that began at nothing and are still to be freed of that.
  package var updates: StoredTensor?
  /// What a person has to know of it: "the node is in training mode: it does not use the stored statistics".
  package var notes: [String]

  /// The tensors that it has.
  package var tensors: [StoredTensor] { [gamma, beta, mean, variance].compactMap(\.self) }

  package init(
    name: String, kind: Kind = .batchNorm, channels: Int? = nil, axis: Int? = nil, gamma: StoredTensor? = nil,
    beta: StoredTensor? = nil, mean: StoredTensor? = nil, variance: StoredTensor? = nil, epsilon: Double? = nil,
    momentum: Momentum? = nil, varianceKind: VarianceKind? = nil, notes: [String] = []
  ) {
    self.name = name
    self.kind = kind
    ownChannels = channels
    self.axis = axis
    self.gamma = gamma
    self.beta = beta
    self.mean = mean
    self.variance = variance
    self.epsilon = epsilon
    self.momentum = momentum
    self.varianceKind = varianceKind
    self.notes = notes
  }
}
