import Platform

extension ModelFormat {
  /// What `flax.serialization.to_bytes` writes: trees of arrays in MessagePack.
  static let flax = ModelFormat(name: "Flax msgpack", match: FlaxModel.matches) { candidate throws(FileError) in
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; name the file") }
    return try FlaxModel(source).model()
  }

  /// Orbax' folders, whose arrays are in a database: they are refused with the way out.
  static let orbax = ModelFormat(name: "Orbax", match: OrbaxFolder.matches) { candidate throws(FileError) in
    throw OrbaxFolder.refusal(of: candidate.path)
  }
}

/// Reads trees of arrays.
///
/// Source: serialization.py of Flax 0.12. An array is a value of the program's own, of kind 1, in which shape, type and bytes
/// stand as MessagePack; an array of more than 2^30 bytes is a map of such pieces.
struct FlaxModel {
  private let source: any ByteSource
  private var found = ModelFile(format: "Flax msgpack", family: .flax)

  /// Trees lie in each other no deeper than this.
  private static let deepest = 64
  private static let mostPieces = 1 << 16
  private static let array = 1
  private static let number = 3

  init(_ source: any ByteSource) { self.source = source }

  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard let source = candidate.source, let first = candidate.beginning.first else { return false }
    guard (0x81...0x8F).contains(first) || first == 0xDE || first == 0xDF else { return false }
    if [".msgpack", ".flax", ".mpk"].contains(where: candidate.fileName.hasSuffix) { return true }
    // Anything else is one where an array comes before long.
    var values = MessagePack(source, 0..<source.size)
    for _ in 0..<200 {
      guard let value = try? values.next() else { return false }
      if case .own(array, let range) = value {
        var inner = MessagePack(source, range)
        if case .array(3) = try? inner.next() { return true }
        return false
      }
    }
    return false
  }

  func model() throws(FileError) -> ModelFile {
    var reader = self
    var values = MessagePack(source, 0..<source.size)
    try reader.read(&values, "", depth: 0)
    guard values.isAtEnd else {
      throw FileError(source.path, at: .byte(values.offset), "goes on behind its tree; expected the end of the file")
    }
    return reader.found
  }

  private mutating func read(_ values: inout MessagePack, _ name: String, depth: Int) throws(FileError) {
    guard depth <= Self.deepest else {
      throw FileError(source.path, at: .byte(values.offset), "trees lie in each other more than \(Self.deepest) deep")
    }
    let start = values.offset
    switch try values.next() {
    case .map(let count):
      if let pieces = try pieces(start, values) {
        found.tensors.append(try joined(pieces, name))
        values = MessagePack(source, start..<source.size)
        try values.skip()
        return
      }
      for _ in 0..<count {
        let key: String
        switch try values.next() {
        case .text(let text): key = text
        case .whole(let number): key = String(number)
        default:
          throw FileError(source.path, at: .byte(values.offset), "a map has a key that is no text; the file is damaged")
        }
        try read(&values, name.isEmpty ? key : "\(name)/\(key)", depth: depth + 1)
      }
    case .array(let count):
      for index in 0..<count { try read(&values, name.isEmpty ? "\(index)" : "\(name)/\(index)", depth: depth + 1) }
    case .own(Self.array, let range), .own(Self.number, let range):
      if let tensor = try tensor(range, name) { found.tensors.append(tensor) }
    default: break
    }
  }

  /// An array: shape, type and bytes; `nil` for one that holds no numbers.
  private mutating func tensor(_ range: Range<Int>, _ name: String) throws(FileError) -> StoredTensor? {
    func damaged(_ what: String) -> FileError {
      FileError(
        source.path, at: .byte(range.lowerBound), "the array \(name.quoted(limit: 80)) \(what); the file is damaged")
    }
    var values = MessagePack(source, range)
    guard case .array(3) = try values.next(), case .array(let dimensions) = try values.next(), dimensions <= 64 else {
      throw damaged("is not shape, type and bytes")
    }
    var shape: [Int] = []
    for _ in 0..<dimensions {
      guard case .whole(let extent) = try values.next() else { throw damaged("has no shape") }
      shape.append(extent)
    }
    guard case .text(let word) = try values.next(), case .bytes(let bytes) = try values.next() else {
      throw damaged("has no type or no bytes")
    }
    guard let type = ScalarType(rawValue: word == "V2" ? "bfloat16" : word) else {
      found.remarks.append(
        FileRemark("left out \(name.quoted(limit: 80)): numbers of type \(word.quoted()) are not read"))
      return nil
    }
    guard let size = elementCount(of: shape).flatMap(type.byteCount), size == bytes.count else {
      throw damaged("of shape \(shape) and type \(type) has \(counted(bytes.count, "byte"))")
    }
    let region = NumberRegion(
      source: source, offset: bytes.lowerBound, layout: NumberLayout(type, bigEndian: false))
    return StoredTensor(name: name, StoredArray(shape: shape, in: region))
  }

  /// The pieces of a large array, where a map is one.
  private mutating func pieces(_ start: Int, _ after: MessagePack) throws(FileError) -> (shape: [Int], [StoredTensor])?
  {
    var values = MessagePack(source, start..<source.size)
    guard case .map(3) = try values.next() else { return nil }
    var shape: [Int] = []
    var pieces: [StoredTensor] = []
    var isMarked = false
    for _ in 0..<3 {
      guard case .text(let key) = try values.next() else { return nil }
      switch key {
      case "__msgpack_chunked_array__":
        isMarked = true
        try values.skip()
      case "shape", "chunks":
        // Lists are maps by number.
        guard case .map(let count) = try values.next(), count <= Self.mostPieces else { return nil }
        for _ in 0..<count {
          try values.skip()
          switch try values.next() {
          case .whole(let extent) where key == "shape": shape.append(extent)
          case .own(Self.array, let range) where key == "chunks":
            guard let piece = try tensor(range, "a piece") else { return nil }
            pieces.append(piece)
          default: return nil
          }
        }
      default: return nil
      }
    }
    return isMarked ? (shape, pieces) : nil
  }

  private func joined(_ parts: (shape: [Int], pieces: [StoredTensor]), _ name: String) throws(FileError) -> StoredTensor
  {
    let count = parts.pieces.reduce(0) { $0 + ($1.count ?? 0) }
    guard elementCount(of: parts.shape) == count, let first = parts.pieces.first else {
      throw FileError(
        source.path,
        "the pieces of the array \(name.quoted(limit: 80)) have not the \(parts.shape) numbers of its shape")
    }
    return StoredTensor(name: name, shape: parts.shape, type: first.type, isIntegral: first.isIntegral) {
      () throws(FileError) in
      var numbers: [Double] = []
      for piece in parts.pieces { numbers += try piece.numbers() }
      return numbers
    }
  }
}

/// Tells the folders of Orbax, and the files in them.
enum OrbaxFolder {
  private static let marks = ["_CHECKPOINT_METADATA", "manifest.ocdbt", "_sharding", "_METADATA"]
  private static let manifest: [UInt8] = [0x0C, 0xDB, 0x3A, 0x2A]

  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard candidate.source == nil else {
      return candidate.beginning.starts(with: manifest) || candidate.fileName == "manifest.ocdbt"
    }
    // A manager of checkpoints puts each into a folder inside that of its step.
    return ["", "/default", "/state", "/params"].contains { inner in
      let names = candidate.files.fileNames(in: candidate.path + inner)
      return marks.prefix(2).contains(where: names.contains) || marks.suffix(2).allSatisfy(names.contains)
    }
  }

  static func refusal(of path: String) -> FileError {
    FileError(
      path,
      "is a checkpoint of Orbax, whose arrays are in a database (OCDBT) that is not read; restore it in Python and write "
        + "flax.serialization.to_bytes(tree) or numpy.savez to a file")
  }
}
