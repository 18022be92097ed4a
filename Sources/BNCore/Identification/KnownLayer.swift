/// What is known of the layer that made an output, or of its statistics before a step: whatever somebody has of it.
public struct KnownLayer: Sendable, Equatable {
  /// The scale.
  public var gamma: KnownNumbers?
  /// The shift.
  public var beta: KnownNumbers?
  /// The moving mean.
  public var mean: KnownNumbers?
  /// The moving variance.
  public var variance: KnownNumbers?
  /// Epsilon, as it was asked for.
  public var epsilon: Double?
  /// The momentum, as it was asked for, in whatever sense.
  public var momentum: Double?
  /// How many updates the statistics have had.
  public var updates: Int?
  /// Which rows of the batch count.
  public var mask: [Bool]?
  /// The averages of batch renormalization, where it runs.
  public var renorm: Renorm?

  /// The averages and limits of batch renormalization.
  public struct Renorm: Sendable, Equatable {
    /// The average of the means.
    public var mean: [Double]
    /// The average of the deviations.
    public var stddev: [Double]
    /// The limits of its corrections.
    public var clipping: RenormClipping

    /// Makes them.
    public init(mean: [Double], stddev: [Double], clipping: RenormClipping) {
      (self.mean, self.stddev, self.clipping) = (mean, stddev, clipping)
    }
  }

  /// Makes one of which nothing is known.
  public init() {}

  /// Whether every array has a number for each of so many channels, or one for all.
  func fits(channels: Int) -> Bool {
    let counts = [gamma, beta, mean, variance].compactMap { $0?.numbers.count }
    let averages = renorm.map { [$0.mean.count, $0.stddev.count] } ?? []
    return counts.allSatisfy { $0 == 1 || $0 == channels } && averages.allSatisfy { $0 == channels }
  }
}
