import Platform

extension ModelFormat {
  /// dlib's networks, as `serialize` writes them: the layers say what they are, but nothing says where they lie.
  static let dlib = ModelFormat(name: "dlib", match: { DlibNetwork.start(of: $0) != nil }) {
    candidate throws(FileError) in
    guard let source = candidate.source, let start = DlibNetwork.start(of: candidate) else {
      throw FileError(candidate.path, "is a folder; name the file")
    }
    return try DlibNetwork(source).model(from: start)
  }
}

/// Finds the layers of a network.
///
/// Source: `serialize` of the layers in dlib/dnn/layers.h and of what holds them in dlib/dnn/core.h of dlib 19.24. How
/// layers are put together is a type of the program and not in the file, so that what stands between them cannot be read.
/// But each begins with a text of its own, behind which everything has its place.
struct DlibNetwork {
  private let source: any ByteSource
  private let window: ByteWindow
  private var found = ModelFile(format: "dlib", family: .dlib)
  /// How many of each kind there were: nothing has a name.
  private var counts: [String: Int] = [:]
  private var last: String?

  private static let mostLayers = 1 << 16

  init(_ source: any ByteSource) {
    self.source = source
    window = ByteWindow(source)
  }

  /// Where the layers begin: behind the text of what takes the input, which one of a layer has to follow soon.
  ///
  /// In front of it stand the loss and a version for each layer.
  static func start(of candidate: ModelCandidate) -> Int? {
    guard candidate.source != nil, let first = candidate.beginning.first, (1...8).contains(first) else { return nil }
    let bytes = candidate.beginning
    var input: Int?
    for place in bytes.indices {
      guard let text = text(bytes, at: place) else { continue }
      if input == nil {
        if text.hasPrefix("input_") || text.hasPrefix("input<") { input = place + 2 + text.utf8.count }
      } else if layers.contains(text) || isBatchNorm(text) {
        return input
      }
    }
    return nil
  }

  /// The texts that layers begin with.
  private static let layers: Set<String> = [
    "con_4", "con_5", "con_6", "cont_1", "cont_2", "fc_2", "fc_3", "linear_", "bn_con2", "bn_fc2", "affine_",
    "affine_2",
    "layer_norm_", "rms_norm_", "l2normalize_", "relu_", "relu_2", "prelu_", "leaky_relu_", "sig_", "htan_", "mish_",
    "gelu_", "silu_", "max_pool_2", "avg_pool_2", "dropout_", "multiply_", "scale_", "extract_", "reorg_", "transpose_",
    "upsample_", "resize_to_", "embeddings_",
  ]

  /// Whether a text is that of a batch norm, of whatever version.
  private static func isBatchNorm(_ text: String) -> Bool { text.hasPrefix("bn_con") || text.hasPrefix("bn_fc") }

  private static let longestText = 40

  /// The text that stands somewhere, in the form that dlib gives to texts; `nil` where none does.
  private static func text(_ bytes: [UInt8], at place: Int) -> String? {
    guard bytes[place] == 1, place + 1 < bytes.count else { return nil }
    let length = Int(bytes[place + 1])
    guard (3...longestText).contains(length), place + 2 + length <= bytes.count else { return nil }
    let text = bytes[place + 2..<place + 2 + length]
    return text.allSatisfy({ (0x30...0x7A).contains($0) }) ? String(decoding: text, as: UTF8.self) : nil
  }

  func model(from start: Int) throws(FileError) -> ModelFile {
    var reader = self
    var place = start
    while place < source.size {
      guard try window.byte(at: place, before: source.size) == 1,
        let text = try reader.text(at: place), let end = try reader.read(text, behind: place + 2 + text.utf8.count)
      else {
        place += 1
        continue
      }
      guard reader.found.layers.count + reader.found.tensors.count < Self.mostLayers else {
        throw FileError(
          source.path, at: .byte(place), "has more than \(Self.mostLayers) layers; that many are not read")
      }
      place = end
    }
    return reader.found
  }

  private func text(at place: Int) throws(FileError) -> String? {
    guard place + 1 < source.size else { return nil }
    let length = Int(try window.byte(at: place + 1, before: source.size))
    guard (3...Self.longestText).contains(length), length + 2 <= source.size - place else { return nil }
    return Self.text(Array(try window.bytes(place..<place + 2 + length)), at: 0)
  }

  /// Reads the layer that a text begins.
  ///
  /// - Returns: where it ends; `nil` where the text begins none that has numbers.
  private mutating func read(_ text: String, behind start: Int) throws(FileError) -> Int? {
    var stream = DlibStream(source, at: start)
    switch text {
    case "con_4", "con_5", "con_6", "cont_1", "cont_2":
      let name = name(text.hasPrefix("cont") ? "cont" : "con")
      found.tensors += try DlibWeights.convolution(&stream, name)
      last = name
    case "fc_2", "fc_3":
      let name = name("fc")
      found.tensors += try DlibWeights.dense(&stream, name)
      last = name
    case "bn_con2", "bn_fc2":
      let norm = try DlibNorm(&stream, name(String(text.dropLast())), byPosition: text == "bn_fc2")
      found.layers.append(norm.layer)
      found.tensors += norm.lastBatch
    case "affine_", "affine_2":
      found.layers.append(
        try DlibAffine.layer(&stream, name("affine"), knowsDisabled: text == "affine_2", behind: last))
    case "layer_norm_", "rms_norm_", "l2normalize_":
      let kind = String(text.dropLast())
      found.layers.append(StatedLayer(name: name(kind), kind: .lookAlike(kind)))
    case _ where Self.isBatchNorm(text):
      throw FileError(
        source.path, at: .byte(start),
        "a layer is of the version \(text.quoted()); expected bn_con2 or bn_fc2, of dlib 19")
    default: return nil
    }
    return stream.offset
  }

  private mutating func name(_ kind: String) -> String {
    let number = counts[kind, default: 0]
    counts[kind] = number + 1
    return "\(kind)_\(number)"
  }
}
