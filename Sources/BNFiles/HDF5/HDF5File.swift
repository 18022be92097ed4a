import HDF5Wire
import Platform

/// An HDF5 file, opened: what is in it by path, as the program beside this one found it.
struct HDF5File: Sendable {
  /// The file's bytes, in a file of the machine.
  let source: any ByteSource
  let groups: [String: Group]
  /// The arrays in the order of the file.
  let datasets: [Dataset]
  private let places: [String: Int]
  /// What each path leads to that was not followed.
  let links: [String: String]
  private let reader: HDF5NumberReader

  struct Group: Sendable {
    var attributes: [String: HDF5Attribute.Value]
    /// The names in it, in the order of the file.
    var members: [String]

    func texts(_ name: String) -> [String]? {
      if case .texts(let texts)? = attributes[name] { texts } else { nil }
    }
  }

  struct Dataset: Sendable {
    var path: String
    var shape: [Int]
    var header: HDF5Dataset
  }

  /// The first bytes of a file, or of what stands behind a user block (HDF5 file format specification, section II.A).
  static let magic: [UInt8] = [0x89] + Array("HDF\r\n\u{1A}\n".utf8)

  /// Whether a file begins as HDF5: at its start, or behind 512, 1024 or 2048 bytes that are another's.
  static func begins(_ bytes: [UInt8]) -> Bool {
    [0, 512, 1024, 2048].contains { bytes.dropFirst($0).starts(with: magic) }
  }

  /// Asks what is in a file.
  ///
  /// - Throws: ``FileError`` where it is damaged, or what it says contradicts itself.
  init(_ unopened: any ByteSource, program: HDF5Program = .beside) throws(FileError) {
    source = try NamelessFile.source(of: unopened)
    var groups: [String: Group] = [:]
    var datasets: [Dataset] = []
    var places: [String: Int] = [:]
    var links: [String: String] = [:]
    for object in try program.objects(of: source) {
      let path = object.path
      switch object.kind {
      case .group(let attributes):
        let values = Dictionary(attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        groups[path] = Group(attributes: values, members: [])
      case .dataset(let header):
        places[path] = datasets.count
        datasets.append(Dataset(path: path, shape: header.shape.map { Int(clamping: $0) }, header: header))
      case .link(let what): links[path] = what
      }
      if !path.isEmpty {
        let cut = path.lastIndex(of: "/")
        let parent = cut.map { String(path[..<$0]) } ?? ""
        groups[parent]?.members.append(String(cut.map { path[path.index(after: $0)...] } ?? path[...]))
      }
    }
    self.groups = groups
    self.datasets = datasets
    self.places = places
    self.links = links
    reader = HDF5NumberReader(source: source, program: program, datasets: datasets)
  }

  var path: String { source.path }

  func dataset(_ path: String) -> Dataset? { places[path].map { datasets[$0] } }

  /// The array of a path, without its numbers; `nil` where there is none.
  func tensor(_ path: String) throws(FileError) -> StoredTensor? {
    guard let place = places[path] else {
      if let what = links[path] {
        throw FileError(
          source.path, "\(path.quoted(limit: 100)) is \(what), which is not followed; save the model into one file")
      }
      return nil
    }
    return try tensor(at: place)
  }

  /// The array at a place in ``datasets``.
  func tensor(at place: Int) throws(FileError) -> StoredTensor {
    let dataset = datasets[place]
    guard let count = elementCount(of: dataset.shape) else {
      throw FileError(source.path, "array \(dataset.path.quoted(limit: 100)) is too large; the file is damaged")
    }
    guard let type = ScalarType(dataset.header.element) else {
      return unreadable(dataset, "holds no numbers of a kind that is known")
    }
    switch dataset.header.storage {
    case .contiguous(let offset):
      let (bytes, overflow) = count.multipliedReportingOverflow(by: type.size)
      guard !overflow, let start = Int(exactly: offset), start <= source.size, bytes <= source.size - start else {
        throw FileError(
          source.path, "array \(dataset.path.quoted(limit: 100)) lies outside the file; copy or save it again")
      }
      let layout = NumberLayout(type, bigEndian: dataset.header.isBigEndian)
      let region = NumberRegion(source: source, offset: start, layout: layout)
      return StoredTensor(name: dataset.path, StoredArray(shape: dataset.shape, in: region))
    case .library:
      let reader = reader
      return StoredTensor(
        name: dataset.path, shape: dataset.shape, type: type.rawValue, isIntegral: type.isIntegral
      ) { () throws(FileError) in try reader.numbers(at: place, count: count) }
    case .outside(let what): return unreadable(dataset, what + ", which is not followed; save the model into one file")
    }
  }

  private func unreadable(_ dataset: Dataset, _ what: String) -> StoredTensor {
    let path = source.path
    return StoredTensor(name: dataset.path, shape: dataset.shape, type: "other") { () throws(FileError) in
      throw FileError(path, "array \(dataset.path.quoted(limit: 100)) \(what)")
    }
  }
}

extension ScalarType {
  fileprivate init?(_ element: HDF5Dataset.Element) {
    switch element {
    case .other: return nil
    case .bool: self = .bool
    case .uint8: self = .uint8
    case .uint16: self = .uint16
    case .uint32: self = .uint32
    case .uint64: self = .uint64
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .float16: self = .float16
    case .bfloat16: self = .bfloat16
    case .float32: self = .float32
    case .float64: self = .float64
    }
  }
}
