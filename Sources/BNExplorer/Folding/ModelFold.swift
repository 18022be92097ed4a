import BNCore
import BNFiles
import Platform

/// The batch norms of a model folded: each into the layer in front of it where that is known, else as scale and shift.
struct ModelFold: Sendable {
  let path: String
  let format: String
  let settings: FoldedNorm.Settings
  /// The one that quantization leaves least of first.
  let norms: [FoldedNorm]
  /// Batch norms that are not folded at all, with the reason.
  let leftOut: [(name: String, why: String)]
  /// Whether the file's graph told which layers stand in front.
  let isByGraph: Bool
  /// What stands between the parts of a path in the file.
  private let separator: String
  private let formatText: String?

  /// Folds a model's batch norms, or those of some names.
  ///
  /// - Throws: ``FileError`` where the file does not hold a number, or no batch norm of a name.
  init(
    _ model: FoundModel, path: String, _ settings: FoldedNorm.Settings, names: [String] = []
  ) throws(FileError) {
    let all = model.batchNorms
    for name in names where !all.contains(where: { $0.name == name }) {
      let near = all.map(\.name).filter { $0.contains(name) }
      throw FileError(
        path,
        "has no batch norm called \(name.quoted(limit: 60)); "
          + (near.isEmpty ? "layers lists them" : "near it: \(near.listed(limit: 4))"))
    }
    let fronts = try FoldFronts(model)
    var norms: [FoldedNorm] = []
    var leftOut: [(name: String, why: String)] = []
    for layer in all where names.isEmpty || names.contains(layer.name) {
      guard let inference = InferenceLayer(layer, try LayerNumbers(layer)), inference.channels > 0 else {
        leftOut.append((layer.name, "mean, variance or epsilon is not in the file"))
        continue
      }
      let norm = try FoldedNorm(layer, inference, fronts[layer.name], settings)
      norms.append(norm)
      if !norm.isFinite, case .failure(let obstacle) = norm.front { leftOut.append((layer.name, obstacle.words)) }
    }
    self.path = path
    format = model.file.format
    self.settings = settings
    self.norms = norms.enumerated().sorted { a, b in
      let (x, y) = (a.element.figure, b.element.figure)
      return x == y || x.isNaN || y.isNaN ? (x.isNaN && !y.isNaN) || (x.isNaN == y.isNaN && a.offset < b.offset) : x < y
    }.map(\.element)
    self.leftOut = leftOut
    isByGraph = fronts.isByGraph
    let naming = LayerNaming(of: model.file, model.layers)
    separator = naming?.separator ?? "."
    formatText = naming?.format
  }

  /// How many are folded into the layer in front.
  var folded: Int { norms.count { (try? $0.front.get()) != nil } }

  /// How many stay a scale and a shift.
  var affine: Int { norms.count { $0.isFinite } - folded }

  /// The names of a batch norm's scale and shift in the file that is written.
  func affineNames(of norm: FoldedNorm) -> (scale: String, shift: String) {
    let start = norm.layer.name.isEmpty ? "" : norm.layer.name + separator
    return (start + "scale", start + "shift")
  }

  // MARK: Writing

  /// What goes into a file, each array rounded once, to float32 unless the kernel is of float64.
  ///
  /// - Throws: ``FileError`` where the file does not hold a number.
  func arrays() throws(FileError) -> [NamedArray] {
    var arrays: [NamedArray] = []
    for norm in norms where norm.isFinite {
      guard case .success(let front) = norm.front else {
        let names = affineNames(of: norm)
        let type: ScalarType = norm.norm.meanPrecision == .float64 ? .float64 : .float32
        for (name, values) in [(names.scale, norm.scale), (names.shift, norm.shift)] {
          arrays.append(NamedArray(name: name, shape: [values.count], values: NamedArray.Values(values, as: type)))
        }
        continue
      }
      let type: ScalarType = front.kernel.scalarType == .float64 ? .float64 : .float32
      let weights = front.channels.scaled(try front.weights(), by: norm.scale)
      arrays.append(
        NamedArray(
          name: front.kernel.name, shape: front.kernel.shape, values: NamedArray.Values(weights, as: type)))
      let bias = norm.foldedBias(try front.bias?.numbers())
      arrays.append(
        NamedArray(name: front.biasName, shape: [bias.count], values: NamedArray.Values(bias, as: type)))
    }
    return arrays
  }

  /// What is said of them as text: where they are from, and what became of each batch norm.
  var metadata: [String: String] {
    let name = String(path.split(separator: "/").last ?? path[...])
    var texts = ["source_file": name, "source_format": format, "program": ProgramVersion.text]
    if let formatText { texts["format"] = formatText }
    for norm in norms where norm.isFinite {
      texts["fold \(norm.layer.name)"] = (try? norm.front.get()).map { "into \($0.kernel.name)" } ?? "scale and shift"
    }
    return texts
  }

  /// Writes them as a whole, never into the model's own file.
  ///
  /// - Parameters:
  ///   - out: the path of the new file; its ending says the format.
  ///   - sources: the files that the model lies in.
  ///   - files: the file system.
  /// - Throws: ``FileError`` where one of them is named, or writing fails.
  func write(to out: String, sources: [String], files: any FileAccess) throws(FileError) {
    guard !sources.contains(where: { files.isSameFile(out, as: $0) }) else {
      throw FileError(
        out, "is the model, or a part of it, and is not written to; name another file", kind: .unwritable)
    }
    try files.write(try ArrayFile.encode(arrays(), path: out, metadata: metadata), to: out)
  }
}
