import BNFiles
import Platform

/// Batch norms as a file of arrays for another library: its names, its senses, and nothing but its tensors as arrays.
struct LayerExport {
  let naming: LayerNaming
  private(set) var arrays: [NamedArray] = []
  /// What is said of the layers, as text.
  private(set) var metadata: [String: String] = [:]
  private(set) var count = 0
  private(set) var channels = 0
  private var names: Set<String> = []
  /// Layers whose names had to be told apart, with the name that each got.
  private var renamed: [String] = []
  /// Layers that had one of gamma and beta, with the other that was made.
  private var completed: [String] = []
  private var widened = 0
  private var bfloats = 0
  /// Whether the layers' names are this library's already.
  private let isOwn: Bool

  /// Layers to be written for a library.
  ///
  /// - Parameters:
  ///   - naming: the library.
  ///   - source: the one whose names they have; `nil` where these are nobody's.
  init(_ naming: LayerNaming, from source: LayerNaming?) {
    self.naming = naming
    isOwn = naming == source
  }

  mutating func add(_ layer: ExportedLayer) {
    let name = uniqueName(of: layer)
    let words = naming.dialect
    var parts = [
      (words.affine[0].first, layer.gamma), (words.affine[0].second, layer.beta),
      (words.statistics[0].first, layer.mean), (words.statistics[0].second, layer.variance),
    ]
    if naming == .torch, (layer.gamma == nil) != (layer.beta == nil) {
      // PyTorch's layers have both or none.
      let there = (layer.gamma ?? layer.beta)?.type ?? .float32
      let number = layer.gamma == nil ? 1.0 : 0
      let made = ExportedLayer.Numbers(Array(repeating: number, count: layer.channels), there)
      parts[layer.gamma == nil ? 0 : 1].1 = made
      completed.append(layer.name)
    }
    for case (let word, let numbers?) in parts {
      let values = NamedArray.Values(numbers.values, as: numbers.type)
      arrays.append(NamedArray(name: full(name, word), shape: [numbers.values.count], values: values))
      if numbers.isWidened { widened += 1 }
      if numbers.type == .bfloat16 { bfloats += 1 }
    }
    if naming == .torch {
      let count = NamedArray.Values.int64([layer.batches])
      arrays.append(NamedArray(name: full(name, LayerNaming.batchesTracked), shape: [], values: count))
    }
    metadata.merge(MetadataNumbers.entries(of: layer, named: name, naming)) { first, _ in first }
    count += 1
    channels += layer.channels
  }

  /// The layer's path in the library's way; a number behind one that is there already.
  private mutating func uniqueName(of layer: ExportedLayer) -> String {
    let path = isOwn ? layer.name : naming.path(layer.name)
    var name = path
    var number = 0
    while !names.insert(name).inserted {
      number += 1
      name = "\(path)_\(number)"
    }
    if number > 0 { renamed.append("\(layer.name.quoted(limit: 80)) as \(name.quoted(limit: 80))") }
    return name
  }

  private func full(_ layer: String, _ word: String) -> String {
    layer.isEmpty ? word : layer + naming.separator + word
  }

  /// The file's bytes, in the format that its name asks for.
  ///
  /// - Parameters:
  ///   - path: the file's name.
  ///   - program: what writes it.
  ///   - texts: what else is said of the layers.
  /// - Returns: the whole file.
  /// - Throws: ``FileError`` where the name says no format.
  func bytes(for path: String, by program: String, saying texts: [String: String]) throws(FileError) -> [UInt8] {
    var all = metadata.merging(texts) { _, text in text }
    all["format"] = naming.format
    all["program"] = program
    return try ArrayFile.encode(arrays, path: path, metadata: all)
  }

  /// What was written into a file of a name, in a line.
  func done(_ path: String) -> String {
    "wrote \(path): \(counted(count, "batch norm")) of \(counted(channels, "channel")), with the names of \(naming.name)"
  }

  /// What a person should know of what is written into a file of a name, each a line.
  func notes(for path: String) -> [String] {
    var notes: [String] = []
    if !renamed.isEmpty {
      let shown =
        renamed.prefix(4).joined(separator: ", ") + (renamed.count > 4 ? " and \(renamed.count - 4) more" : "")
      notes.append("names that would be one in \(naming.name) have a number behind them: \(shown)")
    }
    if !completed.isEmpty {
      notes.append(
        "\(naming.name) has gamma and beta or neither: ones or zeros are written for the one that is missing in "
          + completed.listed(limit: 4))
    }
    if widened > 0 {
      notes.append(
        "\(counted(widened, "array")) as float64: the numbers are computed, and the file's own type does not hold them")
    }
    if bfloats > 0, path.lowercased().hasSuffix(".npz") {
      notes.append("\(counted(bfloats, "array")) of bfloat16 as float32, which NumPy has: the numbers are the same")
    }
    return notes
  }
}
