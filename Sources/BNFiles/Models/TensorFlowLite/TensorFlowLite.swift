import Platform

extension ModelFormat {
  /// TensorFlow Lite: batch norms are folded when it is written, and only names are left of them.
  static let tensorFlowLite = ModelFormat(
    name: "TensorFlow Lite",
    match: { candidate in
      if candidate.beginning.dropFirst(4).starts(with: Array("TFL3".utf8)) { return true }
      return candidate.fileName.hasSuffix(".tflite") && ForeignFormat.description(candidate.beginning) == nil
    }
  ) { candidate throws(FileError) in
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; name the .tflite in it") }
    guard candidate.beginning.dropFirst(4).starts(with: Array("TFL3".utf8)) else {
      throw FileError(candidate.path, "does not begin as a model of TensorFlow Lite (TFL3); convert the model again")
    }
    return try TensorFlowLiteModel(source).model()
  }
}

/// Reads the operators of a model and what their names tell.
///
/// Source: tensorflow/lite/schema/schema.fbs of TensorFlow 2.21.
struct TensorFlowLiteModel {
  private struct Tensor {
    let name: String
    /// `nil` for a value that is computed.
    let stored: StoredTensor?
  }

  private let source: any ByteSource
  private let root: FlatTable

  init(_ source: any ByteSource) throws(FileError) {
    self.source = source
    root = try FlatTable(root: source)
  }

  /// The operators that matter here, by their numbers.
  private enum Operator: Int {
    case add = 0, convolution = 3, depthwise = 4, dense = 9, l2 = 11, local = 13, multiply = 18, subtract = 41, divide =
      42
    case transposed = 67, root = 75, reciprocalRoot = 76, convolution3D = 132, transposed3D = 135

    var name: String {
      switch self {
      case .add: "ADD"
      case .convolution: "CONV_2D"
      case .depthwise: "DEPTHWISE_CONV_2D"
      case .dense: "FULLY_CONNECTED"
      case .l2: "L2_NORMALIZATION"
      case .local: "LOCAL_RESPONSE_NORMALIZATION"
      case .multiply: "MUL"
      case .subtract: "SUB"
      case .divide: "DIV"
      case .transposed: "TRANSPOSE_CONV"
      case .root: "SQRT"
      case .reciprocalRoot: "RSQRT"
      case .convolution3D: "CONV_3D"
      case .transposed3D: "CONV_3D_TRANSPOSE"
      }
    }

    var isWeighted: Bool {
      [.convolution, .depthwise, .dense, .transposed, .convolution3D, .transposed3D].contains(self)
    }
    var isSum: Bool { self == .add || self == .subtract }
    var isProduct: Bool { self == .multiply || self == .divide }
  }

  func model() throws(FileError) -> ModelFile {
    var model = ModelFile(format: "TensorFlow Lite", family: .any)
    let codes = try root.tables(1).map { code throws(FileError) in
      // The older field has one byte, and 127 where the number is larger.
      Operator(rawValue: max(try code.unsigned(0, bytes: 1), try code.unsigned(3, bytes: 4)))
    }
    let buffers = try root.tables(4)
    for graph in try root.tables(2) {
      let tensors = try graph.tables(0).map { table throws(FileError) in try tensor(table, buffers) }
      try add(graph, tensors, codes, to: &model)
      model.tensors += tensors.compactMap(\.stored)
    }
    let taken = Set(model.layers.flatMap(\.tensors).map(\.name))
    model.tensors.removeAll { taken.contains($0.name) }
    return model
  }

  private func add(
    _ graph: FlatTable, _ tensors: [Tensor], _ codes: [Operator?], to model: inout ModelFile
  ) throws(FileError) {
    struct Node {
      let operation: Operator
      let inputs: [Tensor]
      let outputs: [String]
    }
    var nodes: [Node] = []
    for table in try graph.tables(3) {
      let code = try table.unsigned(0, bytes: 4)
      guard codes.indices.contains(code), let operation = codes[code] else { continue }
      func named(_ field: Int) throws(FileError) -> [Tensor] {
        try table.wholes(field).compactMap { tensors.indices.contains($0) ? tensors[$0] : nil }
      }
      nodes.append(Node(operation: operation, inputs: try named(1), outputs: try named(2).map(\.name)))
    }
    // A layer norm of Keras has a batch norm's names, and takes the root of what it computes.
    let computed = Set(
      nodes.filter { $0.operation == .root || $0.operation == .reciprocalRoot }.compactMap {
        $0.outputs.lazy.compactMap(FoldedName.layer).first
      })
    var folded = FoldedLayers()
    for node in nodes {
      let operation = node.operation
      if operation == .l2 || operation == .local {
        model.layers.append(StatedLayer(name: node.outputs.first ?? "", kind: .lookAlike(operation.name)))
      }
      guard operation.isWeighted || operation.isSum || operation.isProduct else { continue }
      let stored = node.inputs.compactMap(\.stored)
      let shown = (node.outputs.first ?? "").prefix { $0 != ";" }.prefix(80)
      folded.add(
        FoldedLayers.Remnant(
          into: "the \(operation.name) \(shown)", names: stored.reversed().map(\.name) + node.outputs, tensors: stored,
          isSum: operation.isSum, isWeighted: operation.isWeighted),
        passing: computed.contains)
    }
    model.layers += folded.all
    model.layers += computed.sorted().map {
      StatedLayer(name: $0, kind: .lookAlike("a norm that computes mean and variance from its input"))
    }
  }

  private func tensor(_ table: FlatTable, _ buffers: [FlatTable]) throws(FileError) -> Tensor {
    let name = try table.text(3)
    let buffer = try table.unsigned(2, bytes: 4)
    let shape = try table.wholes(0)
    guard buffer > 0, buffers.indices.contains(buffer), let type = Self.types[try table.unsigned(1, bytes: 1)],
      let count = elementCount(of: shape), let size = type.byteCount(of: count), let data = try data(buffers[buffer]),
      data.count == size
    else { return Tensor(name: name, stored: nil) }
    let region = NumberRegion(source: source, offset: data.lowerBound, layout: NumberLayout(type, bigEndian: false))
    return Tensor(name: name, stored: StoredTensor(name: name, StoredArray(shape: shape, in: region)))
  }

  /// Where a buffer's bytes lie: in it, or in a very large file behind all tables.
  private func data(_ buffer: FlatTable) throws(FileError) -> Range<Int>? {
    if let inside = try buffer.vector(0, of: 1), !inside.isEmpty { return inside }
    let offset = try buffer.unsigned(1, bytes: 8)
    let size = try buffer.unsigned(2, bytes: 8)
    guard offset > 1, size > 0, offset <= source.size, size <= source.size - offset else { return nil }
    return offset..<offset + size
  }

  private static let types: [Int: ScalarType] = [
    0: .float32, 1: .float16, 2: .int32, 3: .uint8, 4: .int64, 6: .bool, 7: .int16, 9: .int8, 10: .float64, 12: .uint64,
    15: .uint32, 16: .uint16, 18: .bfloat16,
  ]
}
