/// Which numbers of a batch are normalized together: those that share their places along the axes that are kept.
///
/// Batch normalization keeps one axis, that of the channels. Other choices are other normalizations, or mistakes: none keeps
/// the whole batch together, the first keeps examples apart as layer normalization does.
public struct ChannelGrouping: Sendable, Hashable {
  /// The batch's extents.
  public let shape: [Int]
  /// The axes that are kept, in rising order.
  public let axes: [Int]

  /// Makes a grouping.
  public init(shape: [Int], axes: [Int]) {
    (self.shape, self.axes) = (shape, axes)
  }

  /// How many groups there are.
  public var count: Int { axes.reduce(1) { $0 * shape[$1] } }

  /// How many numbers each group has.
  public var size: Int { shape.indices.reduce(1) { axes.contains($1) ? $0 : $0 * shape[$1] } }

  /// Whether this is where channels usually stand: the last axis, or the second.
  public var isUsual: Bool {
    axes.count == 1 && (shape.count == 1 || axes[0] == shape.count - 1 || axes[0] == 1)
  }

  /// How many groups a batch may have: how many numbers gamma, beta and statistics may have.
  public static func counts(shape: [Int]) -> Set<Int> { Set(candidates(shape: shape).map(\.count)) }

  /// The group of each number, in the order of memory.
  func groups() -> [Int32] {
    var numbers: [Int32] = [0]
    for axis in shape.indices {
      let extent = Int32(shape[axis])
      let isKept = axes.contains(axis)
      numbers = numbers.flatMap { group in (0..<extent).map { isKept ? group * extent + $0 : group } }
    }
    return numbers
  }

  /// The groupings to look for, the usual ones first; of those that come to the same the first.
  static func candidates(shape: [Int]) -> [ChannelGrouping] {
    let rank = shape.count
    guard rank > 0 else { return [] }
    var choices = [[rank - 1], [1], [0]] + (0..<rank).map { [$0] } + [[]]
    if rank > 2 { choices += [[0, 1], [0, rank - 1], Array(1..<rank)] }
    var seen: Set<[Int]> = []
    return choices.filter { axes in
      axes.allSatisfy { $0 < rank } && seen.insert(axes.filter { shape[$0] > 1 }).inserted
    }
    .map { ChannelGrouping(shape: shape, axes: $0) }
  }
}
