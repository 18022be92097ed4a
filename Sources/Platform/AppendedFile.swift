#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that lines are added to, each in one write, so that those of several threads and programs never mix.
package final class AppendedFile: Sendable {
  private let descriptor: Int32

  /// Opens a file, or makes one that only its owner may read; `nil` where the system refuses, which `errno` explains.
  package init?(path: String) {
    descriptor = retrying { open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600) }
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Adds a line; a full disk is nobody's business here.
  package func add(_ line: String) { _ = writeAll(Array((line + "\n").utf8), to: descriptor) }
}
