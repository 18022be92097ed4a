import Synchronization

package import BNFiles

/// Files that are there only for a test: nothing reaches the disk.
package struct MemoryFiles: FileAccess {
  /// The files are shared by all copies, as a disk is.
  private final class Store: Sendable {
    let files: Mutex<[String: [UInt8]]>

    init(_ files: [String: [UInt8]]) { self.files = Mutex(files) }
  }

  private let store: Store
  /// Paths that refuse to be written.
  private let readOnly: Set<String>

  package init(_ files: [String: [UInt8]] = [:], readOnly: Set<String> = []) {
    store = Store(files)
    self.readOnly = readOnly
  }

  /// The names of all files, sorted.
  package var paths: [String] { store.files.withLock { $0.keys.sorted() } }

  package func read(_ path: String) throws(FileError) -> [UInt8] {
    guard let bytes = store.files.withLock({ $0[path] }) else {
      guard !isFolder(path) else { throw FileError(path, "is a folder; expected a file") }
      throw FileError(path, "there is no such file", kind: .notFound)
    }
    return bytes
  }

  package func isFolder(_ path: String) -> Bool { !fileNames(in: path).isEmpty }

  package func fileNames(in folder: String) -> [String] {
    let start = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
    return paths.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }.filter { !$0.contains("/") }
  }

  package func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    guard !readOnly.contains(path) else {
      throw FileError(path, "cannot be written: no permission", kind: .unwritable)
    }
    store.files.withLock { $0[path] = bytes }
  }

  package func absolutePath(_ path: String) -> String { path.hasPrefix("/") ? path : "/" + path }
}
