/// A graph as it runs at one place: its names, and for the body of a function what its call gave it.
final class TensorFlowScope {
  /// What a value turns out to be when it is followed back.
  enum Origin {
    case constant(name: String, TensorProto)
    /// A variable, by its own name.
    case variable(String)
    /// The parts of a partitioned variable that were turned into constants, one behind the other.
    case parts(name: String, [TensorProto])
  }

  let graph: TensorFlowGraph
  private let arguments: [String: (scope: TensorFlowScope, value: String)]
  /// What was found out already.
  private var known: [String: [Origin]] = [:]
  private var called: [String: [TensorFlowScope]] = [:]
  private let functions: [String: TensorFlowGraph]

  init(
    _ graph: TensorFlowGraph, functions: [String: TensorFlowGraph],
    arguments: [String: (scope: TensorFlowScope, value: String)] = [:]
  ) {
    self.graph = graph
    self.functions = functions
    self.arguments = arguments
  }

  /// The operation that gives a value.
  func producer(_ value: String) -> TensorFlowGraph.Operation? {
    graph.places[Self.operation(value)].map { graph.operations[$0] }
  }

  /// Which of an operation's outputs a value is.
  private static func output(_ value: String) -> Int { Int(value.split(separator: ":").last ?? "") ?? 0 }

  /// The name of the operation in the name of a value.
  static func operation(_ value: String) -> String { String(value.prefix { $0 != ":" }) }

  /// The bodies of the functions that an operation calls, each with what the call gives it.
  func bodies(_ operation: TensorFlowGraph.Operation) -> [TensorFlowScope] {
    if let known = called[operation.name] { return known }
    let bodies = operation.values.values.flatMap(\.functions).sorted().compactMap { name -> TensorFlowScope? in
      guard let body = functions[name] else { return nil }
      // Conditions have an input of their own before those of the function.
      let inputs = operation.inputs.suffix(body.inputs.count)
      let arguments = zip(body.inputs, inputs).map { ($0, (scope: self, value: $1)) }
      return TensorFlowScope(body, functions: functions, arguments: Dictionary(arguments) { first, _ in first })
    }
    called[operation.name] = bodies
    return bodies
  }

  /// Lets go of the bodies, which know this scope as theirs.
  func forget() { called = [:] }

  /// Operations that hand on their first input as it is.
  private static let keeping: Set<String> = [
    "Identity", "ReadVariableOp", "Switch", "RefSwitch", "RefIdentity", "Enter", "RefEnter", "StopGradient", "Cast",
    "Reshape", "ExpandDims", "Squeeze", "Snapshot", "EnsureShape", "PlaceholderWithDefault",
  ]
  private static let variables: Set<String> = ["VariableV2", "Variable", "VarHandleOp", "AutoReloadVariable"]
  private static let calls: Set<String> = ["If", "StatelessIf", "PartitionedCall", "StatefulPartitionedCall"]
  /// How many operations are followed for one value: a circle ends there.
  private static let longestWay = 64

  /// What a value is, where it is no result of the input; of several that a condition chooses from, the first.
  func origin(_ value: String) -> Origin? { origins(value).first }

  /// What a value may be, each of the values that conditions choose from.
  func origins(_ value: String) -> [Origin] {
    if let known = known[value] { return known }
    let found = search(value, allowingParts: true)
    known[value] = found
    return found
  }

  /// No condition chooses from more values than these.
  private static let most = 8

  private func search(_ value: String, allowingParts: Bool) -> [Origin] {
    var found: [Origin] = []
    var waiting: [(scope: TensorFlowScope, value: String)] = [(self, value)]
    var steps = 0
    while let (scope, value) = waiting.popLast(), found.count < Self.most, steps < Self.longestWay {
      steps += 1
      if let argument = scope.arguments[Self.operation(value)] {
        waiting.append(argument)
        continue
      }
      guard let operation = scope.producer(value) else { continue }
      if let origin = scope.own(operation, allowingParts) {
        found.append(origin)
      } else if operation.type == "Merge" {
        waiting += operation.inputs.reversed().map { (scope, $0) }
      } else if Self.calls.contains(operation.type) {
        let output = Self.output(value)
        waiting += scope.bodies(operation).compactMap { body in
          body.graph.outputs.indices.contains(output) ? (body, body.graph.outputs[output]) : nil
        }
      } else if Self.keeping.contains(operation.type), let input = operation.inputs.first {
        waiting.append((scope, input))
      }
    }
    return found
  }

  /// The constant or the variable that an operation is.
  private func own(_ operation: TensorFlowGraph.Operation, _ allowingParts: Bool) -> Origin? {
    if operation.type == "Const", let tensor = operation.values["value"]?.tensor {
      return .constant(name: operation.name, tensor)
    }
    if Self.variables.contains(operation.type) {
      let shared = operation.values["shared_name"]?.text ?? ""
      return .variable(shared.isEmpty ? operation.name : shared)
    }
    // The parts of a partitioned variable are joined to be used.
    guard allowingParts, operation.type == "ConcatV2", let first = operation.inputs.first,
      let origin = search(first, allowingParts: false).first
    else { return nil }
    let ending = "/part_0"
    switch origin {
    case .variable(let part) where part.hasSuffix(ending): return .variable(String(part.dropLast(ending.count)))
    case .constant(let part, _) where part.hasSuffix(ending):
      let parts = operation.inputs.dropLast().prefix(Self.mostParts).compactMap { input in
        if case .constant(_, let tensor)? = search(input, allowingParts: false).first { tensor } else { nil }
      }
      return parts.count == operation.inputs.count - 1 ? .parts(name: String(part.dropLast(ending.count)), parts) : nil
    default: return nil
    }
  }

  /// No variable has more parts than these.
  private static let mostParts = 1 << 12

  /// The one number that a constant is.
  func number(_ origin: Origin) -> Double? {
    guard case .constant(let name, let tensor) = origin, let stored = tensor.stored(name), stored.count == 1 else {
      return nil
    }
    return (try? stored.numbers())?.first
  }
}
