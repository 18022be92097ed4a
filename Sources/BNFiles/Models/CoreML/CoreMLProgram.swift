import Platform

/// The operations of a program of Core ML, whose constants stand in it or in a file of the package.
///
/// Source: mlmodel/format/MIL.proto of coremltools 9.0, and `batch_norm` in its converters/mil/mil/ops/defs/iOS15.
struct CoreMLProgram {
  private let window: ByteWindow
  private let candidate: ModelCandidate

  private static let deepest = 16
  private static let most = 1 << 20

  init(_ window: ByteWindow, _ candidate: ModelCandidate) {
    self.window = window
    self.candidate = candidate
  }

  /// Where the parts of an operation lie.
  private struct Operation {
    let type: String
    let output: String
    var inputs: [String: Range<Int>] = [:]
    var attributes: [String: Range<Int>] = [:]
  }

  func layers(_ program: Range<Int>) throws(FileError) -> [StatedLayer] {
    var operations: [Operation] = []
    // Functions and their versions are maps by name, in the order of the file.
    for function in try values(of: 2, in: program, "the program") {
      for block in try values(of: 3, in: function, "a function") {
        try read(block, &operations, depth: 0)
      }
    }
    let givers = Dictionary(operations.enumerated().map { ($1.output, $0) }) { first, _ in first }
    var layers: [StatedLayer] = []
    for operation in operations {
      if let layer = try layer(operation, operations, givers) { layers.append(layer) }
    }
    return layers
  }

  /// The values of a map that is a field of a message.
  private func values(of number: Int, in range: Range<Int>, _ what: String) throws(FileError) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var walker = ProtobufWalker(window, range, what: what)
    while let field = try walker.next() {
      if field.number == number, let range = field.range { found.append(try entry(range).value) }
    }
    return found
  }

  private func entry(_ range: Range<Int>) throws(FileError) -> (key: String, value: Range<Int>) {
    var walker = ProtobufWalker(window, range, what: "an entry")
    var key = ""
    var value = range.lowerBound..<range.lowerBound
    while let field = try walker.next() {
      guard let range = field.range else { continue }
      if field.number == 1, range.count <= 1 << 12 { key = String(decoding: try window.bytes(range), as: UTF8.self) }
      if field.number == 2 { value = range }
    }
    return (key, value)
  }

  private func read(_ block: Range<Int>, _ operations: inout [Operation], depth: Int) throws(FileError) {
    guard depth <= Self.deepest else {
      throw FileError(candidate.path, "blocks lie in each other more than \(Self.deepest) deep; the file is damaged")
    }
    var walker = ProtobufWalker(window, block, what: "a block")
    while let field = try walker.next() {
      guard field.number == 3, let range = field.range else { continue }
      guard operations.count < Self.most else {
        throw FileError(candidate.path, "has more than \(Self.most) operations; that many are not read")
      }
      let message = try ProtobufMessage<CoreMLOperation>(
        window, range, what: "an operation", keeping: [1, 3], locating: [2, 4, 5])
      var operation = Operation(type: message.small.type, output: message.small.outputs.first?.name ?? "")
      for place in message.places {
        guard let range = place.range else { continue }
        switch place.number {
        case 4: try read(range, &operations, depth: depth + 1)
        case 2:
          let (key, value) = try entry(range)
          operation.inputs[key] = value
        default:
          let (key, value) = try entry(range)
          operation.attributes[key] = value
        }
      }
      operations.append(operation)
    }
  }

  private static let lookAlikes: Set<String> = ["instance_norm", "layer_norm", "l2_norm", "local_response_norm"]

  private func layer(
    _ operation: Operation, _ operations: [Operation], _ givers: [String: Int]
  ) throws(FileError) -> StatedLayer? {
    if Self.lookAlikes.contains(operation.type) {
      return StatedLayer(name: operation.output, kind: .lookAlike(operation.type))
    }
    guard operation.type == "batch_norm" else { return nil }
    func tensor(_ role: String) throws(FileError) -> StoredTensor? {
      try value(operation.inputs[role], operations, givers).map { range throws(FileError) in
        try CoreMLValue(window, range, candidate).stored("\(operation.output).\(role)")
      }
    }
    let defaults = FormatDefaults.coreML
    let epsilon = try tensor("epsilon")?.numbers().first
    return StatedLayer(
      name: operation.output, axis: 1, gamma: try tensor("gamma"), beta: try tensor("beta"), mean: try tensor("mean"),
      variance: try tensor("variance"), epsilon: epsilon.map { Float($0).asWritten } ?? defaults.epsilon,
      varianceKind: .unknown,
      notes: epsilon == nil ? [defaults.note("epsilon", defaults.epsilon)] : [])
  }

  /// Where the value of an argument lies: in it, or in the constant that it names.
  private func value(
    _ argument: Range<Int>?, _ operations: [Operation], _ givers: [String: Int]
  ) throws(FileError) -> Range<Int>? {
    guard var argument else { return nil }
    for _ in 0..<Self.deepest {
      var walker = ProtobufWalker(window, argument, what: "an argument")
      guard let binding = try walker.next()?.range else { return nil }
      let message = try ProtobufMessage<CoreMLBinding>(
        window, binding, what: "an argument", keeping: [1], locating: [2])
      if let value = message.places.last?.range { return value }
      guard let giver = givers[message.small.name] else { return nil }
      let operation = operations[giver]
      if operation.type == "const" { return operation.attributes["val"] }
      // Another type of the same numbers.
      guard ["cast", "identity"].contains(operation.type), let inner = operation.inputs["x"] else { return nil }
      argument = inner
    }
    return nil
  }
}

/// A value of a program: a tensor that stands there, or in a file of the package.
struct CoreMLValue {
  private let window: ByteWindow
  private let range: Range<Int>
  private let candidate: ModelCandidate

  init(_ window: ByteWindow, _ range: Range<Int>, _ candidate: ModelCandidate) {
    self.window = window
    self.range = range
    self.candidate = candidate
  }

  func stored(_ name: String) throws(FileError) -> StoredTensor {
    func damaged(_ what: String) -> FileError {
      FileError(
        window.source.path, at: .byte(range.lowerBound),
        "the value \(name.quoted(limit: 80)) \(what); the file is damaged, or of a kind that is not known")
    }
    var walker = ProtobufWalker(window, range, what: "a value")
    var type: Range<Int>?
    var inside: Range<Int>?
    var outside: Range<Int>?
    while let field = try walker.next() {
      switch field.number {
      case 2: type = field.range
      case 3: inside = field.range
      case 5: outside = field.range
      default: break
      }
    }
    guard let type else { throw damaged("has no type") }
    let tensorType = try ProtobufMessage<CoreMLValueType>(window, type, what: "a type", keeping: [1]).small.tensorType
    guard let scalar = Self.scalar(tensorType.dataType) else {
      throw damaged("is of the type \(tensorType.dataType), whose numbers are not read")
    }
    let shape = tensorType.dimensions.map { Int(clamping: $0.constant.size) }
    guard let count = elementCount(of: shape), let size = scalar.byteCount(of: count) else {
      throw damaged("has the impossible shape \(shape)")
    }
    if let outside { return try stored(name, outside, shape, scalar, size) }
    guard let inside else { throw damaged("has no numbers") }
    let source = window.source
    return StoredTensor(name: name, shape: shape, type: scalar.rawValue) { () throws(FileError) in
      try Self.numbers(ByteWindow(source), inside, count, scalar, "the value \(name.quoted(limit: 80))")
    }
  }

  /// Numbers that stand in the program: typed, or as their bytes.
  private static func numbers(
    _ window: ByteWindow, _ range: Range<Int>, _ count: Int, _ type: ScalarType, _ what: String
  ) throws(FileError) -> [Double] {
    var numbers: [Double] = []
    var walker = ProtobufWalker(window, range, what: what)
    while let tensor = try walker.next() {
      guard tensor.number == 1, let range = tensor.range else { continue }
      var values = ProtobufWalker(window, range, what: what)
      while let field = try values.next() {
        guard let range = field.range, [1, 2, 5, 6, 7].contains(field.number) else { continue }
        var inner = ProtobufWalker(window, range, what: what)
        var read = ProtobufNumbers([1: .float32, 6: .float64][field.number] ?? .signed, limit: count)
        while let value = try inner.next() {
          guard value.number == 1 else { continue }
          guard field.number == 7 else {
            try read.add(value, window, what: what)
            continue
          }
          guard let bytes = value.range, bytes.count == type.byteCount(of: count) else { continue }
          return try NumberRegion(
            source: window.source, offset: bytes.lowerBound, layout: NumberLayout(type, bigEndian: false)
          ).numbers(0..<count)
        }
        numbers = read.numbers
      }
    }
    guard numbers.count == count else {
      throw FileError(
        window.source.path, at: .byte(range.lowerBound),
        "\(what) has \(counted(numbers.count, "number")), and a shape of \(count); the file is damaged")
    }
    return numbers
  }

  private static let prefix = "@model_path/"
  /// What stands in front of each tensor of a file of weights.
  private static let mark = 0xDEAD_BEEF

  /// Numbers in a file of the package: at the offset stands what they are and where.
  ///
  /// Source: mlmodel/src/MILBlob/Blob/StorageFormat.hpp of coremltools 9.0.
  private func stored(
    _ name: String, _ place: Range<Int>, _ shape: [Int], _ type: ScalarType, _ size: Int
  ) throws(FileError) -> StoredTensor {
    let blob = try ProtobufMessage<CoreMLBlobFile>(window, place, what: "a place", keeping: [1, 2]).small
    let file = String(blob.fileName.dropFirst(blob.fileName.hasPrefix(Self.prefix) ? Self.prefix.count : 0))
    guard CompanionName.isInside(file) else {
      throw FileError(
        candidate.path,
        "the value \(name.quoted(limit: 80)) is said to lie in \(blob.fileName.quoted(limit: 80)); only files in the package "
          + "are opened")
    }
    guard let source = try candidate.beside(file) else {
      throw FileError(
        candidate.path, "its numbers are in \(file.quoted(limit: 120)), which is not beside it; copy that file too")
    }
    var header = ByteCursor(source, at: Int(clamping: min(blob.offset, UInt64(source.size))))
    let what = "the value \(name.quoted(limit: 80))"
    guard try header.unsigned(4, what) == Self.mark else {
      throw FileError(
        source.path, at: .byte(header.offset - 4),
        "no tensor begins where \(what) is said to be; copy the package again")
    }
    _ = try header.take(4, what)
    let length = try header.unsigned(8, what)
    let offset = try header.unsigned(8, what)
    guard length >= size, offset <= source.size else {
      throw FileError(
        source.path, at: .byte(header.offset),
        "\(what) has \(length) of \(counted(size, "byte")); copy the package again")
    }
    var numbers = ByteCursor(source, at: offset)
    return try numbers.tensor(name, shape: shape, type)
  }

  private static func scalar(_ number: Int32) -> ScalarType? {
    let types: [Int32: ScalarType] = [
      1: .bool, 10: .float16, 11: .float32, 12: .float64, 13: .bfloat16, 21: .int8, 22: .int16, 23: .int32, 24: .int64,
      31: .uint8, 32: .uint16, 33: .uint32, 34: .uint64,
    ]
    return types[number]
  }
}
