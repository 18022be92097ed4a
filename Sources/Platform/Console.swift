#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output and standard error: results go to one, what went wrong to the other.
///
/// Every result that the program prints goes through here, and none is lost in silence: where one cannot be written the
/// program ends at once, and its status says so.
package enum Console {
  /// The exit status where a result or a file could not be written.
  package static let unwritten: Int32 = 74

  /// Writes one line of results, or ends the program.
  package static func result(_ text: String) {
    let code = writeAll(Array((text + "\n").utf8), to: STDOUT_FILENO)
    if code != 0 { giveUp(code) }
  }

  /// Makes sure that all results are where they belong: some file systems tell of a full disk only when a file is closed.
  ///
  /// Nothing can be printed from here on.
  package static func finish() {
    guard close(STDOUT_FILENO) != 0, errno != EINTR, errno != EBADF else { return }
    giveUp(errno)
  }

  /// Ends the program because a result is lost.
  ///
  /// A reader that has seen enough and went away needs no line about it.
  private static func giveUp(_ code: Int32) -> Never {
    if code != EPIPE { error("standard output cannot be written: \(explanation(of: code))") }
    exit(unwritten)
  }

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
