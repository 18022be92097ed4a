internal import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A pipe that ends the program's own waits: neither end ever waits itself, and no other program inherits one.
package struct Pipe: Sendable {
  package let reading: Int32
  package let writing: Int32

  /// Makes a pipe; `nil` where the system has no descriptors left.
  package init?() {
    guard let ends = try? FileDescriptor.pipe() else { return nil }
    (reading, writing) = (ends.readEnd.rawValue, ends.writeEnd.rawValue)
    for end in [reading, writing] {
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
  }

  /// What was written since the last call.
  package func drain() -> [UInt8] {
    var all: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 256)
    while true {
      let count = readSome(reading, into: &block)
      guard count > 0 else { return all }
      all += block[..<count]
    }
  }
}
