import BNFiles
import BNCore
import Platform

extension Session {
  /// Writes the batch norms of the open model, or the session's own layer, as a model of another library.
  func exportModel(_ request: ExportRequest, _ files: any FileAccess) throws(CommandError) -> [Output] {
    let part = request.content == .layer ? try ownPart() : try modelPart()
    var export = LayerExport(request.naming ?? part.naming ?? .tensorFlow, from: part.naming)
    for layer in part.layers { export.add(layer) }
    try filing { () throws(FileError) in
      try refuseSource(request.path, files)
      let bytes = try export.bytes(for: request.path, by: ProgramVersion.text, saying: part.texts)
      try files.write(bytes, to: request.path)
    }
    return ([export.done(request.path)] + part.notes + export.notes(for: request.path)).map(Output.note)
  }

  /// Layers to be written, and what is to be said of them.
  private struct Part {
    var layers: [ExportedLayer]
    /// The library whose names they have.
    var naming: LayerNaming?
    /// Where they are from.
    var texts: [String: String]
    var notes: [String]
  }

  /// The batch norms of the open model.
  private func modelPart() throws(CommandError) -> Part {
    let open = try openModel()
    let found = open.batchNorms
    guard !found.isEmpty else { throw CommandError("\(open.name) has no batch norm; layers says what is in it") }
    var part = Part(layers: [], naming: open.naming, texts: Self.texts(open.name, open.model.file.format), notes: [])
    let own = taken.map { $0.path == open.path } == true ? try ownLayer() : nil
    for layer in found {
      let stored = try filing { () throws(FileError) in
        try ExportedLayer(layer, LayerNumbers(layer), batches: open.batches(of: layer), path: open.path)
      }
      guard let own, own.layer.name == layer.name else {
        part.layers.append(stored)
        continue
      }
      let changes = own.layer.differences(from: stored)
      part.layers.append(changes.isEmpty ? stored : own.layer)
      guard !changes.isEmpty else { continue }
      part.notes.append(
        "\(layer.name.quoted(limit: 80)) has the session's numbers, which are not the file's: "
          + changes.joined(separator: ", "))
      part.notes += own.notes
    }
    part.notes += Self.leftOut(open.model.layers)
    return part
  }

  /// The session's own layer alone.
  private func ownPart() throws(CommandError) -> Part {
    let own = try ownLayer()
    let texts = taken.map { Self.texts($0.model, $0.format) } ?? [:]
    return Part(layers: [own.layer], naming: taken == nil ? .tensorFlow : taken?.naming, texts: texts, notes: own.notes)
  }

  private static func texts(_ file: String, _ format: String) -> [String: String] {
    ["source_file": file, "source_format": format]
  }

  /// Counts what is in the file and is no batch norm with numbers of its own.
  private static func leftOut(_ layers: [FoundLayer]) -> [String] {
    let others = layers.count { if case .lookAlike = $0.kind { true } else { false } }
    let folded = layers.count { if case .folded = $0.kind { true } else { false } }
    let counts = [
      folded > 0 ? "\(folded) folded into other layers" : nil, others > 0 ? counted(others, "look-alike") : nil,
    ].compactMap(\.self)
    return counts.isEmpty ? [] : ["left out: \(counts.joined(separator: ", ")); layers names them"]
  }

  /// A model that is open, or that the layer is from, is only read.
  private func refuseSource(_ path: String, _ files: any FileAccess) throws(FileError) {
    let isSource = viewer.model?.isWritten(in: path) == true
    guard isSource || taken.map({ files.isSameFile(path, as: $0.path) }) == true else { return }
    throw FileError(
      path,
      "is \(isSource ? "the model that is open" : "the model that the layer is from"), or a part of it, and is not"
        + " written to; export to another file", kind: .unwritable)
  }

  // MARK: The session's own layer

  /// The session's own layer as it is written: what is still the file's in the file's own types.
  private func ownLayer() throws(CommandError) -> (layer: ExportedLayer, notes: [String]) {
    guard let layer, let mean = numbers(.movingMean, of: layer), let variance = numbers(.movingVariance, of: layer)
    else { throw CommandError("there is no layer yet; name a batch with generate, batch or load, or open a model") }
    let options = configuration.options
    let implementation = experiment.implementation ?? .nonFused(.rank(rank))
    let epsilon = options.epsilonInForce(by: implementation, dimensions: rank)
    let bias = options.storedVariance(by: implementation, dimensions: rank)
    let kind: StatedLayer.VarianceKind = bias == .sample ? .unbiased : .biased
    let stored = taken?.stored
    let isEpsilonStored = epsilon == stored?.epsilon
    let isMomentumStored = stored.map { _ in taken?.momentum == nil || taken?.momentum == options.momentum } == true
    var own = ExportedLayer(
      name: taken?.name ?? configuration.name, gamma: numbers(.gamma, of: layer), beta: numbers(.beta, of: layer),
      mean: mean, variance: variance, epsilon: epsilon,
      isEpsilonStated: isEpsilonStored ? stored?.isEpsilonStated ?? true : true,
      momentum: isMomentumStored ? stored?.momentum : .ofOld(options.momentum),
      isMomentumStated: isMomentumStored ? stored?.isMomentumStated ?? true : true, varianceKind: kind)
    if let stored {
      own.batches = stored.batches
      // A variance of both is of neither kind.
      let isMixed = !variance.isSame(as: stored.variance) && kind != stored.varianceKind
      own.varianceKind = isMixed ? .unknown : stored.varianceKind
    }
    var notes: [String] = []
    if epsilon != options.epsilon {
      notes.append(
        "epsilon \(ValueText.text(epsilon)), below which \(options.conventions?.name ?? "the fused layer") does not go,"
          + " in place of"
          + " \(ValueText.text(options.epsilon))")
    }
    if options.renorm {
      notes.append("without the statistics of batch renormalization, which are for training")
    }
    return (own, notes)
  }

  /// A variable's numbers, in the file's type where they are the file's, else in the layer's.
  private func numbers(_ name: VariableName, of layer: any SessionLayer) -> ExportedLayer.Numbers? {
    guard let values = layer.values(of: name) else { return nil }
    let numbers = ExportedLayer.Numbers(values, layer.dtype.scalarType)
    let stored: ExportedLayer.Numbers? =
      switch name {
      case .gamma: taken?.stored.gamma
      case .beta: taken?.stored.beta
      case .movingMean: taken?.stored.mean
      case .movingVariance: taken?.stored.variance
      default: nil
      }
    return stored.flatMap { $0.isSame(as: numbers) ? $0 : nil } ?? numbers
  }
}

extension NumberType {
  /// The type that files have.
  fileprivate var scalarType: ScalarType {
    switch self {
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    }
  }
}

extension ExportRequest {
  /// The library that was asked for.
  fileprivate var naming: LayerNaming? {
    switch names {
    case .torch: .torch
    case .tensorflow: .tensorFlow
    case nil: nil
    }
  }
}
