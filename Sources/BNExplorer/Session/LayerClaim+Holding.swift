import BNFiles
import BNCore

extension LayerClaim {
  /// Whether it holds of a layer.
  ///
  /// - Throws: what of it is nothing that the layer has.
  func holds(of layer: FoundLayer, _ numbers: LayerNumbers) throws(CommandError) -> Bool {
    for relations in alternatives {
      var holds = true
      for relation in relations where holds {
        let lookup = { (quantity: Quantity, column: Int) throws(CommandError) -> ExpressionValue in
          try numbers.value(quantity, of: layer, column: column)
        }
        let pair = try ExpressionValue.aligned(
          try relation.left.evaluated(with: lookup), try relation.right.evaluated(with: lookup), column: nil)
        holds = !pair.left.isEmpty && zip(pair.left, pair.right).allSatisfy { relation.holds($0, $1) }
      }
      if holds { return true }
    }
    return false
  }
}

extension LayerNumbers {
  /// A number or the numbers of a layer; a gamma that is not there is 1, a beta 0, as inference has it.
  fileprivate func value(
    _ quantity: Quantity, of layer: FoundLayer, column: Int
  ) throws(CommandError) -> ExpressionValue {
    func missing() -> CommandError {
      CommandError("\(layer.shownName) has no \(Self.names[quantity] ?? quantity.rawValue)", column: column)
    }
    func vector(_ values: [Double]?, else usual: Double? = nil) throws(CommandError) -> ExpressionValue {
      if let values { return ExpressionValue(shape: [values.count], values: values) }
      guard let usual, let count = mean?.count else { throw missing() }
      return ExpressionValue(shape: [count], values: Array(repeating: usual, count: count))
    }
    let number: Double?
    switch quantity {
    case .gamma: return try vector(gamma, else: 1)
    case .beta: return try vector(beta, else: 0)
    case .movingMean: return try vector(mean)
    case .movingVariance: return try vector(variance)
    case .epsilon: number = layer.epsilon
    case .momentum: number = layer.momentum
    case .channels: number = layer.channels.map(Double.init)
    default: number = nil
    }
    guard let number else { throw missing() }
    return ExpressionValue(number)
  }

  private static let names: [Quantity: String] = [.movingMean: "mean", .movingVariance: "variance"]
}
