import BNCore

/// How far apart the moments of several files are, and what averaging their variances would lose.
struct MomentsSpread: Equatable, Sendable {
  let files: Int
  /// The channel in which the mean of the variances is the smallest share of the variance of all numbers.
  let channel: Int
  /// The mean of the files' variances in that channel, each file counting once.
  let meanOfVariances: Double
  /// The variance of all their numbers in that channel.
  let variance: Double
  /// The least and the greatest of the files' means in that channel.
  let means: ClosedRange<Double>

  /// The share of the variance that averaging keeps.
  var share: Double { variance > 0 ? meanOfVariances / variance : 1 }

  /// How far the means lie apart, in deviations of a file.
  var apart: Double {
    means.lowerBound == means.upperBound
      ? 0 : (means.upperBound - means.lowerBound) / meanOfVariances.squareRoot()
  }

  /// Compares moments of as many channels; `nil` for fewer than two, and where no channel has numbers in all of them.
  init?(_ parts: [MomentSummary]) {
    guard parts.count > 1, let first = parts.first else { return nil }
    var worst: MomentsSpread?
    for channel in first.channels.indices {
      let each = parts.map { $0.channels[channel] }
      guard each.allSatisfy({ $0.count > 0 && $0.squares.isFinite }) else { continue }
      let all = each.reduce(into: MomentSummary.Channel()) { $0.merge($1) }
      let mean = each.reduce(0) { $0 + $1.variance } / Double(each.count)
      let means = each.map(\.mean)
      guard let least = means.min(), let greatest = means.max() else { continue }
      let spread = MomentsSpread(
        files: parts.count, channel: channel, meanOfVariances: mean, variance: all.variance, means: least...greatest)
      if worst.map({ spread.share < $0.share }) ?? true { worst = spread }
    }
    guard let worst else { return nil }
    self = worst
  }

  private init(files: Int, channel: Int, meanOfVariances: Double, variance: Double, means: ClosedRange<Double>) {
    (self.files, self.channel, self.meanOfVariances) = (files, channel, meanOfVariances)
    (self.variance, self.means) = (variance, means)
  }
}
