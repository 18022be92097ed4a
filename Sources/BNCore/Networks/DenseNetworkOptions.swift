/// What a ``DenseNetwork`` is asked to be.
public struct DenseNetworkOptions: Sendable, Equatable {
  /// How many numbers an example has.
  public var inputs: Int
  /// The width of each layer before the last.
  public var hidden: [Int]
  /// How many classes there are to tell apart.
  public var classes: Int
  /// What stands behind each layer before the last.
  public var nonlinearity: Nonlinearity
  /// The batch normalization before each nonlinearity; `nil` for none.
  public var normalization: BatchNormalizationOptions?
  /// The standard deviation of the weights, which are normal around 0; biases begin at 0.
  public var standardDeviation: Double
  /// The seed of the weights.
  public var seed: UInt64

  /// Makes options; networks that differ in their normalization alone begin with the same weights.
  public init(
    inputs: Int, hidden: [Int], classes: Int, nonlinearity: Nonlinearity = .sigmoid,
    normalization: BatchNormalizationOptions? = nil, standardDeviation: Double = 0.05, seed: UInt64 = 0
  ) {
    self.inputs = inputs
    self.hidden = hidden
    self.classes = classes
    self.nonlinearity = nonlinearity
    self.normalization = normalization
    self.standardDeviation = standardDeviation
    self.seed = seed
  }
}
