/// What is asked of a graph to find a batch norm in it that is spelled out as single operations.
protocol NormGraph {
  /// How many operations there are, which are numbered in their order.
  var count: Int { get }
  /// What an operation does.
  func operation(_ index: Int) -> NormOperation
  /// The name of an operation.
  func name(_ index: Int) -> String
  /// The values that an operation takes, each under the one name that the graph has for it.
  func inputs(_ index: Int) -> [String]
  /// The first value that an operation gives.
  func output(_ index: Int) -> String
  /// The tensor that a value is, where it is no result of the input.
  func tensor(_ value: String) -> StoredTensor?
}

/// The operations that norms are made of.
enum NormOperation: Sendable {
  case add, subtract, multiply, divide, negate, squareRoot, reciprocalSquareRoot, reciprocal, other

  /// The operation by its name in TensorFlow or ONNX.
  init(_ name: String) {
    switch name {
    case "Add", "AddV2": self = .add
    case "Sub": self = .subtract
    case "Mul": self = .multiply
    case "Div", "RealDiv": self = .divide
    case "Neg": self = .negate
    case "Sqrt": self = .squareRoot
    case "Rsqrt": self = .reciprocalSquareRoot
    case "Reciprocal", "Inv": self = .reciprocal
    default: self = .other
    }
  }
}
