import Platform

extension ModelFormat {
  /// What `equinox.tree_serialise_leaves` writes: arrays one behind the other, each as a `.npy` file, without names; often
  /// with a line of JSON in front.
  static let equinox = ModelFormat(name: "Equinox .eqx", match: EquinoxModel.matches) { candidate throws(FileError) in
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; name the file") }
    return try EquinoxModel.open(source, start: EquinoxModel.start(candidate.beginning) ?? 0)
  }
}

/// Opens files of nameless arrays.
enum EquinoxModel {
  private static let most = 1 << 20

  /// Where the first array begins: at once, or behind a line of JSON.
  static func start(_ beginning: [UInt8]) -> Int? {
    if beginning.starts(with: NpyReader.magic) { return 0 }
    guard beginning.first == UInt8(ascii: "{"), let end = beginning.firstIndex(of: 10) else { return nil }
    return beginning[(end + 1)...].starts(with: NpyReader.magic) ? end + 1 : nil
  }

  /// Whether there is more than the one array of a `.npy` file.
  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard let source = candidate.source, let start = start(candidate.beginning) else { return false }
    if start > 0 || candidate.fileName.hasSuffix(".eqx") { return true }
    guard let end = try? NpyReader.first(of: source, isOfJAX: true).end, end < source.size else { return false }
    return (try? source.bytes(end..<min(end + NpyReader.magic.count, source.size))) == NpyReader.magic
  }

  static func open(_ source: any ByteSource, start: Int) throws(FileError) -> ModelFile {
    var records: [StoredTensor] = []
    var offset = start
    while offset < source.size {
      guard records.count < most else {
        throw FileError(source.path, at: .byte(offset), "has more than \(most) arrays; that many are not read")
      }
      let rest = PartOfSource(
        path: "\(source.path), array \(records.count + 1)", size: source.size - offset, base: source, start: offset)
      let (array, end) = try NpyReader.first(of: rest, isOfJAX: true)
      records.append(StoredTensor(name: String(records.count), array))
      offset += end
    }
    let found = EquinoxLayers(records)
    return ModelFile(
      format: "Equinox .eqx", family: .equinox, layers: found.layers,
      tensors: records.enumerated().filter { !found.taken.contains($0.offset) }.map(\.element))
  }
}

/// Finds batch norms among nameless arrays by the order in which Equinox writes a layer and its state.
///
/// Source: `BatchNorm` in nn/_batch_norm.py and `State` in nn/_stateful.py of Equinox 0.13. The layers come in the order of
/// the model's fields, each as weight, bias and the flag of inference; then the states of all of them, each as the flag
/// that there was no batch yet (mode "ema") or the number of batches (mode "batch"), mean and variance.
struct EquinoxLayers {
  private(set) var layers: [StatedLayer] = []
  /// The arrays that are of layers.
  private(set) var taken: Set<Int> = []
  private let records: [StoredTensor]
  private let forms: [Form]

  /// What an array may be, by its shape and type.
  private enum Form: Equatable {
    case truth, counter, vector(Int), other

    init(_ record: StoredTensor) {
      switch (record.shape.count, record.type) {
      case (0, "bool"): self = .truth
      case (0, "int32"), (0, "int64"): self = .counter
      case (1, _) where !record.isIntegral: self = .vector(record.shape[0])
      default: self = .other
      }
    }

    var isVector: Bool { if case .vector = self { true } else { false } }
  }

  /// Every place is compared with all others: of more arrays than these nothing is told.
  private static let most = 1 << 13

  init(_ records: [StoredTensor]) {
    self.records = records
    forms = records.count <= Self.most ? records.map(Form.init) : []
    guard let (affine, states) = split() else { return }
    var open = affine[...]
    for state in states {
      // Layers without gamma and beta have nothing but their state.
      let place = open.firstIndex { records[$0].count == records[state + 1].count }
      if let place { open = open[(place + 1)...] }
      add(affine: place.map { affine[$0] }, state, isSure: affine.count == states.count)
    }
  }

  private mutating func add(affine: Int?, _ state: Int, isSure: Bool) {
    let flag = records[state]
    var layer = StatedLayer(
      name: affine.map(String.init) ?? String(state), gamma: affine.map { records[$0] },
      beta: affine.map { records[$0 + 1] }, mean: records[state + 1], variance: records[state + 2],
      varianceKind: .biased,
      notes: ["the arrays have no names: their order tells the layer; it is named by the number of its first array"])
    if !isSure { layer.notes.append("which gamma and beta belong to it is a guess by order and length") }
    if flag.isIntegral, flag.type != ScalarType.bool.rawValue {
      layer.updates = flag
    } else if (try? flag.numbers())?.first == 1 {
      layer.notes.append("no batch was seen yet: the statistics were never set")
    }
    layers.append(layer)
    taken.formUnion([state, state + 1, state + 2])
    if let affine { taken.formUnion([affine, affine + 1, affine + 2]) }
  }

  /// Where layers begin that have gamma and beta, and where states do.
  ///
  /// The states follow the model, or stand in front of it: where most of them have the lengths of the layers, in their
  /// order. A flag in front of two vectors may also be that of another layer.
  private func split() -> (affine: [Int], states: [Int])? {
    var best: (affine: [Int], states: [Int])?
    var most = 0
    for place in forms.indices where isState(place) {
      let states = run(from: place)
      let end = place + states.count * 3
      let affine = affine(place == 0 ? end..<records.count : 0..<place)
      let matched = zip(affine, states).prefix { records[$0].count == records[$1 + 1].count }.count
      guard matched == affine.count, matched > most else { continue }
      most = matched
      best = (affine, end == records.count || place == 0 ? states : Array(states.prefix(matched)))
    }
    if let best { return best }
    // Some have no gamma and beta: then only the end of the file tells which the states are.
    let last = forms.indices.first { isState($0) && $0 + run(from: $0).count * 3 == records.count }
    return last.map { (affine(0..<$0), run(from: $0)) }
  }

  private func affine(_ range: Range<Int>) -> [Int] {
    var found: [Int] = []
    var place = range.lowerBound
    while place + 3 <= range.upperBound {
      let isOne = forms[place].isVector && forms[place] == forms[place + 1] && forms[place + 2] == .truth
      if isOne { found.append(place) }
      place += isOne ? 3 : 1
    }
    return found
  }

  private func run(from start: Int) -> [Int] {
    var states: [Int] = []
    var place = start
    while isState(place) {
      states.append(place)
      place += 3
    }
    return states
  }

  private func isState(_ place: Int) -> Bool {
    guard place + 2 < forms.count else { return false }
    return (forms[place] == .truth || forms[place] == .counter) && forms[place + 1].isVector
      && forms[place + 1] == forms[place + 2]
  }
}
