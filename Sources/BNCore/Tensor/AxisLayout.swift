/// A tensor seen from its channel axis: `outer` × `channels` × `inner`, row-major.
///
/// Rank and axis are settled here, once. Everything that computes works on this one value: channels last has
/// `inner` = 1, channels first has the spatial extents in `inner`, and a batch of vectors has its rows in `outer`.
public struct AxisLayout: Sendable, Hashable {
  /// The channel axis, counted from 0.
  public let axis: Int
  /// The product of the extents before the axis.
  public let outer: Int
  /// The extent of the axis.
  public let channels: Int
  /// The product of the extents behind the axis.
  public let inner: Int

  /// The most elements that a generated batch may have, and an empty one in its other extents.
  static let mostElements = 1 << 28

  /// Settles an axis for a shape, by the rules of `tf.layers.batch_normalization`.
  ///
  /// - Parameters:
  ///   - shape: the input's extents; rank 1 and up.
  ///   - axis: the channel axis; a negative one counts from the end.
  /// - Throws: ``BatchNormalizationError`` for rank 0, an axis out of range, an axis of extent 0, and extents whose
  ///   product no memory holds.
  public init(shape: [Int], axis: Int) throws(BatchNormalizationError) {
    guard !shape.isEmpty else { throw .undefinedRank }
    let settled = axis < 0 ? axis + shape.count : axis
    guard shape.indices.contains(settled) else { throw .axisOutOfRange(axis: axis, rank: shape.count) }
    guard shape[settled] > 0 else { throw .undefinedAxisDimension(shape: shape) }
    guard Self.isPossible(shape) else { throw .impossibleShape(shape: shape) }
    self.axis = settled
    outer = shape[..<settled].reduce(1, *)
    channels = shape[settled]
    inner = shape[(settled + 1)...].reduce(1, *)
  }

  /// Whether the extents can be multiplied out in any part and order.
  ///
  /// An empty tensor costs no memory, however large its other extents are, but its channels have variables that do: the
  /// extents besides the 0 are then limited as those of a generated batch are.
  private static func isPossible(_ shape: [Int]) -> Bool {
    var product = 1
    for extent in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflow else { return false }
      product = next
    }
    return !shape.contains(0) || product <= Self.mostElements
  }

  /// The channels, counted from 0.
  var channelRange: Range<Int> { 0..<channels }

  /// How many elements there are.
  var count: Int { outer * channels * inner }

  /// How many elements each channel has: the n of the moments.
  public var elementsPerChannel: Int { outer * inner }

  /// Calls the body with every element's index and channel, in the order of memory.
  @inline(__always)
  func forEachElement(_ body: (_ index: Int, _ channel: Int) -> Void) {
    // Without this an empty batch of many examples would walk over all of them.
    guard inner > 0 else { return }
    var index = 0
    for _ in 0..<outer {
      for channel in 0..<channels {
        for _ in 0..<inner {
          body(index, channel)
          index &+= 1
        }
      }
    }
  }
}
