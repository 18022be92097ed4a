#if arch(x86_64)
  import CLevels
#endif

/// A piece of a kernel's work, and all that it takes: places in memory and sizes.
///
/// The loops of kernels are in pieces alone, in functions that are all inlined: so each is compiled once for each
/// ``KernelLevel``.
protocol KernelWork<Scalar> {
  associatedtype Scalar: KernelScalar

  /// Does it.
  func run()

  #if arch(x86_64)
    /// What does it at another level.
    static func function(_ functions: bncore_functions) -> bncore_function
  #endif
}
