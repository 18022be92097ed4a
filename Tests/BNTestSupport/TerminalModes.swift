#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A terminal's modes, to be compared before and after a program.
package struct TerminalModes: Hashable, Sendable {
  package let input: UInt
  package let output: UInt
  package let control: UInt
  let local: UInt
  package let characters: [UInt8]

  package init(of descriptor: Int32) {
    var modes = termios()
    tcgetattr(descriptor, &modes)
    input = UInt(modes.c_iflag)
    output = UInt(modes.c_oflag)
    control = UInt(modes.c_cflag)
    local = UInt(modes.c_lflag)
    characters = withUnsafeBytes(of: modes.c_cc) { Array($0) }
  }

  /// Whether the kernel edits lines itself.
  package var isCooked: Bool { local & UInt(ICANON) != 0 }

  /// Whether keys come one by one and unchanged, as a screen needs them.
  package var isRaw: Bool { local & UInt(ICANON | ECHO | ISIG) == 0 }
}
