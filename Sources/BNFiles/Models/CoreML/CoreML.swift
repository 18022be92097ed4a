import Platform

extension ModelFormat {
  /// Core ML's models: a file `.mlmodel`, or a folder `.mlpackage` that holds one with its numbers.
  static let coreML = ModelFormat(name: "Core ML", match: CoreMLModel.matches) { candidate throws(FileError) in
    try CoreMLModel.open(candidate)
  }
}

/// Opens models of Core ML: neural networks, programs, and chains of them.
///
/// Source: `Model` in mlmodel/format/Model.proto of coremltools 9.0.
struct CoreMLModel {
  private static let manifest = "Manifest.json"
  /// Models lie in each other in chains no deeper than this.
  private static let deepest = 8

  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard let source = candidate.source else {
      guard candidate.files.fileNames(in: candidate.path).contains(manifest) else { return false }
      return candidate.path.hasSuffix(".mlpackage") || candidate.path.hasSuffix(".mlpackage/")
        || candidate.files.isFolder(candidate.path + "/Data/com.apple.CoreML")
    }
    if candidate.fileName.hasSuffix(".mlmodel") { return ForeignFormat.description(candidate.beginning) == nil }
    var walker = ProtobufWalker(source, what: "the model")
    var numbers: [Int] = []
    while numbers.count < 16, let field = try? walker.next() { numbers.append(field.number) }
    let kinds = numbers.filter { $0 > 2 && $0 != 10 }
    return numbers.first == 1 && numbers.contains(2) && kinds.count == 1 && (200...1000).contains(kinds[0])
  }

  static func open(_ candidate: ModelCandidate) throws(FileError) -> ModelFile {
    guard let source = candidate.source else {
      let path = try modelPath(in: candidate)
      guard let source = try? candidate.files.open(path) else {
        throw FileError(candidate.path, "holds no model: \(path.quoted(limit: 160)) is missing; copy the folder again")
      }
      return try open(try ModelCandidate(source, files: candidate.files))
    }
    var reader = CoreMLModel(source, candidate)
    try reader.read(0..<source.size, depth: 0)
    return reader.found
  }

  /// The file in a package that its list calls the model.
  private static func modelPath(in package: ModelCandidate) throws(FileError) -> String {
    let folder = package.path.hasSuffix("/") ? package.path : package.path + "/"
    let list = try JSONValue.parse(
      try package.files.open(folder + manifest).allBytes(), path: folder + manifest, what: "the list")
    let entry = list["rootModelIdentifier"]?.string.flatMap { list["itemInfoEntries"]?[$0] }
    let path = entry?["path"]?.string ?? "com.apple.CoreML/model.mlmodel"
    guard CompanionName.isInside(path) else {
      throw FileError(
        folder + manifest, "the model is said to be \(path.quoted(limit: 80)), which is not in the folder")
    }
    return folder + "Data/" + path
  }

  private let window: ByteWindow
  private let candidate: ModelCandidate
  private var found = ModelFile(format: "Core ML", family: .any)

  private init(_ source: any ByteSource, _ candidate: ModelCandidate) {
    window = ByteWindow(source)
    self.candidate = candidate
  }

  private mutating func read(_ range: Range<Int>, depth: Int) throws(FileError) {
    guard depth <= Self.deepest else {
      throw FileError(candidate.path, "models lie in each other more than \(Self.deepest) deep; the file is damaged")
    }
    var isModel = false
    var walker = ProtobufWalker(window, range, what: "the model")
    while let field = try walker.next() {
      guard let range = field.range else { continue }
      isModel = isModel || field.number > 2
      switch field.number {
      case 200, 201:
        // A chain with labels holds the chain.
        var inner = ProtobufWalker(window, range, what: "a chain of models")
        while let field = try inner.next() {
          if field.number == 1, let range = field.range { try chain(range, depth) }
        }
      case 202: try chain(range, depth)
      case 303, 403, 500: found.layers += try CoreMLNetwork(window).layers(range)
      case 502: found.layers += try CoreMLProgram(window, candidate).layers(range)
      default: break
      }
    }
    guard isModel else {
      throw FileError(candidate.path, "holds no model of Core ML; it was cut off: copy it again")
    }
  }

  private mutating func chain(_ range: Range<Int>, _ depth: Int) throws(FileError) {
    var walker = ProtobufWalker(window, range, what: "a chain of models")
    while let field = try walker.next() {
      if field.number == 1, let range = field.range { try read(range, depth: depth + 1) }
    }
  }
}

/// The layers of a neural network.
///
/// Source: `NeuralNetworkLayer` and `BatchnormLayerParams` in NeuralNetwork.proto of coremltools 9.0.
struct CoreMLNetwork {
  private let window: ByteWindow

  init(_ window: ByteWindow) { self.window = window }

  private static let deepest = 16

  func layers(_ network: Range<Int>, depth: Int = 0) throws(FileError) -> [StatedLayer] {
    guard depth <= Self.deepest else {
      throw FileError(
        window.source.path, "networks lie in each other more than \(Self.deepest) deep; the file is damaged")
    }
    var layers: [StatedLayer] = []
    var walker = ProtobufWalker(window, network, what: "the network")
    while let field = try walker.next() {
      guard field.number == 1, let range = field.range else { continue }
      let message = try ProtobufMessage<CoreMLLayer>(
        window, range, what: "a layer", keeping: [1], locating: [160, 165, 170, 180, 605, 615, 1350])
      let name = message.small.name
      for place in message.places {
        guard let range = place.range else { continue }
        switch place.number {
        case 160: layers.append(try batchNorm(name, range))
        case 605, 615: layers += try inner(range, place.number == 605 ? [1, 2] : [3, 4], depth)
        default:
          let what = [165: "mean-variance normalization", 170: "L2 normalization", 180: "local response normalization"]
          layers.append(StatedLayer(name: name, kind: .lookAlike(what[place.number] ?? "layer normalization")))
        }
      }
    }
    return layers
  }

  /// The layers of branches and loops.
  private func inner(_ range: Range<Int>, _ numbers: [Int], _ depth: Int) throws(FileError) -> [StatedLayer] {
    var layers: [StatedLayer] = []
    var walker = ProtobufWalker(window, range, what: "a branch")
    while let field = try walker.next() {
      if numbers.contains(field.number), let range = field.range { layers += try self.layers(range, depth: depth + 1) }
    }
    return layers
  }

  private func batchNorm(_ name: String, _ range: Range<Int>) throws(FileError) -> StatedLayer {
    let message = try ProtobufMessage<CoreMLBatchNorm>(
      window, range, what: "a batch norm", keeping: [1, 5, 6, 10], locating: [15, 16, 17, 18])
    let small = message.small
    let channels = Int(clamping: small.channels)
    func weights(_ number: Int, _ role: String) throws(FileError) -> StoredTensor? {
      guard let range = message.places.last(where: { $0.number == number })?.range else { return nil }
      return try CoreMLWeights(window, range)?.stored("\(name).\(role)", channels)
    }
    // An epsilon of 0 is one that is left out.
    let defaults = FormatDefaults.coreML
    var layer = StatedLayer(
      name: name, channels: channels, gamma: try weights(15, "gamma"), beta: try weights(16, "beta"),
      mean: try weights(17, "mean"), variance: try weights(18, "variance"),
      epsilon: small.epsilon == 0 ? defaults.epsilon : small.epsilon.asWritten, varianceKind: .unknown)
    if small.epsilon == 0 { layer.notes.append(defaults.note("epsilon", defaults.epsilon)) }
    if small.computeMeanVar {
      layer.kind = .lookAlike(
        small.instanceNormalization
          ? "instance normalization, by the mean and variance of each input"
          : "a norm that computes mean and variance from its input")
      (layer.mean, layer.variance, layer.epsilon) = (nil, nil, nil)
    }
    return layer
  }
}

/// Numbers of a layer of a neural network: of single precision, or half as many bits, or fewer still.
struct CoreMLWeights {
  private let source: any ByteSource
  private let range: Range<Int>
  /// The field that the numbers are in.
  private let field: Int
  private let halves: Range<Int>?

  /// - Returns: `nil` where there are none.
  init?(_ window: ByteWindow, _ range: Range<Int>) throws(FileError) {
    source = window.source
    self.range = range
    var walker = ProtobufWalker(window, range, what: "weights")
    var found: (number: Int, range: Range<Int>?)?
    while let field = try walker.next() {
      if [1, 2, 30, 31].contains(field.number), field.range.map({ !$0.isEmpty }) ?? true {
        found = (field.number, field.range)
      }
    }
    guard let found else { return nil }
    field = found.number
    halves = found.number == 2 ? found.range : nil
  }

  func stored(_ name: String, _ count: Int) -> StoredTensor {
    StoredTensor(name: name, shape: [count], type: halves == nil ? "float32" : "float16") { () throws(FileError) in
      try numbers(name, count)
    }
  }

  private func numbers(_ name: String, _ count: Int) throws(FileError) -> [Double] {
    let what = "the weights \(name.quoted(limit: 80))"
    let numbers: [Double]
    if let halves {
      guard halves.count == ScalarType.float16.byteCount(of: count) else { throw wrong(what, halves.count / 2, count) }
      return try NumberRegion(
        source: source, offset: halves.lowerBound, layout: NumberLayout(.float16, bigEndian: false)
      ).numbers(0..<count)
    }
    guard field == 1 else {
      throw FileError(
        source.path, at: .byte(range.lowerBound),
        "\(what) are quantized, which is not read; save the model with numbers of 16 or 32 bits")
    }
    let window = ByteWindow(source)
    var walker = ProtobufWalker(window, range, what: what)
    var values = ProtobufNumbers(.float32, limit: count)
    while let field = try walker.next() {
      if field.number == 1 { try values.add(field, window, what: what) }
    }
    numbers = values.numbers
    guard numbers.count == count else { throw wrong(what, numbers.count, count) }
    return numbers
  }

  private func wrong(_ what: String, _ found: Int, _ count: Int) -> FileError {
    FileError(
      source.path, at: .byte(range.lowerBound),
      "\(what) are \(counted(found, "number")), of a layer of \(counted(count, "channel")); the file is damaged")
  }
}
