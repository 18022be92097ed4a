/// How each batch is shared among replicas of a layer, as data-parallel training shares it.
public struct ReplicaSharing: Equatable, Sendable {
  /// How many replicas there are, each with as many examples.
  public let count: Int
  /// Whether all normalize by the moments of the whole batch, which is synchronized batch normalization.
  ///
  /// Each goes by the moments of its own examples otherwise.
  public let isSynchronized: Bool

  /// Shares among so many; one replica is a batch as it is.
  public init(count: Int = 1, isSynchronized: Bool = true) {
    precondition(count > 0, "there is at least one replica")
    self.count = count
    self.isSynchronized = isSynchronized
  }

  /// How many replicas normalize by moments of their own.
  public var countApart: Int { isSynchronized ? 1 : count }
}
