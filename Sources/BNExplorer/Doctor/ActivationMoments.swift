import BNCore

/// Moments of raw activations, channel by channel, taken in one pass.
///
/// Sums are taken about a fixed point, the channel's first finite number, so that a large mean costs no digits. What is
/// not finite is counted and left out.
struct ActivationMoments {
  private(set) var nonFinite = 0
  private var channels: [Channel]
  /// Of the example that is being read.
  private var present: [Sums]

  init(channels count: Int) {
    channels = Array(repeating: Channel(), count: count)
    present = Array(repeating: Sums(), count: count)
  }

  /// Takes numbers of one channel that belong to the present example.
  mutating func add(_ numbers: ArraySlice<Double>, to channel: Int) {
    var sums = present[channel]
    var pivot = channels[channel].pivot
    for number in numbers {
      guard number.isFinite else {
        nonFinite += 1
        continue
      }
      if pivot.isNaN { pivot = number }
      sums.add(number - pivot)
    }
    channels[channel].pivot = pivot
    present[channel] = sums
  }

  /// Ends the present example.
  mutating func endExample() {
    for channel in channels.indices { endExample(in: channel) }
  }

  /// Ends the present example of one channel.
  mutating func endExample(in channel: Int) {
    channels[channel].take(present[channel])
    present[channel] = Sums()
  }

  /// The moments of all examples that have ended.
  var observed: ObservedMoments {
    let sums = ExampleSums(
      examples: channels.map(\.examples), distance: channels.map(\.mean), spread: channels.map(\.spread),
      square: channels.map(\.square), cross: channels.map(\.cross))
    return ObservedMoments(
      mean: channels.map { $0.pivot + $0.all.mean }, variance: channels.map(\.all.variance),
      sample: sums.sample(elements: channels.map(\.all.count).min() ?? 0))
  }

  /// Sums about the fixed point.
  private struct Sums {
    private(set) var count = 0
    private var sum = 0.0
    private var squares = 0.0

    mutating func add(_ deviation: Double) {
      count += 1
      sum += deviation
      squares += deviation * deviation
    }

    mutating func add(_ other: Sums) {
      count += other.count
      sum += other.sum
      squares += other.squares
    }

    /// About the fixed point; NaN of nothing.
    var mean: Double { sum / Double(count) }
    var meanSquare: Double { squares / Double(count) }
    var variance: Double { max(0, meanSquare - mean * mean) }
  }

  private struct Channel {
    var pivot = Double.nan
    private(set) var all = Sums()
    private(set) var examples = 0
    private(set) var mean = 0.0
    private(set) var spread = 0.0
    private(set) var square = 0.0
    private(set) var cross = 0.0
    private var meanOfSquares = 0.0

    /// Takes an example into account, by Welford's updates; one without a finite number tells nothing.
    mutating func take(_ example: Sums) {
      guard example.count > 0 else { return }
      all.add(example)
      examples += 1
      let (own, square) = (example.mean - mean, example.meanSquare - meanOfSquares)
      let share = 1 / Double(examples)
      mean += own * share
      meanOfSquares += square * share
      spread += own * (example.mean - mean)
      self.square += square * (example.meanSquare - meanOfSquares)
      cross += own * (example.meanSquare - meanOfSquares)
    }
  }
}
