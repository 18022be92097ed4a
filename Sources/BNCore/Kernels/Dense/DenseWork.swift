import CLevels

/// Work of a network of dense layers on float32, and all that it takes: places in memory and sizes.
///
/// As ``KernelWork`` is for the kernels of a layer: each is compiled once for each ``InstructionSet``. Nothing in it is
/// generic over the type, so that a build without the optimizer is not slower than it has to be.
protocol DenseWork {
  /// Does it.
  func run()

  /// What does it at another level.
  static func function(_ functions: bncore_dense_functions) -> bncore_function
}

extension DenseWork {
  /// Does the work that stands at an address.
  @inline(__always)
  static func run(_ work: UnsafeRawPointer) { work.assumingMemoryBound(to: Self.self).pointee.run() }
}

extension InstructionSet {
  /// Does the work with the instructions of this level.
  @inline(__always)
  func run<Work: DenseWork>(_ work: Work) {
    #if arch(x86_64)
      if self != .base {
        return withUnsafePointer(to: work) { Work.function(Float.denseFunctions(for: self))($0) }
      }
    #endif
    work.run()
  }
}
