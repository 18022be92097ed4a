/// In which order, and in which type, a framework adds up the numbers of a channel.
///
/// The sum of float32 numbers far from zero depends on it. Each order was found by adding the measured batches up in it and
/// comparing the bits with what the framework stored.
public enum SumOrder: Sendable, Equatable {
  /// Double precision.
  case double
  /// float32 in an order that is not known; computed in double precision.
  case unknown
  /// Plain float32, row after row, in so many parts that are added at the end: one for each thread.
  case rows(parts: Int)
  /// A float32 sum for each image, in eight lanes that are added in pairs, then image after image.
  case images
  /// What `torch.sum` does on a CPU: float32 sums of 16 rows, of 16 such sums, and so on.
  ///
  /// (ATen/native/cpu/SumKernel.cpp, `multi_row_sum`.)
  case cascade
  /// What XLA makes for a CPU: ``rows(parts:)`` of up to 32 rows or images, ``unknown`` of more.
  case xla

  /// Whether a batch's sums come out with the framework's own bits.
  public func isKnown(for batch: FrameworkBatch) -> Bool { settled(for: batch) != .unknown }

  /// The order for a batch of this size.
  private func settled(for batch: FrameworkBatch) -> SumOrder {
    guard self == .xla else { return self }
    return batch.images <= 32 ? .rows(parts: 1) : .unknown
  }
}

extension SumOrder {
  /// The sum of a function of each number of a channel.
  ///
  /// - Parameters:
  ///   - batch: where the numbers are.
  ///   - channel: whose they are.
  ///   - term: what is added for a number; rounded to float32 where the sums are.
  /// - Returns: the sum, as exact as its order makes it.
  func sum(_ batch: FrameworkBatch, channel: Int, _ term: (Float) -> Double) -> Double {
    let count = batch.count
    func plain(_ rows: Range<Int>) -> Float {
      var sum: Float = 0
      for row in rows { sum += Float(term(batch[row, channel])) }
      return sum
    }
    switch settled(for: batch) {
    case .double, .unknown, .xla:
      var sum = 0.0
      for row in 0..<count { sum += term(batch[row, channel]) }
      return sum
    case .rows(let parts):
      // The first parts have one row more where they are not equal.
      let (size, longer) = (count / parts, count % parts)
      var (sum, start) = (Float(0), 0)
      for part in 0..<parts {
        let end = start + size + (part < longer ? 1 : 0)
        sum += plain(start..<end)
        start = end
      }
      return Double(sum)
    case .images:
      let pixels = count / max(batch.images, 1)
      var sum: Float = 0
      for image in 0..<batch.images {
        sum += Self.lanes(pixels) { Float(term(batch[image * pixels + $0, channel])) }
      }
      return Double(sum)
    case .cascade:
      return Double(Self.cascade(count) { Float(term(batch[$0, channel])) })
    }
  }

  /// The sum of a channel's squares where each is multiplied and added in one rounding.
  func contractedSquares(_ batch: FrameworkBatch, channel: Int) -> Double {
    guard case .rows = settled(for: batch) else { return sum(batch, channel: channel) { Double($0) * Double($0) } }
    var sum: Float = 0
    for row in 0..<batch.count { sum.addProduct(batch[row, channel], batch[row, channel]) }
    return Double(sum)
  }

  /// A sum in eight lanes, which are added in pairs; what is left over follows.
  private static func lanes(_ count: Int, _ term: (Int) -> Float) -> Float {
    var lanes = [Float](repeating: 0, count: 8)
    let whole = count / 8 * 8
    for index in 0..<whole { lanes[index % 8] += term(index) }
    var sum = (lanes[0] + lanes[1] + (lanes[2] + lanes[3])) + (lanes[4] + lanes[5] + (lanes[6] + lanes[7]))
    for index in whole..<count { sum += term(index) }
    return sum
  }

  /// Sums on four levels, each of which takes over the one below after a power of two of terms.
  private static func cascade(_ count: Int, _ term: (Int) -> Float) -> Float {
    let levels = 4
    let logarithm = count > 1 ? Int.bitWidth - (count - 1).leadingZeroBitCount : 0
    let power = max(4, logarithm / levels)
    let (step, mask) = (1 << power, (1 << power) - 1)
    var sums = [Float](repeating: 0, count: levels)
    var index = 0
    while index + step <= count {
      for _ in 0..<step {
        sums[0] += term(index)
        index += 1
      }
      for level in 1..<levels {
        sums[level] += sums[level - 1]
        sums[level - 1] = 0
        if index & mask << (level * power) != 0 { break }
      }
    }
    while index < count {
      sums[0] += term(index)
      index += 1
    }
    return sums[1...].reduce(sums[0], +)
  }
}
