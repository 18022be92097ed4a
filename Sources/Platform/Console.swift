#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output and standard error: results go to one, what went wrong to the other.
package enum Console {
  /// Writes one line of results.
  package static func result(_ text: String) { _ = writeAll(Array((text + "\n").utf8), to: STDOUT_FILENO) }

  /// Writes one line about what is wrong.
  package static func error(_ text: String) {
    _ = writeAll(Array(("bnexplorer: " + text + "\n").utf8), to: STDERR_FILENO)
  }

  /// Writes one line about what is wrong at a place `FILE:LINE:COLUMN`, which comes first so that editors can go there.
  package static func error(at place: String, _ text: String) {
    _ = writeAll(Array((place + ": " + text + "\n").utf8), to: STDERR_FILENO)
  }

  /// Writes one line that is neither result nor error.
  package static func note(_ text: String) { _ = writeAll(Array((text + "\n").utf8), to: STDERR_FILENO) }

  package static var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }
  package static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
