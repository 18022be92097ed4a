import Platform

extension ModelFormat {
  /// OpenVINO's intermediate representation: a graph in XML, with the numbers in the `.bin` beside it.
  static let openVINO = ModelFormat(name: "OpenVINO IR", match: OpenVINOModel.matches) { candidate throws(FileError) in
    try OpenVINOModel.open(candidate)
  }
}

/// Opens the two files of an intermediate representation.
enum OpenVINOModel {
  static func matches(_ candidate: ModelCandidate) -> Bool {
    if begins(candidate.beginning) { return true }
    guard candidate.fileName.hasSuffix(".bin"), let graph = try? graph(of: candidate) else { return false }
    return (try? graph.beginning(ModelCandidate.shown)).map(begins) ?? false
  }

  private static func begins(_ bytes: [UInt8]) -> Bool {
    guard bytes.prefix(16).contains(UInt8(ascii: "<")) else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.holds("<net ") && text.holds("<layer")
  }

  /// The graph that belongs to named numbers.
  private static func graph(of candidate: ModelCandidate) throws(FileError) -> (any ByteSource)? {
    try candidate.beside(candidate.fileName.dropLast(".bin".count) + ".xml")
  }

  static func open(_ candidate: ModelCandidate) throws(FileError) -> ModelFile {
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; name the .xml in it") }
    if begins(candidate.beginning) {
      let stem = candidate.fileName.hasSuffix(".xml") ? candidate.fileName.dropLast(".xml".count) : candidate.fileName
      guard let numbers = try candidate.beside(stem + ".bin") else {
        throw FileError(
          candidate.path,
          "its numbers are in \((stem + ".bin").quoted(limit: 120)), which is not beside it; copy that file too")
      }
      return try OpenVINOLayers(try OpenVINOGraph.read(source), numbers).model()
    }
    guard let graph = try graph(of: candidate) else {
      throw FileError(candidate.path, "holds numbers of OpenVINO without their graph; name the .xml file")
    }
    return try OpenVINOLayers(try OpenVINOGraph.read(graph), source).model()
  }
}

/// A graph: its operations by their numbers, and which gives what to which.
struct OpenVINOGraph {
  struct Operation {
    let name: String
    let type: String
    let version: String
    var values: [String: String] = [:]
    /// The numbers of the operations that give its inputs, by the number of the input.
    var inputs: [Int: String] = [:]
  }

  var operations: [String: Operation] = [:]
  /// The numbers in the order of the file.
  var order: [String] = []

  private static let bodies: Set<String> = ["body", "then_body", "else_body"]
  private static let most = 1 << 20

  /// Reads the graph and those inside its operations, which are loops and branches; the outer one comes last.
  static func read(_ source: any ByteSource) throws(FileError) -> [OpenVINOGraph] {
    var open = [OpenVINOGraph()]
    var done: [OpenVINOGraph] = []
    var current: [String] = [""]
    var count = 0
    let listener = XMLReader.Listener(
      began: { element, attributes in
        count += 1
        guard count <= most * 16 else { return }
        switch element {
        case "layer":
          let id = attributes["id"] ?? ""
          current[current.count - 1] = id
          open[open.count - 1].order.append(id)
          open[open.count - 1].operations[id] = Operation(
            name: attributes["name"] ?? "", type: attributes["type"] ?? "", version: attributes["version"] ?? "")
        case "data": open[open.count - 1].operations[current[current.count - 1]]?.values = attributes
        case "edge":
          guard let from = attributes["from-layer"], let to = attributes["to-layer"],
            let port = attributes["to-port"].flatMap({ Int($0) })
          else { return }
          open[open.count - 1].operations[to]?.inputs[port] = from
        case let name where bodies.contains(name):
          open.append(OpenVINOGraph())
          current.append("")
        default: break
        }
      },
      ended: { element in
        guard bodies.contains(element), open.count > 1 else { return }
        done.append(open.removeLast())
        current.removeLast()
      })
    try XMLReader.read(source, listener)
    guard count <= most * 16 else { throw FileError(source.path, "has more elements than any model") }
    guard let outer = open.last, !outer.order.isEmpty else {
      throw FileError(source.path, "holds no layers; it is no model of OpenVINO")
    }
    return done + [outer]
  }

  /// The operation that gives an input.
  func giver(_ operation: Operation, _ input: Int) -> Operation? { operation.inputs[input].flatMap { operations[$0] } }
}

/// Finds the layers of a graph.
///
/// Source: the pages "BatchNormInference" and "Operation sets" of OpenVINO 2026.4's documentation.
struct OpenVINOLayers {
  private let graphs: [OpenVINOGraph]
  private let numbers: any ByteSource

  init(_ graphs: [OpenVINOGraph], _ numbers: any ByteSource) throws(FileError) {
    self.graphs = graphs
    self.numbers = numbers
  }

  private static let lookAlikes: Set<String> = ["MVN", "GroupNormalization", "NormalizeL2", "LRN", "RMS"]
  /// Operations that hand on the numbers of their first input.
  private static let keeping: Set<String> = ["Convert", "Reshape", "Unsqueeze", "Squeeze"]
  private static let longestWay = 16

  func model() throws(FileError) -> ModelFile {
    var model = ModelFile(format: "OpenVINO IR", family: .any)
    var taken: Set<String> = []
    for graph in graphs {
      for id in graph.order {
        guard let operation = graph.operations[id] else { continue }
        if operation.type == "BatchNormInference" {
          let layer = try batchNorm(operation, graph)
          taken.formUnion(layer.tensors.map(\.name))
          model.layers.append(layer)
        } else if Self.lookAlikes.contains(operation.type) {
          model.layers.append(StatedLayer(name: operation.name, kind: .lookAlike(operation.type)))
        } else if operation.type == "Add", let layer = try scaleAndShift(operation, graph) {
          taken.formUnion(layer.tensors.map(\.name))
          model.layers.append(layer)
        }
      }
      for id in graph.order {
        guard let operation = graph.operations[id], operation.type == "Const", !taken.contains(operation.name) else {
          continue
        }
        if let tensor = try constant(operation) { model.tensors.append(tensor) }
      }
    }
    return model
  }

  private func batchNorm(_ operation: OpenVINOGraph.Operation, _ graph: OpenVINOGraph) throws(FileError) -> StatedLayer
  {
    // The first set of operations has gamma and beta before the input.
    let places = operation.version == "opset1" ? [0, 1, 3, 4] : [1, 2, 3, 4]
    var tensors: [StoredTensor?] = []
    for place in places { tensors.append(try tensor(operation, place, graph)) }
    let epsilon = operation.values["epsilon"].flatMap { Double($0) } ?? operation.values["eps"].flatMap { Double($0) }
    let names = tensors.compactMap { $0.map { Self.plain($0.name) } }
    return StatedLayer(
      name: LayerName.common(names) ?? operation.name, axis: 1, gamma: tensors[0], beta: tensors[1], mean: tensors[2],
      variance: tensors[3], epsilon: epsilon.map { Float($0).asWritten }, varianceKind: .unknown)
  }

  /// A name without what is put behind it where the numbers were halved.
  private static func plain(_ name: String) -> String {
    name.hasSuffix("_compressed") ? String(name.dropLast("_compressed".count)) : name
  }

  /// A product and a sum with a number a channel: what is left where a batch norm was converted.
  private func scaleAndShift(
    _ sum: OpenVINOGraph.Operation, _ graph: OpenVINOGraph
  ) throws(FileError) -> StatedLayer? {
    for (constant, other) in [(1, 0), (0, 1)] {
      guard let product = graph.giver(sum, other), product.type == "Multiply",
        let shift = try tensor(sum, constant, graph)
      else { continue }
      var factor = try tensor(product, 1, graph)
      if factor == nil { factor = try tensor(product, 0, graph) }
      guard let scale = factor, let channels = scale.count, channels == shift.count,
        Self.isChannelled(scale.shape), Self.isChannelled(shift.shape)
      else { continue }
      let named = [shift.name, scale.name, sum.name, product.name].lazy.compactMap(FoldedName.layer).first
      let what =
        "a scale and a shift, which may be what a batch norm was converted to: its statistics are not in the file"
      return StatedLayer(
        name: named ?? sum.name,
        kind: named == nil ? .lookAlike(what) : .folded(into: "the Multiply and Add \(sum.name)"),
        channels: channels, gamma: scale, beta: shift)
    }
    return nil
  }

  /// Whether a shape has a number a channel: along the second axis, or the only one.
  private static func isChannelled(_ shape: [Int]) -> Bool {
    shape.count == 1 || (shape.count > 1 && shape.indices.allSatisfy { $0 == 1 || shape[$0] == 1 })
      || (shape.count > 1 && shape.dropLast().allSatisfy { $0 == 1 })
  }

  /// The constant that an input is, maybe of another type or shape.
  private func tensor(
    _ operation: OpenVINOGraph.Operation, _ input: Int, _ graph: OpenVINOGraph
  ) throws(FileError) -> StoredTensor? {
    var place = graph.giver(operation, input)
    var name: String?
    for _ in 0..<Self.longestWay {
      guard let giver = place else { return nil }
      if giver.type == "Const" {
        var tensor = try constant(giver)
        if let name, tensor != nil { tensor?.name = name }
        return tensor
      }
      guard Self.keeping.contains(giver.type) else { return nil }
      name = name ?? giver.name
      place = graph.giver(giver, 0)
    }
    return nil
  }

  private func constant(_ operation: OpenVINOGraph.Operation) throws(FileError) -> StoredTensor? {
    guard let type = operation.values["element_type"].flatMap({ Self.types[$0] }) else { return nil }
    let words = (operation.values["shape"] ?? "").split { $0 == "," || $0 == " " }
    let shape = words.compactMap { Int($0) }
    guard shape.count == words.count, let offset = operation.values["offset"].flatMap({ Int($0) }), offset >= 0,
      let count = elementCount(of: shape), let size = type.byteCount(of: count)
    else {
      throw FileError(
        numbers.path,
        "the constant \(operation.name.quoted(limit: 80)) has no possible place or shape; the .xml is damaged")
    }
    guard offset <= numbers.size, size <= numbers.size - offset else {
      throw FileError(
        numbers.path, at: .byte(numbers.size),
        "the file ends within or before the constant \(operation.name.quoted(limit: 80)); copy both files again")
    }
    let region = NumberRegion(source: numbers, offset: offset, layout: NumberLayout(type, bigEndian: false))
    return StoredTensor(name: operation.name, StoredArray(shape: shape, in: region))
  }

  private static let types: [String: ScalarType] = [
    "f16": .float16, "f32": .float32, "f64": .float64, "bf16": .bfloat16, "i8": .int8, "i16": .int16, "i32": .int32,
    "i64": .int64, "u8": .uint8, "u16": .uint16, "u32": .uint32, "u64": .uint64, "boolean": .bool,
  ]
}
