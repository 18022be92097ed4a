#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The settings of a terminal while keys are read one by one, and the way back.
package struct RawMode {
  private let descriptor: Int32
  private let saved: termios

  /// Notes the present settings; `nil` if the descriptor is no terminal.
  package init?(of descriptor: Int32) {
    var settings = termios()
    guard tcgetattr(descriptor, &settings) == 0 else { return nil }
    self.descriptor = descriptor
    saved = settings
  }

  /// Every key at once, unechoed, and without the kernel's own meaning of Ctrl-C, Ctrl-S, Ctrl-V or Ctrl-Z.
  ///
  /// Output is still processed, and nothing typed ahead is lost.
  package func enter() {
    var settings = saved
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    settings.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR | ISTRIP)
    withUnsafeMutableBytes(of: &settings.c_cc) {
      $0[Int(VMIN)] = 1
      $0[Int(VTIME)] = 0
    }
    set(settings)
  }

  package func leave() { set(saved) }

  /// Retries when a signal comes between.
  private func set(_ settings: termios) {
    var settings = settings
    while tcsetattr(descriptor, TCSADRAIN, &settings) != 0, errno == EINTR {}
  }
}
