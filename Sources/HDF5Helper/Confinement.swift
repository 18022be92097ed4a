internal import CHDF5

/// What the process gives up before it looks at a file that may be made to do harm.
enum Confinement {
  /// Seconds of computing; a model of a thousand layers takes a tenth of one.
  private static let seconds = 5
  /// Bytes of memory, besides the mapped file.
  private static let memory = 1 << 30

  /// From here on: bounded time and memory, no other file, no network, no other program.
  ///
  /// What a system does not know is left out: the process is still one of its own.
  static func enter() {
    bnh5_limit(numericCast(seconds), numericCast(memory))
    _ = bnh5_confine()
  }
}
