import Platform

/// The numbers of a network of ncnn, a layer behind the other, without a name; how many each has, its values say.
///
/// Source: the functions `load_model` of src/layer/*.cpp in ncnn 20260113, and `ModelBinFromDataReader::load` in
/// src/modelbin.cpp.
struct NCNNWeights {
  private let source: any ByteSource
  private var cursor: ByteCursor

  init(_ source: any ByteSource) {
    self.source = source
    cursor = ByteCursor(source)
  }

  /// One array of a layer.
  private struct Part {
    let count: Int
    /// Whether a word in front says how its numbers are kept.
    var isFlagged = false
  }

  mutating func model(_ layers: [NCNNParam.Layer], _ path: String) throws(FileError) -> ModelFile {
    var model = ModelFile(format: "ncnn", family: .any)
    for layer in layers {
      if layer.type == "BatchNorm" {
        model.layers.append(try batchNorm(layer))
        continue
      }
      let parts = Self.parts(layer)
      for part in parts { try pass(part, layer) }
      guard Self.lookAlikes.contains(layer.type), let first = parts.first else { continue }
      model.layers.append(StatedLayer(name: layer.name, kind: .lookAlike(layer.type), channels: first.count))
    }
    guard cursor.left == 0 else {
      throw FileError(
        source.path, at: .byte(cursor.offset),
        "goes on for \(counted(cursor.left, "byte")) behind the last layer of \(path.quoted(limit: 120)); the two files are "
          + "not of one model, or a layer is of a kind that is not known")
    }
    return model
  }

  private static let lookAlikes: Set<String> = ["InstanceNorm", "LayerNorm", "GroupNorm", "RMSNorm", "Scale"]

  /// Gamma, mean, variance, beta.
  private mutating func batchNorm(_ layer: NCNNParam.Layer) throws(FileError) -> StatedLayer {
    let channels = layer.whole(0)
    guard channels >= 0 else { throw damaged(layer, "has \(channels) channels") }
    var parts: [StoredTensor] = []
    for name in ["slope", "mean", "variance", "bias"] {
      parts.append(try cursor.tensor("\(layer.name).\(name)", shape: [channels], .float32))
    }
    let defaults = FormatDefaults.ncnn
    let epsilon = layer.values["1"].flatMap { Double($0) }
    return StatedLayer(
      name: layer.name, gamma: parts[0], beta: parts[3], mean: parts[1], variance: parts[2],
      epsilon: epsilon ?? defaults.epsilon,
      varianceKind: .unknown,
      notes: epsilon == nil ? [defaults.note("epsilon", defaults.epsilon)] : [])
  }

  /// Passes over an array.
  private mutating func pass(_ part: Part, _ layer: NCNNParam.Layer) throws(FileError) {
    let what = "the numbers of \(layer.type) \(layer.name.quoted(limit: 80))"
    guard part.count >= 0, part.count < 1 << 40 else { throw damaged(layer, "has \(part.count) numbers") }
    guard part.isFlagged else {
      _ = try cursor.take(4 * part.count, what)
      return
    }
    let flag = try cursor.unsigned(4, what)
    func padded(_ bytes: Int) -> Int { (bytes + 3) / 4 * 4 }
    switch flag {
    case 0x0130_6B47: _ = try cursor.take(padded(2 * part.count), "\(what) in half precision")
    case 0x000D_4B38: _ = try cursor.take(padded(part.count), "\(what) in 8 bits")
    case 0, 0x0002_C056: _ = try cursor.take(4 * part.count, what)
    // A table of 256 numbers, and a byte each for which of them it is.
    default: _ = try cursor.take(256 * 4 + padded(part.count), "\(what) by a table")
    }
  }

  private func damaged(_ layer: NCNNParam.Layer, _ what: String) -> FileError {
    FileError(source.path, at: .byte(cursor.offset), "\(layer.type) \(layer.name.quoted(limit: 80)) \(what)")
  }

  /// The arrays of a layer, in their order.
  private static func parts(_ layer: NCNNParam.Layer) -> [Part] {
    let outputs = layer.whole(0)
    switch layer.type {
    case let type where type.hasPrefix("Convolution") || type.hasPrefix("Deconvolution") || type == "DeformableConv2D":
      // With weights that come from another layer there are none here.
      guard layer.whole(type.hasPrefix("Deconvolution") ? 28 : 19) == 0 else { return [] }
      let groups = type.contains("DepthWise") ? layer.whole(7, 1) : nil
      return weights(layer.whole(6), bias: layer.whole(5) != 0 ? outputs : 0) + scales(layer.whole(8), groups, outputs)
    case "InnerProduct":
      return weights(layer.whole(2), bias: layer.whole(1) != 0 ? outputs : 0)
        + (layer.whole(8) != 0 ? [Part(count: outputs), Part(count: 1)] : [])
    case "Embed":
      return weights(layer.whole(3), bias: layer.whole(2) != 0 ? outputs : 0)
        + (layer.whole(18) != 0 ? [Part(count: 1)] : [])
    case "Scale":
      guard outputs != -233 else { return [] }
      return [Part(count: outputs)] + (layer.whole(1) != 0 ? [Part(count: outputs)] : [])
    case "Bias", "PReLU": return [Part(count: outputs)]
    case "Normalize": return [Part(count: layer.whole(3))]
    case "InstanceNorm", "LayerNorm": return layer.whole(2, 1) != 0 ? [Part(count: outputs), Part(count: outputs)] : []
    case "RMSNorm": return layer.whole(2, 1) != 0 ? [Part(count: outputs)] : []
    case "GroupNorm":
      return layer.whole(3, 1) != 0 ? [Part(count: layer.whole(1)), Part(count: layer.whole(1))] : []
    case "MemoryData":
      // Extents of 0 are those that are not there.
      let count = product([0, 1, 11, 2].map { max(layer.whole($0), 1) })
      return [Part(count: count, isFlagged: layer.whole(21, 1) == 0)]
    case "LSTM", "GRU", "RNN": return recurrent(layer)
    case "MultiHeadAttention": return attention(layer)
    case "Gemm": return products(layer)
    case "Quantize": return [Part(count: layer.whole(0, 1))]
    case "Dequantize": return [Part(count: layer.whole(0, 1)), Part(count: layer.whole(1))]
    case "Requantize":
      return [Part(count: layer.whole(0, 1)), Part(count: layer.whole(1, 1)), Part(count: layer.whole(2))]
    default: return []
    }
  }

  /// How many numbers there are; -1 for what no memory has, which is refused where it is read.
  private static func product(_ factors: [Int]) -> Int { elementCount(of: factors) ?? -1 }

  private static func weights(_ count: Int, bias: Int) -> [Part] {
    [Part(count: count, isFlagged: true)] + (bias == 0 ? [] : [Part(count: bias)])
  }

  /// What a convolution of whole numbers has besides: scales of its weights, its input and maybe its output.
  private static func scales(_ term: Int, _ groups: Int?, _ outputs: Int) -> [Part] {
    guard term != 0 else { return [] }
    let own = groups.map { term % 100 == 1 ? $0 : 1 } ?? outputs
    return [Part(count: own), Part(count: 1)] + (term > 100 ? [Part(count: 1)] : [])
  }

  private static func recurrent(_ layer: NCNNParam.Layer) -> [Part] {
    let outputs = max(layer.whole(0), 1)
    let directions = layer.whole(2) == 2 ? 2 : 1
    let hidden = layer.type == "LSTM" ? layer.whole(3, outputs) : outputs
    let gates = layer.type == "LSTM" ? 4 : layer.type == "GRU" ? 3 : 1
    // A GRU has two biases for its last gate.
    let biases = layer.type == "GRU" ? 4 : gates
    let counts = [
      layer.whole(1), product([biases, hidden, directions]), product([gates, hidden, outputs, directions]),
    ]
    return (counts + (hidden == outputs ? [] : [product([hidden, outputs, directions])])).map {
      Part(count: $0, isFlagged: true)
    }
  }

  private static func attention(_ layer: NCNNParam.Layer) -> [Part] {
    let extent = max(layer.whole(0), 1)
    let query = layer.whole(2) / extent
    return [
      (layer.whole(2), extent), (product([extent, layer.whole(3, extent)]), extent),
      (product([extent, layer.whole(4, extent)]), extent),
      (layer.whole(2), query),
    ]
    .flatMap { [Part(count: $0.0, isFlagged: true), Part(count: $0.1)] }
  }

  private static func products(_ layer: NCNNParam.Layer) -> [Part] {
    let (rows, columns, inner) = (layer.whole(7), layer.whole(8), layer.whole(9))
    let added = [0: 1, 1: rows, 2: rows, 3: product([rows, columns]), 4: columns][layer.whole(10)]
    let counts = [
      layer.whole(4) != 0 ? product([rows, inner]) : nil, layer.whole(5) != 0 ? product([columns, inner]) : nil,
      layer.whole(6) != 0 ? added : nil,
    ]
    return counts.compactMap(\.self).map { Part(count: $0, isFlagged: true) }
  }
}
