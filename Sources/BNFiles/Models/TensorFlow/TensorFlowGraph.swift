/// A graph of TensorFlow, or the body of one of its functions: the operations by name, and what few of them are given.
///
/// Source: graph.proto, node_def.proto, attr_value.proto and function.proto of TensorFlow 2.15.
struct TensorFlowGraph: Sendable {
  /// What an operation is given.
  struct Value: Sendable {
    var number: Double?
    var flag: Bool?
    var text: String?
    var texts: [String] = []
    /// Functions that it calls.
    var functions: [String] = []
    var tensor: TensorProto?
  }

  struct Operation: Sendable {
    let name: String
    let type: String
    /// Names of operations, with the number or name of the output behind a colon.
    let inputs: [String]
    /// Kept where somebody asks for them.
    var values: [String: Value] = [:]
  }

  var operations: [Operation] = []
  /// The names that a function's body has for what it is called with.
  var inputs: [String] = []
  /// The values of the body that a function gives back, in order.
  var outputs: [String] = []
  /// Where an operation of a name stands in the list.
  private(set) var places: [String: Int] = [:]

  /// Notes where each operation stands, once all are there: a function may be called many times.
  mutating func index() {
    places = Dictionary(operations.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }
}

extension TensorFlowGraph {
  /// The constants of a graph and of its functions.
  func constants(with functions: [String: TensorFlowGraph]) -> [StoredTensor] {
    constants(in: "")
      + functions.sorted { $0.key < $1.key }.flatMap { name, function in function.constants(in: name + "/") }
  }

  private func constants(in scope: String) -> [StoredTensor] {
    operations.compactMap { $0.values["value"]?.tensor?.stored(scope + $0.name) }
  }
}

/// Reads the graphs of one file.
struct TensorFlowGraphReader {
  private let window: ByteWindow
  private(set) var functions: [String: TensorFlowGraph] = [:]
  /// How many operations were read in all.
  private var count = 0

  /// More operations than these in one file are refused.
  private static let most = 1 << 20

  init(_ window: ByteWindow) { self.window = window }

  /// Reads a graph with its functions.
  mutating func graph(_ range: Range<Int>) throws(FileError) -> TensorFlowGraph {
    var graph = TensorFlowGraph()
    var walker = ProtobufWalker(window, range, what: "the graph")
    while let field = try walker.next() {
      guard let range = field.range else { continue }
      switch field.number {
      case 1: graph.operations.append(try operation(range))
      case 2: try addFunctions(range)
      default: break
      }
    }
    graph.index()
    return graph
  }

  private mutating func addFunctions(_ range: Range<Int>) throws(FileError) {
    var walker = ProtobufWalker(window, range, what: "the list of functions")
    while let field = try walker.next() {
      guard field.number == 1, let range = field.range else { continue }
      var body = TensorFlowGraph()
      var name = ""
      var outputs: [String] = []
      var returned: [String: String] = [:]
      var inner = ProtobufWalker(window, range, what: "a function")
      while let field = try inner.next() {
        guard let range = field.range else { continue }
        if field.number == 1 {
          let signature = try ProtobufMessage<TFSignature>(window, range, what: "a function", keeping: [1, 2, 3]).small
          name = signature.name
          outputs = signature.output.map(\.name)
          body.inputs = signature.input.map(\.name)
        } else if field.number == 3 {
          body.operations.append(try operation(range))
        } else if field.number == 4 {
          let pair = try ProtobufMessage<TFPair>(window, range, what: "a function", keeping: [1, 2]).small
          returned[pair.key] = pair.value
        }
      }
      body.outputs = outputs.map { returned[$0] ?? "" }
      body.index()
      functions[name] = body
    }
  }

  private mutating func operation(_ range: Range<Int>) throws(FileError) -> TensorFlowGraph.Operation {
    count += 1
    guard count <= Self.most else {
      throw FileError(
        window.source.path, at: .byte(range.lowerBound),
        "the graph has more than \(Self.most) operations; that many are not read")
    }
    let message = try ProtobufMessage<TFNode>(
      window, range, what: "an operation", keeping: [1, 2, 3], locating: [5])
    let node = message.small
    var operation = TensorFlowGraph.Operation(
      name: node.name, type: node.op, inputs: node.input.filter { !$0.hasPrefix("^") })
    for field in message.places {
      guard let range = field.range else { continue }
      try add(range, to: &operation)
    }
    return operation
  }

  /// The attributes that matter here; a `value` only where it is that of a constant.
  private static let asked: Set<String> = [
    "epsilon", "is_training", "data_format", "exponential_avg_factor", "variance_epsilon", "scale_after_normalization",
    "fused_ops", "shared_name", "value", "f", "then_branch", "else_branch", "body", "cond", "branches",
  ]

  private func add(_ range: Range<Int>, to operation: inout TensorFlowGraph.Operation) throws(FileError) {
    let entry = try ProtobufMessage<TFKey>(window, range, what: "an attribute", keeping: [1], locating: [2])
    let key = entry.small.key
    guard Self.asked.contains(key), let range = entry.places.last?.range else { return }
    let message = try ProtobufMessage<TFAttribute>(
      window, range, what: "an attribute", keeping: [1, 2, 4, 5, 6, 10], locating: [8])
    let small = message.small
    var value = TensorFlowGraph.Value()
    if small.hasF { value.number = small.f.asWritten }
    if small.hasB { value.flag = small.b }
    if small.hasS { value.text = String(decoding: small.s, as: UTF8.self) }
    value.texts = small.list.s.map { String(decoding: $0, as: UTF8.self) }
    value.functions = (small.hasFunction ? [small.function.name] : []) + small.list.function.map(\.name)
    if let place = message.places.last?.range { value.tensor = try TensorProto(window, place) }
    operation.values[key] = value
  }
}
