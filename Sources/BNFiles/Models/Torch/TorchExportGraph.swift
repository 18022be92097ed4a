import Platform

/// A graph of `torch.export`, as far as it tells of batch norms.
struct TorchExportGraph {
  private let program: Program

  init(_ bytes: [UInt8], path: String, member: String) throws(FileError) {
    program = try JSON.decode(Program.self, from: bytes, path: path, what: "the member \(member.quoted(limit: 80))")
  }

  /// What the program says of a tensor.
  struct TensorMeta: Decodable {
    var dtype: Int
    var sizes: [Symbol]
    var strides: [Symbol]?
    var storage_offset: Symbol?

    /// The view; `nil` for a type that is not known, or a size that only a run would tell.
    var view: TorchView? {
      let extents = sizes.compactMap(\.as_int)
      let steps = strides?.compactMap(\.as_int)
      guard let type = Self.types[dtype].flatMap({ TorchType(dtype: $0) }), extents.count == sizes.count,
        steps?.count == strides?.count
      else { return nil }
      return TorchView(type: type, shape: extents, strides: steps, offset: storage_offset?.as_int ?? 0)
    }

    /// `ScalarType` in `schema.py`.
    private static let types = [
      1: "uint8", 2: "int8", 3: "int16", 4: "int32", 5: "int64", 6: "float16", 7: "float32", 8: "float64",
      9: "complex32", 10: "complex64", 11: "complex128", 12: "bool", 13: "bfloat16", 28: "uint16",
      29: "float8_e4m3fn", 30: "float8_e5m2", 31: "float8_e4m3fnuz", 32: "float8_e5m2fnuz", 33: "float8_e8m0fnu",
      34: "uint32", 35: "uint64",
    ]
  }

  struct Symbol: Decodable { var as_int: Int? }

  private struct Program: Decodable { var graph_module: GraphModule }

  private struct GraphModule: Decodable {
    var graph: Graph
    var signature: Signature
  }

  private struct Graph: Decodable { var nodes: [Node] }

  private struct Node: Decodable {
    var target: String
    var inputs: [Input]
  }

  private struct Input: Decodable {
    var name: String
    var arg: Argument
  }

  private struct Argument: Decodable {
    var as_tensor: Named?
    var as_bool: Bool?
    var as_float: Double?
    var as_int: Int?
  }

  private struct Named: Decodable { var name: String? }

  private struct Signature: Decodable { var input_specs: [Specification] }

  /// What an input of the graph is.
  private struct Specification: Decodable {
    var parameter: Bound?
    var buffer: Bound?
    var tensor_constant: Bound?
  }

  private struct Bound: Decodable {
    var arg: Named
    var parameter_name: String?
    var buffer_name: String?
    var tensor_constant_name: String?
  }

  /// The layers that the nodes are, in the order of the graph.
  func layers(_ tensors: [String: StoredTensor]) -> [StatedLayer] {
    var names: [String: String] = [:]
    for specification in program.graph_module.signature.input_specs {
      guard let bound = specification.parameter ?? specification.buffer ?? specification.tensor_constant,
        let input = bound.arg.name
      else { continue }
      names[input] = bound.parameter_name ?? bound.buffer_name ?? bound.tensor_constant_name
    }
    var seen: Set<String> = []
    return program.graph_module.graph.nodes.compactMap { node in
      guard let kind = Self.kind(node.target) else { return nil }
      var layer = layer(node, tensors, names)
      if kind != .batchNorm { layer.kind = kind }
      // A module that is called twice is one layer.
      guard let anchor = layer.mean ?? layer.gamma, seen.insert(anchor.name).inserted else { return nil }
      return layer
    }
  }

  /// What an operator is; `nil` for one that normalizes nothing.
  private static func kind(_ target: String) -> StatedLayer.Kind? {
    guard !target.holds("backward") else { return nil }
    if target.holds("batch_norm") { return .batchNorm }
    return ["instance_norm", "layer_norm", "group_norm", "rms_norm"].first(where: target.contains).map {
      .lookAlike($0)
    }
  }

  private func layer(
    _ node: Node, _ tensors: [String: StoredTensor], _ names: [String: String]
  ) -> StatedLayer {
    let arguments = Dictionary(node.inputs.map { ($0.name, $0.arg) }, uniquingKeysWith: { first, _ in first })
    func tensor(_ argument: String) -> StoredTensor? {
      arguments[argument]?.as_tensor?.name.flatMap { names[$0] }.flatMap { tensors[$0] }
    }
    func number(_ argument: String) -> Double? {
      arguments[argument].flatMap { $0.as_float ?? $0.as_int.map(Double.init) }
    }
    let mean = tensor("running_mean")
    let gamma = tensor("weight")
    // The operator for inference alone has no argument for it; the one for training alone has true.
    let training = arguments["training"]?.as_bool ?? (node.target.holds("no_training") ? false : nil)
    return TorchNormCall(
      name: (mean ?? gamma).map { Self.parent(of: $0.name) } ?? "", gamma: gamma, beta: tensor("bias"), mean: mean,
      variance: tensor("running_var"), training: training, momentum: number("momentum"), epsilon: number("eps")
    ).layer
  }

  /// The path of the module that has a tensor.
  private static func parent(of name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? ""
  }
}
