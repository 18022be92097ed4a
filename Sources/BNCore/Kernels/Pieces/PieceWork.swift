import CLevels

/// A step of going through a piece, and all that it takes: places in memory and sizes.
///
/// As ``KernelWork`` is for the kernels of a layer: each is compiled once for each ``InstructionSet``.
protocol PieceWork<Scalar> {
  associatedtype Scalar: PieceScalar

  /// Does it.
  func run()

  /// What does it at another level.
  static func function(_ functions: bncore_piece_functions) -> bncore_function
}

extension PieceWork {
  /// Does the work that stands at an address.
  @inline(__always)
  static func run(_ work: UnsafeRawPointer) { work.assumingMemoryBound(to: Self.self).pointee.run() }
}

extension InstructionSet {
  /// Does a step with the instructions of this level.
  @inline(__always)
  func run<Work: PieceWork>(_ work: Work) {
    #if arch(x86_64)
      if self != .base {
        return withUnsafePointer(to: work) { Work.function(Work.Scalar.pieceFunctions(for: self))($0) }
      }
    #endif
    work.run()
  }
}
