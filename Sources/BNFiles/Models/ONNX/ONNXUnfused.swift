/// A graph of ONNX as one to find a norm in that is spelled out.
struct ONNXUnfused: NormGraph {
  private let scope: ONNXScope

  init(_ scope: ONNXScope) { self.scope = scope }

  var count: Int { scope.graph.operators.count }

  func operation(_ index: Int) -> NormOperation {
    let node = scope.graph.operators[index]
    return node.isStandard ? NormOperation(node.type) : .other
  }

  func name(_ index: Int) -> String { scope.graph.operators[index].name }
  func inputs(_ index: Int) -> [String] { scope.graph.operators[index].inputs }
  func output(_ index: Int) -> String { scope.graph.operators[index].outputs.first ?? "" }
  func tensor(_ value: String) -> StoredTensor? { scope.tensor(value)?.stored() }
}
