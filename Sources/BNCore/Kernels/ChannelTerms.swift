/// What is summed over the elements of a channel: two terms for each of them.
protocol ChannelTerms<Scalar> {
  associatedtype Scalar: KernelScalar

  /// So many rows at most, and at least where rows are wide, are added to the sums of a line at a time.
  static var mostRows: Int { get }
  static var fewestRows: Int { get }

  /// So many lines ahead of those that are summed, each run's next lines are asked for.
  static var linesAhead: Int { get }

  /// Asks for what the line that begins at an index is made of; it may lie outside.
  func prefetch(_ index: Int)

  /// The terms of the line that begins at an index.
  func terms(_ index: Int, shift: Scalar.Line) -> (first: Scalar.Line, second: Scalar.Line)
}

/// x − shift and (x − shift)², which the moments are made of.
struct DeviationTerms<Scalar: KernelScalar>: ChannelTerms {
  let x: UnsafePointer<Scalar>

  static var mostRows: Int { 8 }
  static var fewestRows: Int { 2 }
  static var linesAhead: Int { 32 }

  @inline(__always)
  func prefetch(_ index: Int) { Prefetch.line(x + index) }

  @inline(__always)
  func terms(_ index: Int, shift: Scalar.Line) -> (first: Scalar.Line, second: Scalar.Line) {
    let deviation = Scalar.line(x, index) - shift
    return (deviation, deviation * deviation)
  }
}

/// u and u · (x − shift), which the gradients by beta and gamma are made of.
struct ProductTerms<Scalar: KernelScalar>: ChannelTerms {
  let x: UnsafePointer<Scalar>
  /// The gradient by the output.
  let u: UnsafePointer<Scalar>

  static var mostRows: Int { 4 }
  // Two wide rows of two arrays would drive the sums out of the first-level cache.
  static var fewestRows: Int { 1 }
  // Two arrays keep the processor's own fetching busy, and asking further ahead gets in its way.
  static var linesAhead: Int { 4 }

  @inline(__always)
  func prefetch(_ index: Int) {
    Prefetch.line(x + index)
    Prefetch.line(u + index)
  }

  @inline(__always)
  func terms(_ index: Int, shift: Scalar.Line) -> (first: Scalar.Line, second: Scalar.Line) {
    let upstream = Scalar.line(u, index)
    return (upstream, upstream * (Scalar.line(x, index) - shift))
  }
}
