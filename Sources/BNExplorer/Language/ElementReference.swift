import BNFiles

/// One number of a quantity, as `explain` names it: `y[3,2]`.
struct ElementReference: Equatable, Sendable {
  let quantity: Quantity
  /// One place for each dimension; none for all of a quantity that has a single number.
  let indices: [Int]
  /// Where the quantity stands in its line.
  let column: Int

  init(_ quantity: Quantity, _ indices: [Int], column: Int = 1) {
    self.quantity = quantity
    self.indices = indices
    self.column = column
  }

  /// The quantities that have a formula.
  static let explained: [Quantity] = [
    .y, .batchMean, .batchVariance, .r, .d, .movingMean, .movingVariance, .renormMean, .renormMeanWeight,
    .renormStddev, .renormStddevWeight, .gradInput, .gradGamma, .gradBeta, .evalY,
  ]

  /// Reads a quantity and its index.
  static func parse(_ word: Word) throws(CommandError) -> ElementReference {
    let expression = try ExpressionParser.parse(word)
    var indices: [Int] = []
    var inner = expression
    if case .index(let indexed, let places, let column) = expression {
      inner = indexed
      for place in places {
        guard case .at(let index) = place else {
          throw CommandError("explain takes one element; expected a whole number for each dimension", column: column)
        }
        indices.append(index)
      }
    }
    guard case .quantity(let quantity, let column) = inner else {
      throw CommandError(
        "explain takes one element of a quantity, such as y[3,2]; show computes formulas", column: word.column)
    }
    guard explained.contains(quantity) else {
      throw CommandError(
        "\(quantity.rawValue) has no formula in a step; expected \(orList(explained.map(\.rawValue)))", column: column)
    }
    return ElementReference(quantity, indices, column: column)
  }
}
