/// What an optimizer remembers between steps: TensorFlow's slots, and Adam's two powers.
///
/// A step calls ``update(_:of:by:with:)`` for each variable that has a gradient and then ``finishStep(of:)`` once. The
/// optimizer's numbers may differ from step to step. A state belongs to one kind of optimizer; another one starts from a
/// new state.
public struct OptimizerState<Scalar: TensorScalar>: Sendable, Equatable {
  /// The names of TensorFlow's slots.
  public enum Slot: String, Sendable, CaseIterable {
    /// Momentum's accumulated gradient.
    case momentum
    /// Adam's average gradient.
    case m
    /// Adam's average squared gradient.
    case v
  }

  /// Adam's beta1ᵗ and beta2ᵗ for the step to come.
  ///
  /// They are float32 variables in TensorFlow, whatever the type of what is trained.
  public struct BetaPowers: Sendable, Equatable {
    /// `beta1_power`.
    public internal(set) var beta1: Float
    /// `beta2_power`.
    public internal(set) var beta2: Float
  }

  private struct Key: Hashable {
    let variable: String
    let slot: Slot
  }

  private var slots: [Key: [Scalar]] = [:]
  /// Adam's powers; `nil` before its first step.
  public private(set) var betaPowers: BetaPowers?

  /// Makes the state before the first step.
  public init() {}

  /// A variable's slot, one value for each of its own; `nil` before the first step that uses it.
  public func slot(_ slot: Slot, of variable: String) -> [Scalar]? { slots[Key(variable: variable, slot: slot)] }

  /// Moves a variable by its gradient (`ApplyGradientDescent`, `ApplyMomentum`, `ApplyAdam` of TensorFlow's
  /// training_ops.cc, in their order of operations).
  ///
  /// - Parameters:
  ///   - values: the variable.
  ///   - variable: its name, by which the slots are found again; slots of another length start anew.
  ///   - gradient: the derivative of the loss with respect to each value; another number is a programming error.
  ///   - optimizer: the formula and its numbers.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func update(
    _ values: inout [Scalar], of variable: String, by gradient: [Scalar], with optimizer: Optimizer
  ) {
    precondition(gradient.count == values.count, "\(variable) needs one derivative for each value")
    switch optimizer {
    case .gradientDescent(let rate):
      let rate = Self.rounded(rate)
      for index in values.indices {
        values[index] = (values[index] - (gradient[index] * rate).flushed).flushed
      }
    case .momentum(let rate, let momentum, let nesterov):
      let key = Key(variable: variable, slot: .momentum)
      var accumulator = takeSlot(key, count: values.count)
      let (rate, momentum) = (Self.rounded(rate), Self.rounded(momentum))
      for index in values.indices {
        accumulator[index] = ((accumulator[index] * momentum).flushed + gradient[index]).flushed
        let accumulated = accumulator[index]
        let change =
          nesterov
          ? ((gradient[index] * rate).flushed + ((accumulated * momentum).flushed * rate).flushed).flushed
          : (accumulated * rate).flushed
        values[index] = (values[index] - change).flushed
      }
      slots[key] = accumulator
    case .adam(let rate, let beta1, let beta2, let epsilon):
      applyAdam(
        &values, of: variable, by: gradient, AdamNumbers(rate, beta1, beta2, epsilon, powers: powers(beta1, beta2)))
    }
  }

  /// Ends a step in which variables were updated: Adam's powers go on.
  public mutating func finishStep(of optimizer: Optimizer) {
    guard case .adam(_, let beta1, let beta2, _) = optimizer else { return }
    let powers = powers(beta1, beta2)
    betaPowers = BetaPowers(
      beta1: (powers.beta1 * Float(beta1)).flushed, beta2: (powers.beta2 * Float(beta2)).flushed)
  }
}

extension OptimizerState {
  /// A hyperparameter as TensorFlow rounds it: to a float32 tensor, which is cast to the variable's type.
  fileprivate static func rounded(_ number: Double) -> Scalar { Scalar(Float(number)) }

  /// The numbers of one Adam step in the variable's type.
  fileprivate struct AdamNumbers {
    /// rate · √(1 − beta2ᵗ) / (1 − beta1ᵗ).
    let rate: Scalar
    /// 1 − beta1.
    let weightOfM: Scalar
    /// 1 − beta2.
    let weightOfV: Scalar
    let epsilon: Scalar

    init(_ rate: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double, powers: BetaPowers) {
      let correction = (1 - Scalar(powers.beta2)).squareRoot()
      self.rate = rounded(rate) * correction / (1 - Scalar(powers.beta1))
      weightOfM = 1 - rounded(beta1)
      weightOfV = 1 - rounded(beta2)
      self.epsilon = rounded(epsilon)
    }
  }

  private func powers(_ beta1: Double, _ beta2: Double) -> BetaPowers {
    betaPowers ?? BetaPowers(beta1: Float(beta1), beta2: Float(beta2))
  }

  private mutating func applyAdam(
    _ values: inout [Scalar], of variable: String, by gradient: [Scalar], _ numbers: AdamNumbers
  ) {
    let (mKey, vKey) = (Key(variable: variable, slot: .m), Key(variable: variable, slot: .v))
    var m = takeSlot(mKey, count: values.count)
    var v = takeSlot(vKey, count: values.count)
    for index in values.indices {
      let g = gradient[index]
      m[index] = (m[index] + ((g - m[index]).flushed * numbers.weightOfM).flushed).flushed
      v[index] = (v[index] + (((g * g).flushed - v[index]).flushed * numbers.weightOfV).flushed).flushed
      let change = (m[index] * numbers.rate).flushed / (v[index].squareRoot() + numbers.epsilon)
      values[index] = (values[index] - change.flushed).flushed
    }
    slots[mKey] = m
    slots[vKey] = v
  }

  /// Takes a slot out, so that it changes in place; zeros for a variable that has none of this length.
  private mutating func takeSlot(_ key: Key, count: Int) -> [Scalar] {
    guard let slot = slots.removeValue(forKey: key), slot.count == count else {
      return Array(repeating: 0, count: count)
    }
    return slot
  }
}
