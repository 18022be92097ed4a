import CLevels

/// Work on the numbers of a random batch, and all that it takes: places in memory and sizes.
///
/// As ``KernelWork`` is for the kernels of a layer: each is compiled once for each ``InstructionSet``.
protocol RandomWork {
  /// Does it.
  func run()

  /// What does it at another level.
  static func function(_ functions: bncore_random_functions) -> bncore_function
}

extension RandomWork {
  /// Does the work that stands at an address.
  @inline(__always)
  static func run(_ work: UnsafeRawPointer) { work.assumingMemoryBound(to: Self.self).pointee.run() }
}

extension InstructionSet {
  /// Does the work with the instructions of this level.
  @inline(__always)
  func run<Work: RandomWork>(_ work: Work) {
    #if arch(x86_64)
      if self != .base { return withUnsafePointer(to: work) { Work.function(RandomStream.functions(for: self))($0) } }
    #endif
    work.run()
  }
}
