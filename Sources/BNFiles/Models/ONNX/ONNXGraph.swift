import Platform

/// A graph of an ONNX model, or the body of a function: the operators by name, and where its tensors lie.
///
/// Source: `GraphProto`, `NodeProto` and `AttributeProto` in onnx.proto3 of ONNX 1.19.
struct ONNXGraph: Sendable {
  /// A value that an operator is given.
  struct Value: Sendable {
    var number: Double?
    var whole: Int?
    var numbers: [Double] = []
    var tensor: ONNXTensor?
    /// The attribute of the function's call that stands for this one.
    var reference: String?
  }

  struct Operator: Sendable {
    let name: String
    let type: String
    let domain: String
    let overload: String
    let inputs: [String]
    let outputs: [String]
    /// Kept where somebody asks for them.
    var values: [String: Value] = [:]
    /// Where the graphs inside it lie: branches, bodies of loops.
    var graphs: [Range<Int>] = []

    /// Whether it is one of ONNX's own.
    var isStandard: Bool { domain.isEmpty || domain == "ai.onnx" }
    /// An input's name; "" where it is left out.
    func input(_ index: Int) -> String { inputs.indices.contains(index) ? inputs[index] : "" }
  }

  var operators: [Operator] = []
  /// Tensors of the graph's own, in file order.
  var tensors: [ONNXTensor] = []
  /// The names that a function's body has for what it is called with.
  var inputs: [String] = []
  /// The names of what a graph or a function gives back.
  var outputs: [String] = []
  /// What a function's attributes are where a call leaves them out.
  var defaults: [String: Value] = [:]
  /// Where a tensor of a name stands in its list; of two the last, as onnxruntime takes it.
  private(set) var tensorPlaces: [String: Int] = [:]
  /// Where the operator that gives a value stands.
  private(set) var producers: [String: Int] = [:]

  /// Notes where everything stands, once all is there: a function may be called many times.
  mutating func index() {
    tensorPlaces = Dictionary(tensors.enumerated().map { ($1.name, $0) }) { $1 }
    producers = Dictionary(
      operators.enumerated().flatMap { index, node in node.outputs.map { ($0, index) } }.filter { !$0.0.isEmpty }
    ) { first, _ in first }
  }
}

/// Reads the graphs of one file.
struct ONNXGraphReader {
  private let window: ByteWindow
  private let files: any FileAccess
  /// How many operators and tensors were read in all.
  private var count = 0

  /// More operators and tensors than these in one file are refused.
  private static let most = 1 << 20

  init(_ source: any ByteSource, files: any FileAccess) {
    window = ByteWindow(source)
    self.files = files
  }

  /// Reads a graph.
  mutating func graph(_ range: Range<Int>) throws(FileError) -> ONNXGraph {
    var graph = ONNXGraph()
    var walker = ProtobufWalker(window, range, what: "a graph")
    while let field = try walker.next() {
      guard let range = field.range else { continue }
      switch field.number {
      case 1: graph.operators.append(try node(range))
      case 5:
        try step(range)
        graph.tensors.append(try ONNXTensor(window, range, files: files))
      case 12:
        if let name = try outputName(range) { graph.outputs.append(name) }
      default: break
      }
    }
    graph.index()
    return graph
  }

  /// The name of what a graph gives back, whose type does not matter here.
  private func outputName(_ range: Range<Int>) throws(FileError) -> String? {
    var walker = ProtobufWalker(window, range, what: "an output")
    while let field = try walker.next() {
      guard field.number == 1, let range = field.range else { continue }
      return String(decoding: try window.bytes(range), as: UTF8.self)
    }
    return nil
  }

  /// Reads a function.
  mutating func function(_ range: Range<Int>) throws(FileError) -> (function: ONNXFunction, body: ONNXGraph) {
    let message = try ProtobufMessage<ONNXFunction>(
      window, range, what: "a function", keeping: [1, 4, 5, 10, 13], locating: [7, 11])
    var graph = ONNXGraph()
    graph.inputs = message.small.input
    graph.outputs = message.small.output
    for field in message.places {
      guard let range = field.range else { continue }
      if field.number == 7 { graph.operators.append(try node(range)) } else { try add(range, to: &graph.defaults) }
    }
    graph.index()
    return (message.small, graph)
  }

  private mutating func step(_ range: Range<Int>) throws(FileError) {
    count += 1
    guard count <= Self.most else {
      throw FileError(
        window.source.path, at: .byte(range.lowerBound),
        "the model has more than \(Self.most) operators and tensors; that many are not read")
    }
  }

  private mutating func node(_ range: Range<Int>) throws(FileError) -> ONNXGraph.Operator {
    try step(range)
    let message = try ProtobufMessage<ONNXNode>(
      window, range, what: "an operator", keeping: [1, 2, 3, 4, 7, 8], locating: [5])
    let node = message.small
    var result = ONNXGraph.Operator(
      name: node.name, type: node.opType, domain: node.domain, overload: node.overload, inputs: node.input,
      outputs: node.output)
    let isAsked = !result.isStandard || Self.asked.contains(node.opType)
    for field in message.places {
      guard let range = field.range else { continue }
      if isAsked { try add(range, to: &result.values) }
      result.graphs += try graphs(range)
    }
    return result
  }

  /// The operators whose attributes matter here.
  private static let asked: Set<String> = [
    "BatchNormalization", "Constant", "Cast", "Conv", "ConvTranspose", "Gemm", "Clip", "LeakyRelu", "Elu",
    "HardSigmoid", "Concat",
  ]

  private func graphs(_ range: Range<Int>) throws(FileError) -> [Range<Int>] {
    var walker = ProtobufWalker(window, range, what: "an attribute")
    var graphs: [Range<Int>] = []
    while let field = try walker.next() {
      if field.number == 6 || field.number == 11, let range = field.range { graphs.append(range) }
    }
    return graphs
  }

  private func add(_ range: Range<Int>, to values: inout [String: ONNXGraph.Value]) throws(FileError) {
    let message = try ProtobufMessage<ONNXAttribute>(
      window, range, what: "an attribute", keeping: [1, 2, 3, 7, 21], locating: [5])
    let small = message.small
    var value = ONNXGraph.Value()
    if small.hasF { value.number = small.f.asWritten }
    if small.hasI { value.whole = Int(clamping: small.i) }
    value.numbers = small.floats.map { Double($0) }
    if let place = message.places.last?.range { value.tensor = try ONNXTensor(window, place, files: files) }
    if !small.refAttrName.isEmpty { value.reference = small.refAttrName }
    values[small.name] = value
  }
}
