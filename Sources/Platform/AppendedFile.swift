internal import SystemPackage

/// A file that lines are added to, each in one write, so that those of several threads and programs never mix.
package final class AppendedFile: Sendable {
  private let file: FileDescriptor

  /// Opens a file, or makes one that only its owner may read.
  ///
  /// - Throws: what the system says, an `Errno`.
  package init(path: String) throws {
    file = try FileDescriptor.open(
      FilePath(path), .writeOnly, options: [.append, .create, .closeOnExec], permissions: .ownerReadWrite)
  }

  deinit { try? file.close() }

  /// Adds a line; a full disk is nobody's business here.
  package func add(_ line: String) { _ = try? file.writeAll(Array((line + "\n").utf8)) }
}
