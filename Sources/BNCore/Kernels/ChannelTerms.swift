/// What is summed over the elements of a channel: two terms for each of them.
protocol ChannelTerms<Scalar> {
  associatedtype Scalar: KernelScalar

  /// So many rows are added to the sums of a line at a time.
  static var rows: Int { get }

  /// Whether rows that come from memory are added one after the other instead, as they lie there.
  static var inOrder: Bool { get }

  /// So many runs are summed in turn.
  static var runs: Int { get }

  /// Asks for what the line that begins at an index is made of; it may lie outside.
  func prefetch(_ index: Int)

  /// The terms of the line that begins at an index.
  func terms(_ index: Int, shift: Scalar.Line) -> (first: Scalar.Line, second: Scalar.Line)
}

/// x − shift and (x − shift)², which the moments are made of.
struct DeviationTerms<Scalar: KernelScalar>: ChannelTerms {
  let x: UnsafePointer<Scalar>

  static var rows: Int { 8 }
  static var inOrder: Bool { false }
  static var runs: Int { 1 }

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

  static var rows: Int { 4 }
  // The processor follows two arrays by itself, as long as it sees them in the order of memory.
  static var inOrder: Bool { true }
  static var runs: Int { 4 }

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
