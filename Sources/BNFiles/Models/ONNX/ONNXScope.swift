/// A graph as it runs at one place of a model: its names, those of the graphs around it, and for the body of a function
/// what its call gave it.
final class ONNXScope {
  let graph: ONNXGraph
  /// The graph around this one, whose names hold here too.
  private let outer: ONNXScope?
  /// What stands for the inputs of a function, in the scope of its call.
  private let arguments: [String: (scope: ONNXScope, name: String)]
  private let attributes: [String: ONNXGraph.Value]

  init(
    _ graph: ONNXGraph, outer: ONNXScope? = nil, arguments: [String: (scope: ONNXScope, name: String)] = [:],
    attributes: [String: ONNXGraph.Value] = [:]
  ) {
    self.graph = graph
    self.outer = outer
    self.arguments = arguments
    self.attributes = attributes
  }

  /// What an attribute of an operator says: in a function's body, the call may say it.
  func value(_ name: String, of node: ONNXGraph.Operator) -> ONNXGraph.Value? {
    guard let value = node.values[name] else { return nil }
    guard let reference = value.reference else { return value }
    return attributes[reference] ?? graph.defaults[reference]
  }

  /// How far a name is followed through operators that keep the numbers: a circle ends there.
  private static let longestWay = 64

  /// Operators that hand on the numbers of their first input as they are.
  private static let keeping: Set<String> = [
    "Identity", "Reshape", "Unsqueeze", "Squeeze", "Flatten", "Cast", "Dropout",
  ]

  /// The tensor that a name stands for, if it stands in the file; under the name by which the file has it.
  func tensor(_ name: String) -> ONNXTensor? {
    var scope = self
    var name = name
    for _ in 0..<Self.longestWay {
      if name.isEmpty { return nil }
      if let place = scope.graph.tensorPlaces[name] { return scope.graph.tensors[place] }
      if let index = scope.graph.producers[name] {
        let node = scope.graph.operators[index]
        if node.type == "Constant" { return scope.value("value", of: node)?.tensor }
        guard node.isStandard, Self.keeping.contains(node.type) else { return nil }
        name = node.input(0)
      } else if let argument = scope.arguments[name] {
        (scope, name) = argument
      } else if let outer = scope.outer {
        scope = outer
      } else {
        return nil
      }
    }
    return nil
  }
}
