import HDF5Wire
import Platform

/// An HDF5 file, opened: what is in it by path, as the program beside this one found it.
struct HDF5File: Sendable {
  /// The file's bytes, in a file of the machine.
  let source: any ByteSource
  let groups: [String: Group]
  /// The arrays in the order of the file.
  let datasets: [Dataset]
  /// The places in ``datasets``.
  let places: [String: Int]
  /// What each path leads to that was not followed.
  let links: [String: String]
  /// Reads what only the library can read.
  let reader: HDF5NumberReader

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
    let source = try NamelessFile.source(of: unopened)
    self.init(try program.objects(of: source), in: source, program: program)
  }

  /// A file of which it is known what is in it.
  ///
  /// - Parameters:
  ///   - objects: the answer of a program that is not trusted.
  ///   - source: the file.
  ///   - program: reads the numbers that only the library can read.
  init(_ objects: [HDF5Object], in source: any ByteSource, program: HDF5Program) {
    self.source = source
    var groups: [String: Group] = [:]
    var datasets: [Dataset] = []
    var places: [String: Int] = [:]
    var links: [String: String] = [:]
    for object in objects {
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
        let cut = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let parent = cut.map { String(path[..<$0]) } ?? ""
        groups[parent]?.members.append(String(cut.map { path[path.utf8.index(after: $0)...] } ?? path[...]))
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
}
