/// How batches are generated: the distribution, the shape, the seed, and how they change from step to step.
///
/// A value of this type is always valid. Batch `b` is a pure function of the specification and `b`: the numbers come
/// from ``RandomStream``, are computed in double precision and rounded once to the tensor's type.
public struct GeneratorSpec: Equatable, Sendable {
  /// The most elements that a batch may have.
  public static let elementLimit = AxisLayout.mostElements

  /// What the numbers look like.
  public let kind: Kind

  /// The extents of a batch, the examples along the first dimension; rank 1 or more, no extent below 1.
  public let shape: [Int]

  /// The dimension of the channels that lists of parameters run along, from 0 to rank - 1.
  public let axis: Int

  /// The seed of the random numbers.
  public let seed: UInt64

  /// Whether every batch uses the random numbers, and the class, of batch 0.
  ///
  /// Without a drift every batch is then the same one.
  public let fixed: Bool

  /// What is added to the parameters of location for each step: batch `b` has `b` times it.
  public let drift: ChannelValue

  /// How each batch is shared among replicas; the numbers are the same however it is.
  public let sharing: ReplicaSharing

  /// The parameters as batches use them.
  let parameters: PlaceParameters

  /// Checks and completes a specification.
  ///
  /// - Parameters:
  ///   - kind: the distribution and its parameters.
  ///   - shape: the extents of a batch, examples first.
  ///   - axis: the dimension of the channels; a negative one counts from the end.
  ///   - seed: the seed of the random numbers.
  ///   - fixed: whether every batch uses the random numbers of batch 0.
  ///   - drift: what is added to `mean`, `means`, `value`, or `low` and `high` for each step.
  ///   - sharing: among how many replicas a batch is shared, and how.
  /// - Throws: what is wrong with the shape, the axis or a parameter.
  public init(
    _ kind: Kind, shape: [Int], axis: Int = -1, seed: UInt64 = 0, fixed: Bool = false, drift: ChannelValue = 0,
    sharing: ReplicaSharing = ReplicaSharing()
  ) throws(BatchSourceError) {
    self.axis = try Self.validatedAxis(axis, shape: shape)
    try kind.validate(channels: shape[self.axis])
    guard shape[0] % sharing.count == 0 else {
      throw .unevenReplicas(examples: shape[0], replicas: sharing.count)
    }
    try Kind.checkCount(drift, "drift", channels: shape[self.axis])
    parameters = PlaceParameters(kind, shape: shape, axis: self.axis, drift: drift)
    self.kind = kind
    self.shape = shape
    self.seed = seed
    self.fixed = fixed
    self.drift = drift
    self.sharing = sharing
  }
}

extension GeneratorSpec {
  /// A distribution with its parameters.
  ///
  /// A parameter of location (`mean`, `means`, `value`, `low`, `high`) moves with the drift. Infinite or NaN means are
  /// allowed: they make the non-finite batches that a person may want to see diagnosed.
  public enum Kind: Equatable, Sendable {
    /// The normal distribution; `std` is its standard deviation.
    case normal(mean: ChannelValue, std: ChannelValue)

    /// The uniform distribution between two ends.
    case uniform(low: ChannelValue, high: ChannelValue)

    /// The exponential of a normal distribution whose mean and standard deviation these are.
    case lognormal(mean: ChannelValue, std: ChannelValue)

    /// A mixture of normal distributions: each element draws one of the means, all equally likely.
    case bimodal(means: [Double], std: ChannelValue)

    /// The same number everywhere.
    case constant(value: ChannelValue)

    /// Numbers that rise evenly over the examples of a batch, from `low` at the first to `high` at the last.
    ///
    /// A batch of one example holds `low`.
    case ramp(low: ChannelValue, high: ChannelValue)

    /// A normal distribution some of whose elements lie further out.
    ///
    /// Each element is an outlier with the probability `fraction`; an outlier's distance from the mean is multiplied
    /// by `scale`.
    case outliers(mean: ChannelValue, std: ChannelValue, fraction: Double, scale: Double)

    /// Examples that belong to classes; all elements of an example are normal around the mean of its class.
    case classes(means: [Double], std: ChannelValue, order: ClassOrder)
  }

  /// How the examples of several classes arrive.
  public enum ClassOrder: String, Equatable, Sendable, CaseIterable {
    /// Whole batches of one class in turn: batch `b` holds only class `b` modulo the number of classes.
    case sorted

    /// Each example draws its class, all equally likely.
    case shuffled
  }
}
