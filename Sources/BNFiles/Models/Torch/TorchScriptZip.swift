import Platform

extension TorchZip {
  /// Whether the archive is a TorchScript program: it has code beside its data.
  var isScript: Bool {
    has("constants.pkl") || archive.members.contains { $0.name.hasPrefix(folder + "code/") }
  }

  /// The program of an archive since 1.4: the objects in one pickle, the tensors of the program itself in another.
  func scriptModel() throws(FileError) -> ModelFile {
    let objects = try pickle("data.pkl", storages: "data/")
    let constants = has("constants.pkl") ? try pickle("constants.pkl", storages: "constants/") : nil
    var builder = TorchScriptBuilder(zip: self, torch: objects)
    try builder.addObjects()
    if let constants { try builder.addConstants(constants) }
    var model = builder.script.model(archive.path)
    model.every = { () throws(FileError) in
      let own = try TorchInventory(objects).tensors
      guard let constants else { return own }
      return try own + TorchInventory(constants).tensors.map { $0.renamed(TorchScriptModel.constant + $0.name) }
    }
    return model
  }
}

/// Puts the objects of a TorchScript program together from its pickle and its code.
private struct TorchScriptBuilder {
  let zip: TorchZip
  let torch: TorchPickle
  private(set) var script = TorchScriptModel()
  /// The code of files that were read, by their names.
  private var files: [String: [String: TorchScriptCode]] = [:]
  private var seen: Set<Int> = []
  private var budget = TorchBudget()

  init(zip: TorchZip, torch: TorchPickle) {
    self.zip = zip
    self.torch = torch
  }

  /// How deep objects may hold each other.
  private static let deepest = 64
  /// The longest file of code that is looked at: 16 MiB.
  private static let longestCode = 1 << 24

  mutating func addObjects() throws(FileError) {
    guard try add(torch.pickle.root, [], depth: 0) != nil else {
      throw FileError(torch.path, "the TorchScript program has no object; expected the one that is called")
    }
  }

  /// Adds an object and those that it holds.
  ///
  /// - Returns: its place; `nil` for a value that is no object, or one that is there already.
  private mutating func add(_ value: PickleValue, _ path: [String], depth: Int) throws(FileError) -> Int? {
    guard case .node(let index) = value, let name = torch.className(value), name.module.hasPrefix("__torch__"),
      seen.insert(index).inserted
    else { return nil }
    guard depth < Self.deepest else {
      throw FileError(torch.path, "objects hold each other more than \(Self.deepest) deep; the file is damaged")
    }
    let place = script.objects.count
    script.objects.append(
      TorchScriptModel.Object(path: path, className: name.name, code: try code(of: name)))
    let attributes = torch.attributes(value) ?? []
    try budget.spend(attributes.count + script.objects[place].code.calls.count, path: torch.path)
    for pair in attributes {
      guard let key = pair.key.text else { continue }
      let full = path + [key]
      if let tensor = try torch.tensor(full.joined(separator: "."), pair.value) {
        script.objects[place].add(tensor, key)
      } else if let held = try add(pair.value, full, depth: depth + 1) {
        script.objects[place].objects[key] = held
      }
    }
    return place
  }

  /// The code of a class: `__torch__.torch.nn.modules.batchnorm` is the member `code/__torch__/torch/nn/modules/batchnorm.py`.
  private mutating func code(of name: PickleGlobal) throws(FileError) -> TorchScriptCode {
    let file = "code/" + name.module.split(separator: ".").joined(separator: "/") + ".py"
    if files[file] == nil {
      files[file] = [:]
      if let member = zip.archive.member(zip.folder + file), member.size <= Self.longestCode {
        let text = String(decoding: try zip.archive.bytes(of: member, limit: Self.longestCode), as: UTF8.self)
        files[file] = TorchScriptParser(text).classes
      }
    }
    return files[file]?[name.name] ?? TorchScriptCode()
  }

  mutating func addConstants(_ constants: TorchPickle) throws(FileError) {
    for (number, value) in (constants.pickle.items(constants.pickle.root) ?? []).enumerated() {
      let name = TorchScriptModel.constant + String(number)
      // What is no tensor keeps its place, since the code counts them all.
      let tensor = try constants.tensor(name, value)
      script.constants.append(
        tensor ?? StoredTensor(name: name, shape: [0], type: "object") { () throws(FileError) in [] })
    }
  }
}
