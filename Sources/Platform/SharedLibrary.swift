#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A library that is loaded when it is first needed, so that a start of the program which never needs it costs nothing.
///
/// It stays loaded to the end of the process: its functions may be held anywhere.
package struct SharedLibrary: @unchecked Sendable {
  // Never closed and never written to, so it may be used from every thread.
  private let handle: UnsafeMutableRawPointer

  /// Loads the first of some libraries that is there.
  ///
  /// Fails where none of them can be loaded.
  ///
  /// - Parameter names: file names, which the system looks for where it keeps libraries, or paths.
  package init?(anyOf names: [String]) {
    for name in names {
      if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
        self.handle = handle
        return
      }
    }
    return nil
  }

  /// A function by its name, as the type that its header declares; `nil` where the library has no such function.
  package func function<Function>(_ name: String, as type: Function.Type = Function.self) -> Function? {
    precondition(MemoryLayout<Function>.size == MemoryLayout<UnsafeRawPointer>.size, "a C function is one pointer")
    return dlsym(handle, name).map { unsafeBitCast($0, to: Function.self) }
  }
}
