internal import Synchronization

import Platform

extension FileCheck {
  /// Goes through every tensor of a model file, or the one of a file of data.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - files: the way to it and its companions.
  ///   - watch: told how many of so many bytes are done, from several threads; false ends it.
  /// - Throws: ``FileError`` where it cannot be opened: what is wrong with a tensor is a finding.
  package init(
    _ path: String, files: any FileAccess,
    watch: @escaping @Sendable (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws(FileError) {
    let candidate = try ModelCandidate(path, files: files)
    guard candidate.source != nil, ModelFormat.of(candidate) == nil,
      let format = DataFile.format(of: candidate.beginning, path: path), candidate.archive == nil
    else {
      try self.init(path, try ModelFile.open(candidate), watch: watch)
      return
    }
    guard let source = candidate.source else { throw FileError(path, "there is no such file", kind: .notFound) }
    let data = try DataFile.read(source)
    let model = ModelFile(
      format: format.name, family: .any, tensors: [StoredTensor(name: "", data.array)])
    try self.init(path, model, watch: watch)
    remarks = data.remarks
  }

  /// Goes through every tensor of a model that is open.
  package init(
    _ path: String, _ model: ModelFile, watch: @escaping @Sendable (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws(FileError) {
    let tensors = try model.everyTensor()
    self.init(path: path, format: model.format, tensors: tensors.map(TensorCheck.init))
    var plan = CheckPlan()
    for (index, tensor) in tensors.enumerated() { add(tensor, index, to: &plan) }
    if let archive = model.archive { add(archive, to: &plan) }
    run(plan, tensors, watch)
  }

  private mutating func add(_ tensor: StoredTensor, _ index: Int, to plan: inout CheckPlan) {
    do throws(FileError) {
      let count = tensor.count ?? 0
      self.tensors[index].count = count
      switch try tensor.content() {
      case .elements(let elements):
        self.tensors[index].bytes = elements.form.byteCount(of: count) ?? 0
        guard elements.range.upperBound <= elements.source.size else {
          throw FileError(
            elements.source.path, at: .byte(elements.source.size),
            "the file ends within or before it; it ends at byte \(elements.range.upperBound): copy or fetch the file again"
          )
        }
        plan.add(index, elements)
      case .numbers(let type):
        self.tensors[index].bytes = (type ?? .float64).byteCount(of: count) ?? 0
        plan.whole.append((index, type))
      case .noNumbers: self.tensors[index].count = 0
      case .unread(let reason):
        self.tensors[index].count = 0
        self.tensors[index].unread = reason
      }
    } catch {
      self.tensors[index].damage = text(error)
    }
  }

  /// Adds the members that no tensor lies in: they keep checksums, too.
  private mutating func add(_ archive: ZipArchive, to plan: inout CheckPlan) {
    for member in archive.members {
      do throws(FileError) {
        plan.add(try archive.source(of: member))
      } catch {
        damagedParts.append(text(error))
      }
    }
  }

  private mutating func run(
    _ plan: CheckPlan, _ tensors: [StoredTensor], _ watch: @escaping @Sendable (Int, Int) -> Bool
  ) {
    let all = plan.units.reduce(0) { $0 + $1.range.count }
    let done = Atomic(0)
    @Sendable func advance(_ bytes: Int) -> Bool { watch(done.add(bytes, ordering: .relaxed).newValue, all) }
    let findings = Mutex<[Int: CheckUnit.Finding]>([:])
    let isEnded = Atomic(false)
    // Packed members first, by one thread: two of them at once would make each other begin again.
    let packed = plan.units.indices.filter { plan.units[$0].isPacked }
    let others = plan.units.indices.filter { !plan.units[$0].isPacked }
    for (units, threads) in [(packed, 1), (others, SharedWork.threads)] {
      SharedWork.run(units.count, threads: threads) { next in
        let buffer = CheckUnit.buffer()
        defer { buffer.deallocate() }
        while let piece = next(), !isEnded.load(ordering: .relaxed) {
          let finding = plan.units[units[piece]].run(buffer) { bytes in
            let goesOn = advance(bytes)
            if !goesOn { isEnded.store(true, ordering: .relaxed) }
            return goesOn
          }
          findings.withLock { $0[units[piece]] = finding }
        }
      }
    }
    for (place, unit) in plan.units.enumerated() {
      if let finding = findings.withLock({ $0[place] }) { take(finding, of: unit) }
    }
    for (index, type) in plan.whole where !isEnded.load(ordering: .relaxed) {
      do throws(FileError) {
        self.tensors[index].tally.add(try tensors[index].numbers(), of: type)
      } catch {
        self.tensors[index].damage = text(error)
      }
      if !watch(all, all) { isEnded.store(true, ordering: .relaxed) }
    }
    isInterrupted = isEnded.load(ordering: .relaxed)
  }

  private mutating func take(_ finding: CheckUnit.Finding, of unit: CheckUnit) {
    for (part, tally) in zip(unit.parts, finding.tallies) { tensors[part.tensor].tally.add(tally) }
    guard let failure = finding.failure else { return }
    let reason = text(failure)
    if unit.parts.count == 1 {
      tensors[unit.parts[0].tensor].damage = tensors[unit.parts[0].tensor].damage ?? reason
      return
    }
    for (part, isWhole) in zip(unit.parts, finding.whole) where !isWhole {
      tensors[part.tensor].damage = "its bytes cannot be read to the end"
    }
    let held = unit.parts.map { tensors[$0.tensor].name }
    damagedParts.append(held.isEmpty ? reason : "\(reason); it holds \(held.listed(limit: 4))")
  }

  /// What is wrong, without the path of the file that was named.
  private func text(_ error: FileError) -> String {
    let text = error.description
    for beginning in [path + ", ", path + ": "] where text.hasPrefix(beginning) {
      return String(text.dropFirst(beginning.count))
    }
    return text
  }
}

/// What is to be gone through.
private struct CheckPlan: Sendable {
  private(set) var units: [CheckUnit] = []
  /// Tensors of which there is no more than numbers.
  var whole: [(tensor: Int, type: ScalarType?)] = []
  /// The units of sources with seals, by where these lie.
  private var sealed: [Place: Int] = [:]

  private struct Place: Hashable {
    let path: String
    let offset: Int
    let size: Int
  }

  /// Bytes of a tensor that one thread goes through; what has a seal is gone through by one.
  private static let share = 1 << 24

  mutating func add(_ tensor: Int, _ elements: StoredElements) {
    let count = elements.places.span
    guard elements.source.seal == nil else {
      guard let unit = unit(of: elements.source) else { return }
      units[unit].parts.append(CheckUnit.Part(tensor: tensor, elements: elements, places: 0..<count))
      return
    }
    guard !elements.form.isAlwaysRight else {
      let part = CheckUnit.Part(tensor: tensor, elements: elements, places: 0..<count)
      units.append(CheckUnit(source: elements.source, range: elements.range, parts: [part]))
      return
    }
    let size = elements.form.bits / 8
    var start = 0
    while start < count {
      let end = min(count, start + Self.share / size)
      units.append(
        CheckUnit(
          source: elements.source, range: elements.offset + start * size..<elements.offset + end * size,
          parts: [CheckUnit.Part(tensor: tensor, elements: elements, places: start..<end)]))
      start = end
    }
  }

  /// Adds a source for the sake of its seal.
  mutating func add(_ source: any ByteSource) { _ = unit(of: source) }

  /// The unit of a source that has a seal.
  private mutating func unit(of source: any ByteSource) -> Int? {
    guard let seal = source.seal else { return nil }
    let place = Place(path: source.path, offset: seal.place, size: source.size)
    if let known = sealed[place] { return known }
    sealed[place] = units.count
    units.append(CheckUnit(source: source, range: 0..<source.size, seal: seal, parts: []))
    return units.count - 1
  }
}

extension DataFile.Format {
  /// What people call it.
  fileprivate var name: String {
    switch self {
    case .csv: "CSV"
    case .npy: "NumPy .npy"
    case .idx: "IDX"
    case .gzip: "gzip"
    }
  }
}
