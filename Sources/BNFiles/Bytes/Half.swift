// One place decides what stands for float16 where Swift has none (Apple's x86-64 processors): there nothing may offer
// float16, so the stand-in is compiled and never used.
#if os(macOS) && arch(x86_64)
  /// Stands for float16 where Swift has none; never used.
  package typealias Half = Float
  /// Whether ``Half`` is a float16.
  package let hasFloat16 = false
#else
  /// IEEE 754's binary16.
  package typealias Half = Float16
  /// Whether ``Half`` is a float16.
  package let hasFloat16 = true
#endif
