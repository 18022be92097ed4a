/// Asks for memory before it is needed.
enum Prefetch {
  /// Asks for the line of the cache that an address lies in; one outside of memory is passed over.
  ///
  /// It comes as far as the second level. The first one is small: what lies there ahead of its time takes the place of
  /// the channels' own numbers, which every row needs again.
  @inline(__always)
  static func line(_ address: UnsafeRawPointer) { prefetch(address, 0, 2, 1) }
}

/// The compiler's own prefetch, which no module of Swift offers: for reading (0), to the second level (2), of data (1).
///
/// `_m_prefetch` can be imported, but calls of it are left out, since it gives no result.
@_silgen_name("llvm.prefetch.p0")
private func prefetch(_ address: UnsafeRawPointer, _ write: Int32, _ locality: Int32, _ cache: Int32)
