/// Mean and biased variance of each channel of all that a source may ever give, in double precision.
public struct PopulationMoments: Equatable, Sendable {
  /// The mean of each channel.
  public let mean: [Double]
  /// The biased variance of each channel.
  public let variance: [Double]

  /// Makes moments of what was found out elsewhere, one number of each for every channel.
  public init(mean: [Double], variance: [Double]) {
    self.mean = mean
    self.variance = variance
  }
}
