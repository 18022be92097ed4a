/// The random numbers of one seed and one purpose: every number is a pure function of where it is used.
///
/// A number is addressed by the batch and the element that it is for, so any element of any batch can be made again
/// without making those before it. The numbers are the same on every machine and stay the same in later versions;
/// docs/random.md states the layout.
public struct RandomStream: Equatable, Sendable {
  /// What numbers are used for, so that two uses of the same batch and element are independent.
  public struct Purpose: Equatable, Hashable, Sendable {
    /// The number that stands in the counter.
    ///
    /// 0 to 15 belong to the batches; other uses take numbers from 16 on.
    public let rawValue: UInt16

    /// Makes a purpose from its number in the counter.
    public init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    /// The values of a batch.
    public static let value = Purpose(rawValue: 0)

    /// The choice of a mode, a class, or whether an element is an outlier.
    public static let choice = Purpose(rawValue: 1)

    /// The order of the examples in an epoch; the epoch takes the place of the batch.
    public static let shuffle = Purpose(rawValue: 2)

    /// The initial values of a variable: the channel is the element, and the batch is 0.
    public static let initializer = Purpose(rawValue: 16)

    /// The initial weights of a network's layers: the layer is the batch, and the place in its matrix the element.
    public static let weights = Purpose(rawValue: 17)
  }

  /// The seed, Philox's key.
  public let seed: UInt64

  /// What the numbers are used for.
  public let purpose: Purpose

  /// Makes the stream of a seed and a purpose.
  public init(seed: UInt64, purpose: Purpose = .value) {
    self.seed = seed
    self.purpose = purpose
  }

  /// 64 random bits for an element (0 to 2^33 - 1) of a batch.
  ///
  /// Later attempts are for callers that must reject a number.
  public func bits(batch: UInt64, element: Int, attempt: UInt16 = 0) -> UInt64 {
    let pair = bitsOfPair(batch: batch, pair: element >> 1, attempt: attempt)
    return element & 1 == 0 ? pair.even : pair.odd
  }

  /// A number between 0 and 1, exclusive: an odd multiple of 2^-53, each as likely as the other.
  public func uniform(batch: UInt64, element: Int) -> Double {
    Self.unitInterval(bits(batch: batch, element: element))
  }

  /// A number from the standard normal distribution, between -8.21 and 8.21: the quantile of ``uniform(batch:element:)``.
  public func normal(batch: UInt64, element: Int) -> Double {
    PortableMath.normalQuantile(uniform(batch: batch, element: element))
  }

  /// An integer from 0 to `bound - 1`, every one exactly as likely; `bound` is at least 1.
  ///
  /// Source: D. Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29 (2019).
  public func integer(below bound: UInt64, batch: UInt64, element: Int) -> UInt64 {
    var attempt: UInt16 = 0
    while true {
      let bits = bits(batch: batch, element: element, attempt: attempt)
      if let integer = Self.integer(below: bound, from: bits) { return integer }
      attempt &+= 1
    }
  }

  /// The integer that some bits stand for; `nil` for the few draws that would make some integers likelier.
  @inline(__always)
  static func integer(below bound: UInt64, from bits: UInt64) -> UInt64? {
    let product = bound.multipliedFullWidth(by: bits)
    return product.low >= bound || product.low >= (0 &- bound) % bound ? product.high : nil
  }

  /// One block of the generator holds the numbers of two neighbouring elements.
  @inline(__always)
  func bitsOfPair(batch: UInt64, pair: Int, attempt: UInt16 = 0) -> (even: UInt64, odd: UInt64) {
    let block = Philox4x32.block(counter: counter(batch: batch, pair: pair, attempt: attempt), key: key)
    return (UInt64(block.y) << 32 | UInt64(block.x), UInt64(block.w) << 32 | UInt64(block.z))
  }

  /// Philox's key.
  @inline(__always)
  var key: SIMD2<UInt32> { SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)) }

  /// The counter of the block that holds a pair of elements.
  @inline(__always)
  func counter(batch: UInt64, pair: Int, attempt: UInt16 = 0) -> SIMD4<UInt32> {
    precondition(pair >= 0 && pair <= UInt32.max, "an element's index is from 0 to 2^33 - 1")
    return SIMD4(
      UInt32(truncatingIfNeeded: pair), UInt32(purpose.rawValue) | UInt32(attempt) << 16,
      UInt32(truncatingIfNeeded: batch), UInt32(truncatingIfNeeded: batch >> 32))
  }

  /// The top 52 bits, as the middle of one of 2^52 equal parts of the unit interval.
  @inline(__always)
  static func unitInterval(_ bits: UInt64) -> Double {
    // A number from 1 to 2 with those bits; the difference is a multiple of 2^-53 below 1, so it is exact.
    Double(bitPattern: 0x3FF0_0000_0000_0000 | bits >> 12) - (1 - 0x1p-53)
  }
}
