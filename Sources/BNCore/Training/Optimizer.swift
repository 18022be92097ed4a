/// How a gradient moves a variable, as TensorFlow 1.4 defines it (`tf.train`).
///
/// The numbers are rounded to float32 first, and from there to the variable's type, as TensorFlow's are. None is checked.
public enum Optimizer: Sendable, Equatable {
  /// `tf.train.GradientDescentOptimizer`: w ← w − g · rate.
  case gradientDescent(learningRate: Double)
  /// `tf.train.MomentumOptimizer`: a ← a · momentum + g, then w ← w − a · rate.
  ///
  /// With Nesterov's look-ahead w ← w − (g · rate + a · momentum · rate).
  case momentum(learningRate: Double, momentum: Double = 0.9, nesterov: Bool = false)
  /// `tf.train.AdamOptimizer` (arXiv 1412.6980, with the epsilon of the text before its section 2.1).
  ///
  /// m ← m + (g − m) · (1 − beta1), v ← v + (g² − v) · (1 − beta2),
  /// w ← w − m · (rate · √(1 − beta2ᵗ) / (1 − beta1ᵗ)) / (√v + epsilon).
  case adam(learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  /// Which optimizer it is, whatever its numbers.
  public enum Kind: String, Sendable, CaseIterable {
    /// `tf.train.GradientDescentOptimizer`.
    case gradientDescent = "GradientDescent"
    /// `tf.train.MomentumOptimizer`.
    case momentum = "Momentum"
    /// `tf.train.AdamOptimizer`.
    case adam = "Adam"
  }

  /// Which optimizer it is, whatever its numbers.
  public var kind: Kind {
    switch self {
    case .gradientDescent: .gradientDescent
    case .momentum: .momentum
    case .adam: .adam
    }
  }

  /// The learning rate, which a schedule may change between steps.
  public var learningRate: Double {
    get {
      switch self {
      case .gradientDescent(let rate), .momentum(let rate, _, _), .adam(let rate, _, _, _): rate
      }
    }
    set {
      switch self {
      case .gradientDescent: self = .gradientDescent(learningRate: newValue)
      case .momentum(_, let momentum, let nesterov):
        self = .momentum(learningRate: newValue, momentum: momentum, nesterov: nesterov)
      case .adam(_, let beta1, let beta2, let epsilon):
        self = .adam(learningRate: newValue, beta1: beta1, beta2: beta2, epsilon: epsilon)
      }
    }
  }
}
