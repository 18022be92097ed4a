/// Which elements of a batch share a mean and a variance under a norm.
public struct NormShares: Sendable, Equatable {
  /// The norm.
  public let kind: NormKind
  /// How many means there are.
  public let count: Int
  /// How many numbers each is of.
  public let size: Int
  private let examples: Int
  private let channels: Int
  /// The positions in front of the channel axis, behind the examples, and those behind it.
  private let before: Int
  private let behind: Int

  /// Why a norm can't be taken of a shape.
  public enum Failure: Error, Equatable, Sendable {
    /// Fewer than two axes, the channels along the examples' axis, or an axis that is not there.
    case noChannels(shape: [Int], axis: Int)
    /// Channels that can't be split into so many groups of one size.
    case indivisible(channels: Int, groups: Int)
  }

  /// Settles the sharing for a shape.
  ///
  /// - Parameters:
  ///   - kind: the norm.
  ///   - shape: of the batch; its examples along axis 0.
  ///   - axis: of the channels; a negative one counts from the end.
  /// - Throws: ``Failure``.
  public init(_ kind: NormKind, shape: [Int], axis: Int) throws(Failure) {
    let settled = axis < 0 ? axis + shape.count : axis
    guard shape.count >= 2, (1..<shape.count).contains(settled) else { throw .noChannels(shape: shape, axis: axis) }
    self.kind = kind
    examples = shape[0]
    channels = shape[settled]
    before = shape[1..<settled].reduce(1, *)
    behind = shape[(settled + 1)...].reduce(1, *)
    let positions = before * behind
    switch kind {
    case .batch: (count, size) = (channels, examples * positions)
    case .layer, .rms: (count, size) = (examples, channels * positions)
    case .instance: (count, size) = (examples * channels, positions)
    case .group(let groups):
      guard groups > 0, channels % groups == 0 else { throw .indivisible(channels: channels, groups: groups) }
      (count, size) = (examples * groups, channels / groups * positions)
    }
  }

  /// Which mean an example's channel has a part in, from 0.
  public func share(example: Int, channel: Int) -> Int {
    switch kind {
    case .batch: channel
    case .layer, .rms: example
    case .instance: example * channels + channel
    case .group(let groups): example * groups + channel / (channels / groups)
    }
  }

  /// Normalizes a batch: (x − mean) / √(variance + epsilon), the variance biased; of RMS norm x / √(mean of x² + epsilon).
  ///
  /// - Parameters:
  ///   - values: the elements, row-major, as many as the shape has.
  ///   - epsilon: what is added.
  /// - Returns: as many numbers, in the same order.
  public func normalized(_ values: [Double], epsilon: Double) -> [Double] {
    let shares = values.indices.map { index in
      let channel = index / behind % channels
      return share(example: index / (behind * channels * before), channel: channel)
    }
    var means = Array(repeating: 0.0, count: count)
    if kind.isCentred {
      for (share, value) in zip(shares, values) { means[share] += value }
      for share in means.indices { means[share] /= Double(size) }
    }
    var squares = Array(repeating: 0.0, count: count)
    for (share, value) in zip(shares, values) { squares[share] += (value - means[share]) * (value - means[share]) }
    let scales = squares.map { 1 / ($0 / Double(size) + epsilon).squareRoot() }
    return zip(shares, values).map { share, value in (value - means[share]) * scales[share] }
  }
}
