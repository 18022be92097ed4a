import Platform

extension ModelFormat {
  /// Caffe's network with its numbers, `.caffemodel`; what it leaves out may stand in the `.prototxt` beside it.
  static let caffe = ModelFormat(name: "Caffe", match: CaffeModel.matches) { candidate throws(FileError) in
    guard let source = candidate.source else {
      throw FileError(candidate.path, "is a folder; name the .caffemodel in it")
    }
    return try CaffeModel(source).model(text: CaffeText.beside(candidate))
  }
}

/// Reads the layers of a network.
///
/// Source: `NetParameter` in src/caffe/proto/caffe.proto of BVLC Caffe 1.0.
struct CaffeModel {
  private let source: any ByteSource
  private let window: ByteWindow
  private var layers: [CaffeLayer] = []

  private static let mostLayers = 1 << 16

  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard let source = candidate.source else { return false }
    if candidate.fileName.hasSuffix(".caffemodel") { return ForeignFormat.description(candidate.beginning) == nil }
    var walker = ProtobufWalker(source, what: "the model")
    // A name that may be empty, and inputs, then layers: of the number 100, or before version 1 of the number 2.
    for _ in 0..<100 {
      guard let field = try? walker.next() else { return false }
      switch (field.number, field.content) {
      case (1, .bytes), (3, .bytes), (4, _), (5, .varint), (8, .bytes): continue
      case (100, .bytes(let range)): return looksLike(range, walker.window, name: 1, type: 2)
      case (2, .bytes(let range)): return looksLike(range, walker.window, name: 4, type: 5)
      default: return false
      }
    }
    return false
  }

  /// Whether a message has a layer's name and type.
  private static func looksLike(_ range: Range<Int>, _ window: ByteWindow, name: Int, type: Int) -> Bool {
    var walker = ProtobufWalker(window, range, what: "a layer")
    var found: Set<Int> = []
    for _ in 0..<100 {
      guard let field = try? walker.next() else { break }
      switch (field.number, field.content) {
      case (name, .bytes),
        (type, .bytes) where type == 2, (type, .varint) where type == 5:
        found.insert(field.number)
      default: break
      }
    }
    return found == [name, type]
  }

  init(_ source: any ByteSource) throws(FileError) {
    self.source = source
    window = ByteWindow(source)
    var walker = ProtobufWalker(window, 0..<source.size, what: "the network")
    while let field = try walker.next() {
      guard let range = field.range, field.number == 100 || field.number == 2 else { continue }
      guard layers.count < Self.mostLayers else {
        throw FileError(source.path, at: .byte(range.lowerBound), "has more than \(Self.mostLayers) layers")
      }
      layers.append(field.number == 100 ? try CaffeLayer(window, range) : try CaffeLayer(old: window, range))
    }
    guard !layers.isEmpty else {
      throw FileError(source.path, "holds no layers; it is no .caffemodel, or cut off: copy it again")
    }
  }

  /// The model, with what a text beside it says of layers of the same names.
  func model(text: CaffeText?) throws(FileError) -> ModelFile {
    var model = ModelFile(format: "Caffe", family: .caffe)
    var stated: [Int: StatedLayer] = [:]
    var taken: Set<Int> = []
    for (index, layer) in layers.enumerated() where !taken.contains(index) {
      guard let kind = CaffeNorm.Kind(layer, text) else { continue }
      var norm = CaffeNorm(layer, kind, text)
      if norm.needsAffine { taken.formUnion(join(&norm, behind: index)) }
      taken.insert(index)
      stated[index] = try norm.stated()
    }
    for (index, layer) in layers.enumerated() where !taken.contains(index) {
      if let what = Self.lookAlike(layer) {
        stated[index] = StatedLayer(name: layer.name, kind: .lookAlike(what), channels: layer.blobs.first?.count)
        continue
      }
      for (number, blob) in layer.blobs.enumerated() { model.tensors.append(blob.stored("\(layer.name)/\(number)")) }
    }
    model.layers = layers.indices.compactMap { stated[$0] }
    return model
  }

  private static func lookAlike(_ layer: CaffeLayer) -> String? {
    switch layer.type {
    case "Scale" where !layer.blobs.isEmpty: "a Scale layer without a batch norm in front of it"
    case "MVN": "MVN, which normalizes by each input itself"
    case "LRN", "Normalize": layer.type
    case "BatchNorm", "BN": "a batch norm without numbers"
    default: nil
    }
  }

  /// Takes gamma and beta from the layers that alone take what a batch norm gives.
  ///
  /// - Returns: the numbers of these layers.
  private func join(_ norm: inout CaffeNorm, behind index: Int) -> [Int] {
    guard let output = layers[index].tops.first else { return [] }
    var taken: [Int] = []
    var blob = output
    var from = index
    while let next = consumer(of: blob, behind: from), norm.join(layers[next]) {
      taken.append(next)
      guard let top = layers[next].tops.first else { break }
      (blob, from) = (top, next)
    }
    return taken
  }

  /// The only layer that takes a blob as it is after a layer; in place, a blob is another one from there on.
  private func consumer(of blob: String, behind index: Int) -> Int? {
    var found: Int?
    for next in layers.indices.dropFirst(index + 1) {
      if layers[next].bottoms.contains(blob) {
        // What else takes it does not take what this layer makes of it.
        guard found == nil, layers[next].bottoms.first == blob else { return nil }
        found = next
      }
      if layers[next].tops.contains(blob) { break }
    }
    return found
  }
}

/// A layer with the places of its numbers.
struct CaffeLayer {
  let name: String
  /// "" in those from before version 1, whose numbers do not know a batch norm.
  let type: String
  let bottoms: [String]
  let tops: [String]
  let values: CaffeBatchNorm?
  let blobs: [CaffeBlob]

  init(_ window: ByteWindow, _ range: Range<Int>) throws(FileError) {
    let message = try ProtobufMessage<CaffeLayerHeader>(
      window, range, what: "a layer", keeping: [1, 2, 3, 4, 139], locating: [7])
    let small = message.small
    (name, type, bottoms, tops) = (small.name, small.type, small.bottom, small.top)
    values = small.hasBatchNormParam ? small.batchNormParam : nil
    blobs = try message.places.compactMap(\.range).map { range throws(FileError) in try CaffeBlob(window, range) }
  }

  init(old window: ByteWindow, _ range: Range<Int>) throws(FileError) {
    let message = try ProtobufMessage<CaffeOldLayer>(
      window, range, what: "a layer", keeping: [2, 3, 4, 5], locating: [6])
    let small = message.small
    (name, type, bottoms, tops) = (small.name, "", small.bottom, small.top)
    values = nil
    blobs = try message.places.compactMap(\.range).map { range throws(FileError) in try CaffeBlob(window, range) }
  }
}

/// Numbers of a layer: their shape, and where they lie.
struct CaffeBlob: Sendable {
  let shape: [Int]
  private let source: any ByteSource
  private let range: Range<Int>
  /// Raw numbers, as NVCaffe writes them, and their type.
  private let raw: (range: Range<Int>, type: ScalarType)?

  var count: Int? { elementCount(of: shape) }

  init(_ window: ByteWindow, _ range: Range<Int>) throws(FileError) {
    let message = try ProtobufMessage<CaffeBlobHeader>(
      window, range, what: "a blob", keeping: [1, 2, 3, 4, 7, 10], locating: [12])
    let small = message.small
    source = window.source
    self.range = range
    shape =
      small.hasShape
      ? small.shape.dim.map { Int(clamping: $0) }
      : [small.num, small.channels, small.height, small.width].map { Int($0) }
    let types: [ScalarType] = [.float64, .float32, .float16]
    let type = Int(small.rawDataType)
    raw = message.places.last?.range.flatMap { place in types.indices.contains(type) ? (place, types[type]) : nil }
    guard elementCount(of: shape) != nil else {
      throw FileError(
        source.path, at: .byte(range.lowerBound), "a blob has the impossible shape \(shape); the file is damaged")
    }
  }

  func stored(_ name: String) -> StoredTensor {
    StoredTensor(name: name, shape: shape, type: raw?.type.rawValue ?? "float32") { () throws(FileError) in
      try numbers(name)
    }
  }

  func numbers(_ name: String) throws(FileError) -> [Double] {
    let count = count ?? 0
    let what = "the blob \(name.quoted(limit: 80))"
    if let raw {
      guard raw.type.byteCount(of: count) == raw.range.count else {
        throw damaged(what, raw.range.count / raw.type.size)
      }
      return try NumberRegion(
        source: source, offset: raw.range.lowerBound, layout: NumberLayout(raw.type, bigEndian: false)
      ).numbers(0..<count)
    }
    let window = ByteWindow(source)
    var walker = ProtobufWalker(window, range, what: what)
    var singles = ProtobufNumbers(.float32, limit: count)
    var doubles = ProtobufNumbers(.float64, limit: count)
    while let field = try walker.next() {
      if field.number == 5 { try singles.add(field, window, what: what) }
      if field.number == 8 { try doubles.add(field, window, what: what) }
    }
    let numbers = singles.numbers.isEmpty ? doubles.numbers : singles.numbers
    guard numbers.count == count else { throw damaged(what, numbers.count) }
    return numbers
  }

  private func damaged(_ what: String, _ found: Int) -> FileError {
    FileError(
      source.path, at: .byte(range.lowerBound),
      "\(what) has \(counted(found, "number")) and a shape of \(shape); the file is damaged")
  }
}
