/// A random order of so many examples that a list of it would take longer to make than a batch: each place is found without
/// the others.
///
/// A Feistel network over pairs of numbers of some bits maps each pair to another one, whatever its rounds compute; where
/// it leads beyond the examples it is taken again. Every place leads to an example of its own, but unlike a shuffle not
/// every order can come about.
struct ScatteredOrder {
  private let count: UInt64
  private let stream: RandomStream
  private let epoch: UInt64
  /// The bits of each half of a place.
  private let bits: UInt64

  private static let rounds: UInt16 = 6

  /// The order of an epoch; there is at least one example.
  init(count: Int, seed: UInt64, epoch: Int) {
    self.count = UInt64(count)
    self.epoch = UInt64(epoch)
    stream = RandomStream(seed: seed, purpose: .shuffle)
    bits = UInt64(Int.bitWidth - (count - 1).leadingZeroBitCount + 1) / 2
  }

  /// The example at a place.
  func example(at place: Int) -> Int {
    var value = UInt64(place)
    repeat { value = scattered(value) } while value >= count
    return Int(value)
  }

  private func scattered(_ value: UInt64) -> UInt64 {
    let mask = (UInt64(1) << bits) - 1
    var (left, right) = (value >> bits, value & mask)
    for round in 0..<Self.rounds {
      (left, right) = (right, left ^ (stream.bits(batch: epoch, element: Int(right), attempt: round) & mask))
    }
    return left << bits | right
  }
}
