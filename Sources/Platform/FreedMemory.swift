#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Memory that the program has freed and the allocator keeps.
package enum FreedMemory {
  /// Hands it back to the system, where the C library has a way to.
  ///
  /// glibc keeps what many threads and short-lived arrays leave behind; other libraries return it by themselves. Its
  /// `malloc_trim` stands in a header that Swift's module of the library leaves out, so it is looked up by name.
  package static func giveBack() {
    guard let program = dlopen(nil, RTLD_NOW), let symbol = dlsym(program, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
  }
}
