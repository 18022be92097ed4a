import BNCore

/// What is known of what came into a layer: from a recording, or from files of activations.
struct ObservedInput {
  let moments: ObservedMoments
  let nonFinite: Int
  /// The layer's place in the order in which the network ran, from 0; `nil` where that is not known.
  let order: Int?
  /// As the layer had it while it ran; `nil` where that was not recorded.
  var epsilon: Double?
  /// The moving statistics that the layer ran with, as they may have been; empty where that was not recorded.
  var stored: [StoredStatistics] = []

  init(_ captured: CapturedLayer, order: Int) {
    (moments, nonFinite, self.order) = (captured.moments, captured.nonFinite, order)
    (epsilon, stored) = (captured.epsilon, captured.stored)
  }

  init(_ given: Activations.Layer, order: Int?) {
    (moments, nonFinite, self.order) = (given.moments, given.nonFinite, order)
  }
}

/// A layer's moving statistics, a number a channel.
struct StoredStatistics: Sendable {
  let mean: [Double]
  let variance: [Double]

  /// Whether these are the statistics of a file, but for what rounding to its type explains.
  func areThose(of numbers: LayerNumbers, in precision: StoredPrecision) -> Bool {
    guard let fileMean = numbers.mean, let fileVariance = numbers.variance, fileMean.count == mean.count else {
      return false
    }
    // Twice the rounding of both: a converter may have computed on the way.
    let share = 4 * precision.coarser(.float32).roundoff
    return mean.indices.allSatisfy { channel in
      let deviation = variance[channel].magnitude.squareRoot()
      return Self.are(mean[channel], fileMean[channel], within: share * (mean[channel].magnitude + deviation))
        && Self.are(
          variance[channel], fileVariance[channel],
          within: share * variance[channel].magnitude + precision.error(of: 0))
    }
  }

  /// What is not finite in both is the same.
  private static func are(_ a: Double, _ b: Double, within error: Double) -> Bool {
    a == b || (!a.isFinite && !b.isFinite) || (a - b).magnitude <= error
  }
}
