#if arch(x86_64)
  import CLevels
#endif

/// The instructions that kernels are compiled for.
///
/// All levels make the same bits.
package enum InstructionSet: String, CaseIterable, Sendable {
  /// What every x86-64 or arm64 processor has: vectors of 16 bytes.
  case base
  /// AVX2 of x86-64: vectors of 32 bytes.
  case avx2
  /// AVX-512 of x86-64, the parts that servers have had since 2017 (F, BW, DQ, VL): vectors of 64 bytes.
  case avx512

  /// The levels that there are here, the widest last.
  package static let available: [InstructionSet] = {
    #if arch(x86_64)
      // The optimizer makes the other levels out of the first; without it there is nothing to win.
      guard isOptimized, bncore_has_avx2() != 0 else { return [.base] }
      return bncore_has_avx512() != 0 ? [.base, .avx2, .avx512] : [.base, .avx2]
    #else
      return [.base]
    #endif
  }()

  /// Whether the optimizer was at work; else vectors are slower than numbers one by one.
  @inline(__always)
  static var isOptimized: Bool {
    var optimized = true
    // Only a build without the optimizer looks at the condition.
    assert({ optimized = false }() == ())
    return optimized
  }

  /// Does a piece of work with the instructions of this level.
  @inline(__always)
  func run<Work: KernelWork>(_ work: Work) {
    #if arch(x86_64)
      if self != .base {
        return withUnsafePointer(to: work) { Work.function(Work.Scalar.functions(for: self))($0) }
      }
    #endif
    work.run()
  }
}

/// What kernels run on.
///
/// No result depends on it.
struct Execution {
  /// The most threads; `nil` for as many as the machine has.
  var threads: Int?
  var level: InstructionSet
}
