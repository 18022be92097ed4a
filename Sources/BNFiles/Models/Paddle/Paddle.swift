import Platform

extension ModelFormat {
  /// A program of PaddlePaddle for inference, as a message (`.pdmodel`) or as text (`.json`), with its numbers
  /// (`.pdiparams`), which have no names: either of the two files may be named.
  static let paddle = ModelFormat(name: "PaddlePaddle program", match: PaddleModel.matches) {
    candidate throws(FileError) in try PaddleModel.open(candidate)
  }
}

/// Finds the two files of a program and joins them.
enum PaddleModel {
  private static let numbers = ".pdiparams"

  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard candidate.source != nil else { return false }
    if candidate.fileName.hasSuffix(numbers) || candidate.fileName.hasSuffix(".pdmodel") {
      return ForeignFormat.description(candidate.beginning) == nil
    }
    return PaddleText.begins(candidate.beginning)
  }

  static func open(_ candidate: ModelCandidate) throws(FileError) -> ModelFile {
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; name the .pdmodel in it") }
    let name = candidate.fileName
    let stem = name[..<(name.lastIndex(of: ".") ?? name.endIndex)]
    guard name.hasSuffix(numbers) else {
      guard let found = try candidate.beside(stem + numbers) else {
        throw FileError(
          candidate.path,
          "its numbers are in \((stem + numbers).quoted(limit: 120)), which is not beside it; copy that file too")
      }
      return try model(try program(source), found)
    }
    for ending in [".json", ".pdmodel"] {
      if let found = try candidate.beside(stem + ending) { return try model(try program(found), source) }
    }
    throw FileError(
      candidate.path,
      "numbers of PaddlePaddle have no names: neither \((stem + ".pdmodel").quoted(limit: 120)) nor "
        + "\((stem + ".json").quoted(limit: 120)) is beside them; copy the program too")
  }

  private static func program(_ source: any ByteSource) throws(FileError) -> PaddleProgram {
    PaddleText.begins(try source.beginning(ModelCandidate.shown))
      ? try PaddleText.program(source) : try PaddleMessages.program(source)
  }

  private static func model(_ program: PaddleProgram, _ source: any ByteSource) throws(FileError) -> ModelFile {
    // Names are put into the order of their bytes, as Python sorts them.
    let names = program.parameters.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let tensors = try PaddleNumbers.read(source, names: names, program: program.path)
    let byName = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    var model = ModelFile(format: "PaddlePaddle program", family: .any)
    var taken: Set<String> = []
    for norm in program.norms {
      model.layers.append(norm.stated(byName))
      taken.formUnion(norm.names.values)
    }
    model.tensors = tensors.filter { !taken.contains($0.name) }
    return model
  }
}

/// What a program says: the names of what it keeps, and its norms.
struct PaddleProgram {
  /// An operator that normalizes.
  struct Norm {
    let operation: String
    /// The names of its tensors, by role.
    var names: [String: String] = [:]
    var epsilon: Double?
    var momentum: Double?
    var layout: String?
    /// Whether it normalizes by the batch in inference, too.
    var isTraining = false

    func stated(_ tensors: [String: StoredTensor]) -> StatedLayer {
      func tensor(_ role: String) -> StoredTensor? { names[role].flatMap { tensors[$0] } }
      let own = ["Scale", "Bias", "Mean", "Variance"].map { names[$0] }
      let name =
        LayerName.common(own[..<2].compactMap(\.self)) ?? own.lazy.compactMap(\.self).map(Self.stem).first ?? operation
      guard operation.hasPrefix("batch_norm") || operation.hasPrefix("sync_batch_norm") else {
        return StatedLayer(name: name, kind: .lookAlike(operation), channels: tensor("Scale")?.count)
      }
      var notes: [String] = []
      if isTraining {
        notes.append(
          "the operator is in training mode: it normalizes by the batch and does not use the stored statistics")
      }
      return StatedLayer(
        name: name, axis: layout.map { $0.hasSuffix("C") ? -1 : 1 } ?? 1, gamma: tensor("Scale"), beta: tensor("Bias"),
        mean: tensor("Mean"), variance: tensor("Variance"), epsilon: epsilon, momentum: momentum.map { .ofOld($0) },
        varianceKind: .unknown, notes: notes)
    }

    /// `batch_norm_0` of `batch_norm_0.w_1`.
    private static func stem(_ name: String) -> String {
      guard let point = name.lastIndex(of: "."), ["w_", "b_"].contains(where: name[point...].dropFirst().hasPrefix)
      else {
        return name
      }
      return String(name[..<point])
    }
  }

  let path: String
  var parameters: [String] = []
  var norms: [Norm] = []

  static let operations: Set<String> = [
    "batch_norm", "batch_norm_", "sync_batch_norm", "sync_batch_norm_", "layer_norm", "group_norm", "instance_norm",
    "rms_norm", "data_norm",
  ]
}

/// Reads numbers without names: each tensor's type and shape stand in front of it.
///
/// Source: `SerializeToStream` in paddle/fluid/framework/lod_tensor.cc and `TensorToStream` in tensor_util.cc of
/// PaddlePaddle 3.3.
enum PaddleNumbers {
  static func read(
    _ source: any ByteSource, names: [String], program: String
  ) throws(FileError) -> [StoredTensor] {
    var cursor = ByteCursor(source)
    var tensors: [StoredTensor] = []
    for name in names {
      let what = name.quoted(limit: 80)
      guard try cursor.unsigned(4, what) == 0 else { throw damaged(cursor, what) }
      let levels = try cursor.unsigned(8, what)
      guard levels <= 64 else { throw damaged(cursor, what) }
      for _ in 0..<levels { _ = try cursor.take(try cursor.unsigned(8, what), what) }
      guard try cursor.unsigned(4, what) == 0 else { throw damaged(cursor, what) }
      let range = try cursor.take(try cursor.signed(4, what), what)
      let small = try ProtobufMessage<PaddleTensorDescription>(
        cursor.window, range, what: "the description of \(what)", keeping: [1, 2]
      ).small
      guard let type = type(small.dataType) else {
        throw FileError(
          source.path, at: .byte(range.lowerBound), "\(what) is of the type \(small.dataType), which is not known")
      }
      tensors.append(try cursor.tensor(name, shape: small.dims.map { Int(clamping: $0) }, type))
    }
    guard cursor.left == 0 else {
      throw FileError(
        source.path, at: .byte(cursor.offset),
        "goes on behind the \(counted(names.count, "tensor")) of \(program.quoted(limit: 120)); the two files are not of one "
          + "model")
    }
    return tensors
  }

  private static func damaged(_ cursor: ByteCursor, _ what: String) -> FileError {
    FileError(
      cursor.source.path, at: .byte(cursor.offset),
      "no tensor stands where \(what) is expected; the file is damaged, or is not of the program beside it")
  }

  /// The types by their numbers: `VarType.Type` in framework.proto.
  private static func type(_ number: Int32) -> ScalarType? {
    let types: [Int32: ScalarType] = [
      0: .bool, 1: .int16, 2: .int32, 3: .int64, 4: .float16, 5: .float32, 6: .float64, 20: .uint8, 21: .int8,
      22: .bfloat16,
    ]
    return types[number]
  }
}
