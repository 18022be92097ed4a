import CLevels

/// A piece of a kernel's work, and all that it takes: places in memory and sizes.
///
/// The loops of kernels are in pieces alone, in functions that are all inlined: so each is compiled once for each
/// ``InstructionSet``.
protocol KernelWork<Scalar> {
  associatedtype Scalar: KernelScalar

  /// Does it.
  func run()

  /// What does it at another level.
  static func function(_ functions: bncore_functions) -> bncore_function
}

extension KernelWork {
  /// Does the piece that stands at an address.
  @inline(__always)
  static func run(_ work: UnsafeRawPointer) { work.assumingMemoryBound(to: Self.self).pointee.run() }
}
