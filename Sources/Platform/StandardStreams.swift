#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The three streams that a program is started with.
package enum StandardStreams {
  /// Makes them safe to write to; the first thing that the program does.
  ///
  /// A reader that goes away is an error of the write from here on and no signal that ends the program, so that the status
  /// is the same whoever ignores the signal.
  package static func prepare() {
    SignalAction.ignoring.install(for: SIGPIPE)
    // The next file that is opened would take the place of a stream that the program was started without, and get what is
    // printed. Each is opened the wrong way round: to use it fails, as it would without.
    for (stream, flags) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(stream, F_GETFD) == -1 && errno == EBADF {
      _ = open("/dev/null", flags)
    }
  }
}
