import Platform

/// Joins the weights of Keras 3 with a configuration, where there is one, and says which are batch norms.
struct KerasWeights {
  private let store: KerasStore
  private let config: KerasConfig?
  private let isBiased: Bool
  private let groupsByName: [String: [String]]
  private var remarks: [FileRemark] = []
  /// The groups that belong to a layer that is stated.
  private var used: Set<String> = []
  /// The place of each group in the network, where it is known.
  private var places: [String: Int] = [:]
  private var found: [(place: Int, group: NaturalKey, layer: StatedLayer)] = []

  init(_ store: KerasStore, config companion: KerasCompanion?) {
    self.store = store
    config = companion?.config
    isBiased = KerasVersion.isBiased(companion?.version) || (companion?.version == nil && store.hasNames)
    var groups: [String: [String]] = [:]
    for (group, object) in store.objects where !object.arrays.isEmpty {
      if let name = object.name { groups[name, default: []].append(group) }
    }
    groupsByName = groups
    if let remark = companion?.remark { remarks.append(remark) }
  }

  func model(_ format: String) throws(FileError) -> ModelFile {
    var reader = self
    return try reader.read(format)
  }

  private mutating func read(_ format: String) throws(FileError) -> ModelFile {
    for (place, layer) in (config?.layers ?? []).enumerated() { try join(layer, place) }
    for group in store.objects.keys where !used.contains(group) && !Self.isOptimizer(group) {
      let (place, name) = networkPlace(of: group)
      if let layer = try KerasGuess(store, group, name: name, isBiased: isBiased).layer() { add(layer, group, place) }
    }
    found.sort { ($0.place, $0.group) < ($1.place, $1.group) }
    var model = ModelFile(format: format, family: .keras, layers: found.map(\.layer), remarks: remarks)
    model.isNetworkOrder = config != nil
    model.every = { [files = store.files] () throws(FileError) in
      var tensors: [StoredTensor] = []
      for file in files { tensors += try HDF5Model.tensors(of: file) }
      return tensors
    }
    for file in store.files {
      for (index, dataset) in file.datasets.enumerated() where !isTaken(dataset.path) {
        model.tensors.append(try file.tensor(at: index))
      }
    }
    return model
  }

  private func isTaken(_ path: String) -> Bool {
    guard let group = KerasStore.object(ofArray: path) else { return false }
    return used.contains(group) || Self.isOptimizer(group)
  }

  /// The averages that an optimizer keeps have the shapes of the weights, and are none.
  private static func isOptimizer(_ group: String) -> Bool { group.split(separator: "/").contains("optimizer") }

  private mutating func add(_ layer: StatedLayer, _ group: String, _ place: Int) {
    used.insert(group)
    found.append((place, NaturalKey(group), layer))
  }

  /// The place of the layer that a group lies in, and the group's name: behind that of the layer, the group's own names.
  private func networkPlace(of group: String) -> (place: Int, name: String) {
    let own = store.names(of: group)
    var path = group[...]
    while !path.isEmpty {
      if let place = places[String(path)], let layer = config?.layers[place] {
        let inside = own.dropFirst(store.names(of: String(path)).count)
        return (place, (layer.names + inside).joined(separator: "/"))
      }
      guard let cut = path.lastIndex(of: "/") else { break }
      path = path[..<cut]
    }
    return (.max, own.joined(separator: "/"))
  }

  /// Finds the variables of a layer of the configuration.
  private mutating func join(_ layer: KerasConfig.Layer, _ place: Int) throws(FileError) {
    let group = group(of: layer)
    if let group, places[group] == nil, !layer.isRepeated { places[group] = place }
    // An object that occurs at several places is saved at the first.
    guard layer.isNormalization, !layer.isRepeated else { return }
    guard let group, !used.contains(group) else {
      if layer.isBatchNormalization { remarkMissing(layer) }
      return
    }
    let tensors = try store.tensors(of: group)
    if layer.isBatchNormalization {
      try addBatchNorm(layer, tensors, group, place)
    } else if !tensors.isEmpty {
      var vectors = KerasVectors()
      vectors.gamma = tensors.first
      if tensors.count > 1 { vectors.beta = tensors[1] }
      let stated = vectors.layer(
        layer.name, kind: .lookAlike(layer.className), settings: layer.settings, isBiased: isBiased)
      add(stated, group, place)
    }
  }

  private mutating func addBatchNorm(
    _ layer: KerasConfig.Layer, _ tensors: [StoredTensor], _ group: String, _ place: Int
  ) throws(FileError) {
    guard !tensors.isEmpty else { return remarkMissing(layer) }
    let roles = KerasPositions.roles(layer.settings)
    // Three more for batch renormalization: the moving deviation, and the mean and deviation of its own.
    guard [roles.count, roles.count + 3].contains(tensors.count) else {
      throw FileError(
        store.path,
        "layer \(layer.name.quoted(limit: 80)) has \(counted(tensors.count, "array")) and its configuration says "
          + "\(roles.count); the file is damaged, or of another model")
    }
    var vectors = KerasVectors()
    for (role, tensor) in zip(roles, tensors) { vectors[role] = tensor }
    var stated = vectors.layer(layer.name, settings: layer.settings, isBiased: isBiased)
    if layer.className != "BatchNormalization" {
      stated.notes.append("its class is \(layer.className.quoted(limit: 60))")
    }
    add(stated, group, place)
  }

  /// The group of a layer by its place, unless the name in it is another layer's: then by the name.
  private func group(of layer: KerasConfig.Layer) -> String? {
    let byPlace = store.group(layer.group)
    guard let name = layer.settings.name else { return byPlace }
    if let byPlace, let own = store.objects[byPlace]?.name, own != name {
      return onlyGroup(named: name) ?? byPlace
    }
    return byPlace ?? onlyGroup(named: name)
  }

  /// The one group whose object has a name.
  private func onlyGroup(named name: String) -> String? {
    let groups = groupsByName[name] ?? []
    return groups.count == 1 ? groups.first : nil
  }

  private mutating func remarkMissing(_ layer: KerasConfig.Layer) {
    guard remarks.count < 20 else { return }
    remarks.append(
      FileRemark("the configuration names the layer \(layer.name.quoted(limit: 80)), and it has no weights"))
  }
}
