/// Moments of what comes into a layer, channel by channel, with what is known of how far a sample is off.
public struct ObservedMoments: Sendable, Equatable {
  /// The mean of each channel.
  public let mean: [Double]
  /// The biased variance of each channel.
  public let variance: [Double]
  /// What the moments were taken of; `nil` where they are those of the population, known exactly.
  public let sample: Sample?

  /// Examples, and how much they differ from each other.
  ///
  /// The elements of an example, such as the pixels of an image, depend on each other: what tells how far moments are off is
  /// the number of examples, and how far apart those lie.
  public struct Sample: Sendable, Equatable {
    /// How many examples.
    public let examples: Int
    /// How many elements a channel, of all examples.
    public let elements: Int
    /// The unbiased variance of the examples' means, a number a channel; `nil` where it was not taken.
    public let spreadOfMeans: [Double]?
    /// The unbiased variance of the examples' mean squares about one point, a number a channel; `nil` where it was not taken.
    public let spreadOfSquares: [Double]?

    /// Describes a sample; see the properties.
    public init(examples: Int, elements: Int, spreadOfMeans: [Double]? = nil, spreadOfSquares: [Double]? = nil) {
      (self.examples, self.elements) = (examples, elements)
      (self.spreadOfMeans, self.spreadOfSquares) = (spreadOfMeans, spreadOfSquares)
    }
  }

  /// Makes moments of what was found out elsewhere, one number of each for every channel.
  public init(mean: [Double], variance: [Double], sample: Sample? = nil) {
    (self.mean, self.variance, self.sample) = (mean, variance, sample)
  }

  /// The moments of a population.
  public init(_ moments: PopulationMoments, sample: Sample? = nil) {
    self.init(mean: moments.mean, variance: moments.variance, sample: sample)
  }
}
