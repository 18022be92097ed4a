/// The program's only way to the file system, so that everything above it is tested without one.
package protocol FileAccess: Sendable {
  /// The whole content of a file.
  func read(_ path: String) throws(FileError) -> [UInt8]

  /// A file whose content is read by ranges.
  func open(_ path: String) throws(FileError) -> any ByteSource

  /// Whether there is a folder of this name.
  func isFolder(_ path: String) -> Bool

  /// The names of the files that a folder holds, sorted; none where it cannot be opened.
  func fileNames(in folder: String) -> [String]

  /// Puts a file in place as a whole, or leaves what was there.
  func write(_ bytes: [UInt8], to path: String) throws(FileError)

  /// The path from the root, for a name that has to hold wherever the program is started next.
  func absolutePath(_ path: String) -> String

  /// The path from the root without links, which is the same for every name that leads there by them; as far as there is one.
  func resolvedPath(_ path: String) -> String

  /// What the system keeps of a file; `nil` where there is none, or nothing is kept.
  func status(of path: String) -> FileStatus?

  /// Whether two names lead to one file that is there, or are one name.
  func isSameFile(_ path: String, as other: String) -> Bool
}

extension FileAccess {
  /// The file taken as a whole, for files that lie in memory anyway.
  package func open(_ path: String) throws(FileError) -> any ByteSource { MemoryBytes(try read(path), path: path) }

  /// No folders, for files that have none.
  package func isFolder(_ path: String) -> Bool { false }
  package func fileNames(in folder: String) -> [String] { [] }

  /// Nothing is kept of files that are on no disk.
  package func status(of path: String) -> FileStatus? { nil }

  package func resolvedPath(_ path: String) -> String { absolutePath(path) }

  /// By the names alone, for files that have no links.
  package func isSameFile(_ path: String, as other: String) -> Bool { absolutePath(path) == absolutePath(other) }
}
