/// What is summed over the elements of a channel: two terms for each of them.
protocol ChannelTerms<Scalar> {
  associatedtype Scalar: KernelScalar

  /// So many rows are added to the sums of a line at a time: each reads a page of its own, of every array, and the
  /// first-level cache holds 8 lines of pages that lie a multiple of 4 KiB apart.
  static var rows: Int { get }

  /// The terms of the line that begins at an index.
  func terms(_ index: Int, shift: Scalar.Line) -> (first: Scalar.Line, second: Scalar.Line)
}

/// x − shift and (x − shift)², which the moments are made of.
struct DeviationTerms<Scalar: KernelScalar>: ChannelTerms {
  let x: UnsafePointer<Scalar>

  static var rows: Int { 8 }

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

  static var rows: Int { 2 }

  @inline(__always)
  func terms(_ index: Int, shift: Scalar.Line) -> (first: Scalar.Line, second: Scalar.Line) {
    let upstream = Scalar.line(u, index)
    return (upstream, upstream * (Scalar.line(x, index) - shift))
  }
}
