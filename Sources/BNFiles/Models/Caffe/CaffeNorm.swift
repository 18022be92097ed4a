import Platform

/// A batch norm of Caffe with the layers behind it that scale and shift.
///
/// Source: src/caffe/layers/batch_norm_layer.cpp of BVLC Caffe 1.0. Blobs 0 and 1 are sums; divided by blob 2 they are the
/// mean and the variance. NVCaffe has gamma and beta as blobs 3 and 4.
struct CaffeNorm {
  enum Kind {
    /// Sums, and what they are divided by.
    case sums
    /// gamma, beta, mean, variance: the layer "BN" of PSPNet's and others' Caffe.
    case whole

    init?(_ layer: CaffeLayer, _ text: CaffeText?) {
      let type = layer.type.isEmpty ? text?.type(of: layer.name) ?? "" : layer.type
      let counts = layer.blobs.map(\.count)
      switch type {
      case "BatchNorm" where counts.count >= 2: self = .sums
      case "BN" where counts.count == 4: self = .whole
      // From before version 1, without a type that is known: three blobs, of which the last is one number.
      case "" where counts.count == 3 && counts[0] == counts[1] && counts[2] == 1 && layer.blobs[0].isVector:
        self = .sums
      default: return nil
      }
    }
  }

  private let layer: CaffeLayer
  private let kind: Kind
  private let text: CaffeText?
  private var gamma: StoredTensor?
  private var beta: StoredTensor?

  init(_ layer: CaffeLayer, _ kind: Kind, _ text: CaffeText?) {
    self.layer = layer
    self.kind = kind
    self.text = text
    if kind == .sums, layer.blobs.count >= 5 {
      gamma = layer.blobs[3].vector("\(layer.name)/3")
      beta = layer.blobs[4].vector("\(layer.name)/4")
    } else if kind == .whole {
      gamma = layer.blobs[0].vector("\(layer.name)/0")
      beta = layer.blobs[1].vector("\(layer.name)/1")
    }
  }

  /// Whether gamma and beta are to be looked for behind it.
  var needsAffine: Bool { kind == .sums && gamma == nil }

  /// Takes gamma and beta, or only beta, from a layer behind; `false` where it has none for these channels.
  mutating func join(_ next: CaffeLayer) -> Bool {
    let counts = next.blobs.map(\.count)
    let channels = layer.blobs[0].count
    guard next.bottoms.count == 1, next.tops.count <= 1, !counts.isEmpty, counts.allSatisfy({ $0 == channels }) else {
      return false
    }
    let isScale = next.type == "Scale" || (next.type.isEmpty && counts.count == 2 && next.blobs[0].isVector)
    if isScale, counts.count <= 2, gamma == nil, beta == nil {
      gamma = next.blobs[0].vector("\(next.name)/0")
      if counts.count == 2 { beta = next.blobs[1].vector("\(next.name)/1") }
      return true
    }
    guard next.type == "Bias", counts.count == 1, beta == nil else { return false }
    beta = next.blobs[0].vector("\(next.name)/0")
    return true
  }

  func stated() throws(FileError) -> StatedLayer {
    let values = layer.values ?? text?.values(of: layer.name)
    var notes: [String] = []
    let own =
      values.flatMap { $0.hasEps ? $0.eps : nil } ?? text?.values(of: layer.name).flatMap { $0.hasEps ? $0.eps : nil }
    let fraction = values.flatMap { $0.hasMovingAverageFraction ? $0.movingAverageFraction : nil }
    var (mean, variance) = statistics
    if kind == .sums {
      let factor = layer.blobs.count > 2 ? try layer.blobs[2].numbers("\(layer.name)/2").first ?? 0 : 1
      if factor == 0 {
        notes.append("blob 2 is 0: the statistics were never trained, and Caffe takes them as 0")
      } else if factor != 1 {
        notes.append("mean and variance are divided by blob 2, \(Float(factor))")
      }
      mean = mean.multiplied(by: factor == 0 ? 0 : 1 / factor, as: factor)
      variance = variance.multiplied(by: factor == 0 ? 0 : 1 / factor, as: factor)
    }
    return StatedLayer(
      name: layer.name, axis: 1, gamma: gamma, beta: beta, mean: mean, variance: variance,
      epsilon: own?.asWritten, momentum: fraction.map { .ofOld($0.asWritten) },
      varianceKind: kind == .sums ? .unbiased : .unknown, notes: notes)
  }

  private var statistics: (StoredTensor, StoredTensor) {
    let first = kind == .sums ? 0 : 2
    return (
      layer.blobs[first].vector("\(layer.name)/\(first)"), layer.blobs[first + 1].vector("\(layer.name)/\(first + 1)")
    )
  }
}

extension CaffeBlob {
  /// Whether it has a number a channel, with extents of 1 around.
  var isVector: Bool { shape.count { $0 != 1 } <= 1 }

  /// The numbers in one row, whatever extents of 1 are around.
  fileprivate func vector(_ name: String) -> StoredTensor {
    var tensor = stored(name)
    if isVector, let count { tensor.shape = [count] }
    return tensor
  }
}

extension StoredTensor {
  /// The same numbers, each divided by one; all of them 0 where that is 0.
  fileprivate func multiplied(by share: Double, as divisor: Double) -> StoredTensor {
    guard divisor != 1 else { return self }
    return StoredTensor(name: name, shape: shape, type: type) { () throws(FileError) in
      try numbers().map { share == 0 ? 0 : $0 / divisor }
    }
  }
}

/// The text of a network, which says of layers what the file of numbers may leave out.
struct CaffeText {
  private let layers: [String: CaffeLayerHeader]
  private static let longest = 1 << 24

  /// The text beside a model: of the same name, or the only one.
  static func beside(_ candidate: ModelCandidate) throws(FileError) -> CaffeText? {
    let name = candidate.fileName
    let stem = name.hasSuffix(".caffemodel") ? name.dropLast(".caffemodel".count) : name
    if let same = try candidate.beside(stem + ".prototxt") { return try CaffeText(same) }
    let texts = candidate.neighbours.filter { $0.hasSuffix(".prototxt") }
    guard texts.count == 1, let only = try candidate.beside(texts[0]) else { return nil }
    // One of another name may be of anything.
    return try? CaffeText(only)
  }

  init(_ source: any ByteSource) throws(FileError) {
    guard source.size <= Self.longest else {
      throw FileError(source.path, "has \(counted(source.size, "byte")); a text of layers has at most \(Self.longest)")
    }
    let net = try ProtobufText.read(CaffeNet.self, String(decoding: try source.allBytes(), as: UTF8.self), source.path)
    // Of two layers of one name, for training and for testing, the last counts.
    layers = Dictionary(net.layer.map { ($0.name, $0) }) { $1 }
  }

  func type(of layer: String) -> String? { layers[layer]?.type }

  func values(of layer: String) -> CaffeBatchNorm? {
    guard let layer = layers[layer] else { return nil }
    return layer.hasBatchNormParam ? layer.batchNormParam : layer.hasBnParam ? layer.bnParam : nil
  }
}
