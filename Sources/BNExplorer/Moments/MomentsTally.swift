import BNFiles
import Platform

/// Which arrays of which files are in moments already, so that none counts twice.
struct MomentsTally {
  /// One of the things that a file is known by.
  private enum Mark: Hashable {
    /// A path from the root.
    case path(String)
    case identity(FileStatus.Identity)
    /// A path from a folder, which nobody knows in files of moments by older programs.
    case relative(String, isFolderKnown: Bool)
  }

  private struct Key: Hashable {
    let array: String
    let mark: Mark
  }

  private let files: any FileAccess
  /// The path as it was given, and the file of moments that it stands in.
  private var seen: [Key: (path: String, part: String?)] = [:]

  init(files: any FileAccess) { self.files = files }

  /// Counts an item in, which may be of a file of moments.
  ///
  /// - Throws: ``FileError`` where it has an array of a file that has been counted in.
  mutating func add(_ item: MomentsItem, of part: String? = nil) throws(FileError) {
    var marks: [(mark: Mark, path: String)] = []
    for source in item.sources {
      let own = self.marks(of: source)
      var asked = own
      if !source.path.hasPrefix("/") {
        asked = own.filter { $0 != .relative(source.path, isFolderKnown: true) }
        // Where the folder of either is not known, the path decides.
        asked.append(.relative(source.path, isFolderKnown: false))
        if source.file == nil { asked.append(.relative(source.path, isFolderKnown: true)) }
      }
      for mark in asked {
        guard let other = seen[Key(array: item.name, mark: mark)] else { continue }
        throw FileError(source.path, Self.words(item, source, part, other))
      }
      marks += own.map { ($0, source.path) }
    }
    for (mark, path) in marks { seen[Key(array: item.name, mark: mark)] = (path, part) }
  }

  private func marks(of source: MomentsItem.Source) -> [Mark] {
    let isWhole = source.path.hasPrefix("/")
    var marks: [Mark] = [
      isWhole ? .path(source.path) : .relative(source.path, isFolderKnown: source.file != nil)
    ]
    guard let file = source.file else { return marks }
    marks.append(.path(file.path))
    // What is there by now tells of other names for the same file, as long as it is that file.
    if let status = files.status(of: file.path), status.size == file.size, status.modified == file.modified {
      marks.append(.identity(status.identity))
    }
    return marks
  }

  private static func words(
    _ item: MomentsItem, _ source: MomentsItem.Source, _ part: String?, _ other: (path: String, part: String?)
  ) -> String {
    let what = item.name.isEmpty ? "is" : "has \(item.name.quoted(limit: 80)), which is"
    let alias = other.path == source.path ? "" : ", as \(other.path.escapingControls), too,"
    guard let part, let first = other.part else {
      return "\(what) in two of what is to be put together\(alias) and would count twice; leave one out"
    }
    return "\(what) in two of what is to be put together\(alias) (\(first.escapingControls), \(part.escapingControls)) "
      + "and would count twice; leave one out, or say merge --distinct where different files have that path on different "
      + "machines"
  }
}
