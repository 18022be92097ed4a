import BNFiles
import Platform

extension MomentsItem {
  /// What tells a file from others, kept in the file of moments.
  struct FileMark: Equatable, Sendable, Decodable {
    /// Its path from the root, without links.
    var path: String
    /// How large it is, and when it was last written to: of several files together, and of the latest.
    var size: Int?
    var modified: FileTime?

    /// The mark of what a path names.
    ///
    /// - Parameters:
    ///   - path: the path as it was given.
    ///   - opened: the files that were opened for it; a model may lie in several.
    ///   - files: the way to them.
    init(_ path: String, opened: [String], files: any FileAccess) {
      self.path = files.resolvedPath(path)
      let found = opened.compactMap(files.status(of:))
      guard found.count == opened.count, let latest = found.map(\.modified).max() else { return }
      (size, modified) = (found.reduce(0) { $0 + $1.size }, latest)
    }

    /// What differs in the file that is there now, in words; empty where nothing does, as far as both know.
    func differences(now: FileMark) -> [String] {
      var words: [String] = []
      if let here = now.size, let size, here != size {
        words.append("has \(counted(here, "byte")) and had \(size)")
      }
      if let here = now.modified, let modified, !here.agrees(with: modified) {
        words.append("was last written to at \(here.localText), and at \(modified.localText)")
      }
      return words
    }
  }
}
