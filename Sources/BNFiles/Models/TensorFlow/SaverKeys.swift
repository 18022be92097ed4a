/// Which variable of a SavedModel's graph is kept under which key of its checkpoint: the operations that save say it.
///
/// The names alone do not: where a variable's name is taken already, the graph has another one for it, `bn/gamma_1`.
struct SaverKeys {
  /// The keys by the names of variables.
  private(set) var keys: [String: String] = [:]

  private var visited = 0
  /// More operations than these are not looked at: then names have to do.
  private static let mostVisited = 1 << 21

  /// Functions that save are called by the outermost graph, and may call one more.
  private static let deepest = 3

  init(_ graph: TensorFlowGraph, functions: [String: TensorFlowGraph]) {
    visit(TensorFlowScope(graph, functions: functions), depth: 0)
  }

  private mutating func visit(_ scope: TensorFlowScope, depth: Int) {
    defer { scope.forget() }
    for operation in scope.graph.operations {
      visited += 1
      guard visited <= Self.mostVisited else { return }
      if operation.type == "SaveV2" { add(operation, scope) }
      guard depth < Self.deepest, depth > 0 || operation.inputs.first?.contains("saver_filename") == true else {
        continue
      }
      for body in scope.bodies(operation) { visit(body, depth: depth + 1) }
    }
  }

  /// Source: `SaveV2` in io_ops.cc of TensorFlow 2.15: a file's name, the names, the slices, then the tensors.
  private mutating func add(_ operation: TensorFlowGraph.Operation, _ scope: TensorFlowScope) {
    guard operation.inputs.count > 3, case .constant(_, let list)? = scope.origin(operation.inputs[1]),
      let names = try? list.texts(most: operation.inputs.count)
    else { return }
    for (name, value) in zip(names, operation.inputs.dropFirst(3)) {
      if case .variable(let variable)? = scope.origin(value) { keys[variable] = name }
    }
  }
}
