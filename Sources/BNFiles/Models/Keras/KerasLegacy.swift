import Platform

/// Keras 1 and 2's HDF5 files, and those of Keras 3's writer of the same form: a group a layer, weights by name.
///
/// Source: `keras/src/legacy/saving/legacy_h5_format.py` of Keras 3.15 and `hdf5_format.py` of tf.keras 2.15.
struct KerasLegacy {
  private let file: HDF5File
  /// The group that holds the layers: the root of a file of weights only.
  private let root: String
  private let config: KerasConfig?
  private let version: String?
  private var remarks: [FileRemark] = []
  private var used: Set<String> = []
  /// The arrays of each layer's group, by their names in it.
  private let arrays: [String: [String]]

  static func matches(_ file: HDF5File) -> Bool {
    let root = file.groups[""]?.attributes ?? [:]
    return root["model_config"] != nil || file.groups["model_weights"] != nil
      || !["layer_names", "layer_names0"].allSatisfy { root[$0] == nil }
  }

  init(_ file: HDF5File, _ candidate: ModelCandidate) throws(FileError) {
    self.file = file
    root = file.groups["model_weights"] == nil ? "" : "model_weights"
    arrays = Self.arrays(of: file, root)
    version =
      file.groups[""]?.texts("keras_version")?.first ?? file.groups[root]?.texts("keras_version")?.first
    if let text = file.groups[""]?.texts("model_config")?.first {
      config = try KerasConfig(Array(text.utf8), version: version, path: file.path, what: "the attribute model_config")
    } else {
      let companion = try KerasCompanion.config(of: candidate)
      config = companion?.config
      if let remark = companion?.remark { remarks.append(remark) }
    }
  }

  private static func arrays(of file: HDF5File, _ root: String) -> [String: [String]] {
    var arrays: [String: [String]] = [:]
    let start = root.isEmpty ? "" : root + "/"
    for dataset in file.datasets where dataset.path.utf8.starts(with: start.utf8) {
      let path = dataset.path.utf8.dropFirst(start.utf8.count)
      guard let cut = path.firstIndex(of: UInt8(ascii: "/")) else { continue }
      arrays[String(Substring(path[..<cut])), default: []].append(String(Substring(path[cut...].dropFirst())))
    }
    return arrays
  }

  func model() throws(FileError) -> ModelFile {
    var reader = self
    return try reader.read()
  }

  private mutating func read() throws(FileError) -> ModelFile {
    let stated = Dictionary(grouping: config?.layers ?? []) { $0.names[0] }
    var layers: [StatedLayer] = []
    let tops = layerNames(stated)
    for top in tops { layers += try self.layers(of: top, stated[top] ?? []) }
    let found = Set(tops)
    for (name, inside) in stated where !found.contains(name) {
      for layer in inside where layer.isBatchNormalization { remarkMissing(layer) }
    }
    // The moments of an optimizer have the shapes of the weights, and are none.
    let others = file.datasets.map(\.path).filter { $0.hasPrefix("optimizer_weights/") }
    let kind = file.groups[""]?.attributes["model_config"] == nil ? "Keras .h5 (weights)" : "Keras .h5"
    var model = ModelFile(format: kind, family: .keras, layers: layers, remarks: remarks)
    model.isNetworkOrder = config != nil || texts("layer_names", of: root) != nil
    model.tensors = try HDF5Model.tensors(of: file, except: used.union(others))
    model.every = { [file] () throws(FileError) in try HDF5Model.tensors(of: file) }
    if let text = file.groups[""]?.texts("model_config")?.first {
      model.flow = { [self] () throws(FileError) in
        try KerasFlow(Array(text.utf8), version: version, path: file.path, variables: weights).flow
      }
    }
    return model
  }

  /// The kernel of a layer and its bias; of a separable convolution both kernels.
  private func weights(of layer: String) throws(FileError) -> [StoredTensor] {
    let names = texts("weight_names", of: path(layer)) ?? arrays[layer] ?? []
    var tensors: [StoredTensor] = []
    for role in ["kernel", "pointwise_kernel", "bias"] {
      let name = names.first { TensorRole($0).isCalled(role) }
      guard let name else { continue }
      if let tensor = try file.tensor("\(path(layer))/\(name)") { tensors.append(tensor) }
    }
    return tensors
  }

  /// The last part of a variable's name, without TensorFlow's number: `conv/depthwise_kernel:0` is a kernel.
  private struct TensorRole {
    private let last: Substring

    init(_ name: String) { last = (name.split(separator: "/").last ?? "").prefix { $0 != ":" } }

    func isCalled(_ role: String) -> Bool { last == role || last == "depthwise_\(role)" || last.hasSuffix("_\(role)") }
  }

  private mutating func remarkMissing(_ layer: KerasConfig.Layer) {
    guard remarks.count < 20 else { return }
    remarks.append(
      FileRemark("the configuration names the layer \(layer.name.quoted(limit: 80)), and it has no weights"))
  }

  /// The groups of the layers that exist, in network order where it is known, else in the order of the file.
  private func layerNames(_ stated: [String: [KerasConfig.Layer]]) -> [String] {
    var names: [String] = []
    var known: Set<String> = []
    func add(_ name: String) {
      if file.groups[path(name)] != nil, known.insert(name).inserted { names.append(name) }
    }
    let listed = texts("layer_names", of: root) ?? []
    let outermost = (config?.layers ?? []).filter { $0.names.count == 1 }.map { $0.names[0] }
    // Both are in network order. The list has the layers whose configuration does not tell their names as well.
    let isWhole = Set(listed).isSuperset(of: outermost.filter { file.groups[path($0)] != nil })
    for name in isWhole ? listed : outermost + listed { add(name) }
    for name in (file.groups[root]?.members ?? []).naturallySorted() where name != "optimizer_weights" {
      // A name with a slash makes a group of its first part, which is no layer.
      if listed.isEmpty || texts("weight_names", of: path(name)) != nil { add(name) }
    }
    return names
  }

  private func path(_ name: String) -> String { root.isEmpty ? name : "\(root)/\(name)" }

  /// A list of texts, which is split over several attributes where it is too long for one.
  private func texts(_ name: String, of group: String) -> [String]? {
    guard let group = file.groups[group] else { return nil }
    if let texts = group.texts(name) { return texts }
    var all: [String] = []
    var part = 0
    while let texts = group.texts("\(name)\(part)") {
      all += texts
      part += 1
    }
    return part > 0 ? all : nil
  }

  private func weightSets(of group: String) -> KerasWeightSets {
    // Files of others than Keras may lack the attribute; then the arrays below are the weights.
    KerasWeightSets(texts("weight_names", of: path(group)) ?? arrays[group] ?? [], of: path(group))
  }

  /// The layers that one group holds, as the configuration names them, and others that are plain from their weights.
  private mutating func layers(of top: String, _ stated: [KerasConfig.Layer]) throws(FileError) -> [StatedLayer] {
    var sets = weightSets(of: top)
    guard sets.count > 0 else {
      for layer in stated where layer.isBatchNormalization { remarkMissing(layer) }
      return []
    }
    var layers: [StatedLayer] = []
    var unmatched: [KerasConfig.Layer] = []
    for layer in stated where layer.isNormalization {
      if let set = sets.take(for: layer, isOnly: stated.count == 1) {
        let found = try self.layer(layer, set)
        // A layer that is used in two models is saved with both.
        if !layer.isRepeated { layers.append(found) }
      } else if layer.isBatchNormalization {
        unmatched.append(layer)
      }
    }
    var rest = sets.others
    // Names that were changed by a suffix for the whole group: then the order tells, when there are as many.
    if unmatched.count == rest.count {
      for (layer, set) in zip(unmatched, rest) { layers.append(try self.layer(layer, set)) }
      (unmatched, rest) = ([], [])
    }
    for layer in unmatched { remarkMissing(layer) }
    for set in rest { layers.append(try unstated(set, top, isOnly: sets.count == 1)) }
    return layers
  }

  private mutating func layer(_ layer: KerasConfig.Layer, _ set: KerasWeightSets.WeightSet) throws(FileError)
    -> StatedLayer
  {
    let isBatchNorm = layer.isBatchNormalization || set.isBatchNormalization
    var vectors = try vectors(set)
    if isBatchNorm, vectors.mean == nil || vectors.variance == nil { vectors = try byPosition(set, layer) }
    var result = vectors.layer(
      layer.name, kind: isBatchNorm ? .batchNorm : .lookAlike(layer.className), settings: layer.settings,
      isBiased: KerasVersion.isBiased(version))
    if isBatchNorm, layer.className != "BatchNormalization" {
      result.notes.append("its class is \(layer.className.quoted(limit: 60))")
    }
    return result
  }

  /// A layer that no configuration names.
  private mutating func unstated(_ set: KerasWeightSets.WeightSet, _ top: String, isOnly: Bool) throws(FileError)
    -> StatedLayer
  {
    let inside = set.prefix.hasPrefix(top + "/") ? String(set.prefix.dropFirst(top.count + 1)) : set.prefix
    let name = isOnly || inside.isEmpty ? top : "\(top)/\(inside)"
    return try vectors(set).layer(name, settings: nil, isBiased: KerasVersion.isBiased(version))
  }

  private mutating func vectors(_ set: KerasWeightSets.WeightSet) throws(FileError) -> KerasVectors {
    var vectors = KerasVectors()
    for role in KerasRole.allCases {
      if let path = set.path(of: role) { vectors[role] = try tensor(path) }
    }
    return vectors
  }

  /// The vectors of a batch norm whose weights have names of their own: the order is the one in which the layer made
  /// them.
  private mutating func byPosition(_ set: KerasWeightSets.WeightSet, _ layer: KerasConfig.Layer) throws(FileError)
    -> KerasVectors
  {
    let roles = KerasPositions.roles(layer.settings)
    guard set.weights.count >= roles.count else {
      throw FileError(
        file.path,
        "layer \(layer.name.quoted(limit: 80)) has \(counted(set.weights.count, "array")) and \(roles.count) were "
          + "expected; the file is damaged, or of another model")
    }
    var vectors = KerasVectors()
    for (role, weight) in zip(roles, set.weights) { vectors[role] = try tensor(weight.path) }
    return vectors
  }

  private mutating func tensor(_ path: String) throws(FileError) -> StoredTensor {
    guard let tensor = try file.tensor(path) else {
      throw FileError(
        file.path, "the weight \(path.quoted(limit: 120)) is named and is not in the file; save the model again")
    }
    used.insert(path)
    return tensor
  }
}
