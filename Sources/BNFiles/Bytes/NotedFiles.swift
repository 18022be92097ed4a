import Synchronization

/// Files that remember which of them were opened: a model may lie in several, some of which are opened when their numbers
/// are asked for.
package struct NotedFiles: FileAccess {
  private final class Paths: Sendable {
    let all = Mutex<Set<String>>([])
  }

  private let files: any FileAccess
  private let opened = Paths()

  package init(_ files: any FileAccess) { self.files = files }

  /// The paths of the files that were opened so far, sorted.
  package var paths: [String] { opened.all.withLock { $0.sorted() } }

  private func note(_ path: String) {
    let path = files.absolutePath(path)
    opened.all.withLock { _ = $0.insert(path) }
  }

  package func read(_ path: String) throws(FileError) -> [UInt8] {
    let bytes = try files.read(path)
    note(path)
    return bytes
  }

  package func open(_ path: String) throws(FileError) -> any ByteSource {
    let source = try files.open(path)
    note(path)
    return source
  }

  package func isFolder(_ path: String) -> Bool { files.isFolder(path) }
  package func fileNames(in folder: String) -> [String] { files.fileNames(in: folder) }
  package func write(_ bytes: [UInt8], to path: String) throws(FileError) { try files.write(bytes, to: path) }
  package func absolutePath(_ path: String) -> String { files.absolutePath(path) }
  package func resolvedPath(_ path: String) -> String { files.resolvedPath(path) }
  package func status(of path: String) -> FileStatus? { files.status(of: path) }
  package func isSameFile(_ path: String, as other: String) -> Bool { files.isSameFile(path, as: other) }
}
