#if arch(x86_64)
  internal import Synchronization
  internal import _Builtin_intrinsics.intel
#endif

/// Stores that go past the cache.
///
/// A plain store first reads the line that it is going to overwrite; out of cache that is a third of the traffic of an
/// elementwise pass. A non-temporal one does not, as long as whole lines are written one after another.
enum NonTemporalStore {
  /// From how many bytes of output on that pays: below, the output is better left in the cache.
  static let threshold = 4 << 20

  /// Whether an output of that size is written so.
  static func pays(bytes: Int) -> Bool {
    #if arch(x86_64)
      bytes >= threshold
    #else
      false
    #endif
  }

  /// Stores 64 bytes at an address that is a multiple of 64.
  @inline(__always)
  static func store(_ line: SIMD16<Float>, _ address: UnsafeMutableRawPointer) {
    #if arch(x86_64)
      // Four pieces of 16 bytes: wider instructions are not part of the base processor.
      let floats = address.assumingMemoryBound(to: Float.self)
      _mm_stream_ps(floats, line.lowHalf.lowHalf)
      _mm_stream_ps(floats + 4, line.lowHalf.highHalf)
      _mm_stream_ps(floats + 8, line.highHalf.lowHalf)
      _mm_stream_ps(floats + 12, line.highHalf.highHalf)
    #else
      address.storeBytes(of: line, as: SIMD16<Float>.self)
    #endif
  }

  /// Makes the non-temporal stores of a thread visible before what it does next, where so many bytes may have had some.
  ///
  /// `_mm_sfence` is imported, but there is nothing to link.
  static func finish(bytes: Int) {
    #if arch(x86_64)
      if bytes >= threshold { atomicMemoryFence(ordering: .sequentiallyConsistent) }
    #endif
  }
}
