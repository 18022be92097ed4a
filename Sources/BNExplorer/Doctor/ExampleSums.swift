import BNCore

/// What sums over examples tell of how far moments are off, a number a channel.
///
/// a is an example's mean, q its mean square about a fixed point.
struct ExampleSums {
  /// How many examples have a number in the channel.
  var examples: [Int]
  /// The mean of a, less the fixed point.
  var distance: [Double]
  /// The sum of squared deviations of a.
  var spread: [Double]
  /// The sum of squared deviations of q.
  var square: [Double]
  /// The sum of the products of both deviations.
  var cross: [Double]

  /// The sample that they are of, with so many elements a channel.
  func sample(elements: Int) -> ObservedMoments.Sample {
    let fewest = examples.min() ?? 0
    func unbiased(_ sum: Double) -> Double { fewest > 1 ? max(0, sum) / Double(fewest - 1) : 0 }
    return ObservedMoments.Sample(
      examples: max(1, fewest), elements: elements, spreadOfMeans: spread.map(unbiased),
      // The squares lie about the fixed point; about the mean they are less by 2 g x - g², with g the mean's distance from it.
      spreadOfSquares: distance.indices.map { channel in
        let distance = distance[channel]
        return unbiased(square[channel] - 4 * distance * cross[channel] + 4 * distance * distance * spread[channel])
      })
  }
}
