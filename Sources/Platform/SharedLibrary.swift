#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A library of the machine that is opened when it is needed, so that a start of the program does not pay for it.
///
/// It stays open until the program ends: functions of it may be held by anybody.
package struct SharedLibrary: Sendable {
  /// The system's handle, as a number that may cross threads.
  private let handle: UInt

  /// Opens the first of some libraries that the machine has; `nil` where it has none of them.
  package init?(_ names: [String]) {
    for name in names {
      if let opened = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
        handle = UInt(bitPattern: opened)
        return
      }
    }
    return nil
  }

  /// A function of the library; `nil` where it has none of that name.
  ///
  /// - Parameters:
  ///   - name: its name in the library.
  ///   - type: its type, `@convention(c)`, as the library's header has it.
  /// - Returns: the function.
  package func function<F>(_ name: String, as type: F.Type) -> F? {
    guard let address = dlsym(UnsafeMutableRawPointer(bitPattern: handle), name) else { return nil }
    return unsafeBitCast(address, to: type)
  }
}
