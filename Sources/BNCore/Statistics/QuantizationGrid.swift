/// The numbers that a quantized tensor can hold: whole numbers of a few bits, less a zero point, times a step.
///
/// Source: `torch.ao.quantization.observer`, PyTorch 2.13, `_calculate_qparams`.
public struct QuantizationGrid: Equatable, Sendable {
  /// How a grid lies about zero, which is always on it.
  public enum Form: Sendable, CaseIterable {
    /// As far below zero as above: weights (`per_tensor_symmetric`, `qint8`). The zero point is 0.
    case symmetric
    /// From the least number to the greatest, and to zero where both have one sign: activations (`per_tensor_affine`, `quint8`).
    case affine
  }

  /// How far two neighbours are apart.
  public let step: Double
  /// The whole number that stands for zero.
  public let zeroPoint: Int

  /// No step is smaller than this one, float32's epsilon.
  public static let leastStep = 0x1p-23

  /// The grid that an observer makes for numbers between two ends.
  ///
  /// - Parameters:
  ///   - least: the least number.
  ///   - greatest: the greatest.
  ///   - bits: of how many bits the whole numbers are, from 1 on.
  ///   - form: how the grid lies about zero.
  public init(least: Double, greatest: Double, bits: Int, form: Form) {
    let (low, high) = (min(least, 0), max(greatest, 0))
    let steps = Double(sign: .plus, exponent: bits, significand: 1) - 1
    switch form {
    case .symmetric:
      step = max(max(-low, high) / (steps / 2), Self.leastStep)
      zeroPoint = 0
    case .affine:
      step = max((high - low) / steps, Self.leastStep)
      let point = (-low / step).rounded(.toNearestOrEven)
      zeroPoint = point.isFinite ? Int(min(max(point, 0), steps)) : 0
    }
  }

  /// How many bits of the grid a range really gets: log2(1 + (greatest - least) / step), the logarithm of how many of the
  /// grid's numbers lie in it.
  ///
  /// A channel that is as wide as a grid of 8 bits gets 8; one of a sixteenth of the width about 4, which is
  /// 8 - log2(width of the grid / width of the channel); one that does not vary 0.
  public func effectiveBits(least: Double, greatest: Double) -> Double {
    PortableMath.log(1 + (greatest - least) / step) / PortableMath.log(2)
  }
}

/// What quantization leaves of each channel: with one grid for the whole tensor, and with a grid of its own.
public struct QuantizedChannels: Equatable, Sendable {
  /// The few channels that widen the grid for all others.
  public struct Costly: Equatable, Sendable {
    /// By how far they reach, the farthest first.
    public let channels: [Int]
    /// How many bits more each other channel would have without them.
    public let gain: Double
  }

  /// The ends of each channel's range.
  public let least: [Double]
  /// The ends of each channel's range.
  public let greatest: [Double]
  /// The grid that all channels share, for those whose ends are finite.
  public let grid: QuantizationGrid
  /// A grid for each channel.
  public let ownGrids: [QuantizationGrid]
  /// What each channel gets of the shared grid.
  ///
  /// See ``QuantizationGrid/effectiveBits(least:greatest:)``; NaN where its ends are not finite.
  public let bits: [Double]
  /// What each channel gets of its own grid: less than all of the bits where the range does not lie about zero.
  public let ownBits: [Double]
  /// Which channels cost the others; `nil` where no few do.
  public let costly: Costly?

  /// Quantizes channels with given ranges.
  ///
  /// - Parameters:
  ///   - least: the least number of each channel.
  ///   - greatest: the greatest, as many.
  ///   - bits: of how many bits the grid is.
  ///   - form: how it lies about zero.
  public init(least: [Double], greatest: [Double], bits: Int, form: QuantizationGrid.Form) {
    precondition(least.count == greatest.count, "each channel has two ends")
    (self.least, self.greatest) = (least, greatest)
    let finite = least.indices.filter { least[$0].isFinite && greatest[$0].isFinite }
    func shared(_ channels: some Sequence<Int>) -> QuantizationGrid {
      var (low, high) = (0.0, 0.0)
      for channel in channels { (low, high) = (min(low, least[channel]), max(high, greatest[channel])) }
      return QuantizationGrid(least: low, greatest: high, bits: bits, form: form)
    }
    let grid = shared(finite)
    self.grid = grid
    let own = least.indices.map {
      QuantizationGrid(least: least[$0], greatest: greatest[$0], bits: bits, form: form)
    }
    ownGrids = own
    let isFinite = Set(finite)
    func effective(_ grid: (Int) -> QuantizationGrid) -> [Double] {
      least.indices.map { channel in
        isFinite.contains(channel)
          ? grid(channel).effectiveBits(least: least[channel], greatest: greatest[channel]) : .nan
      }
    }
    self.bits = effective { _ in grid }
    ownBits = effective { own[$0] }
    costly = Self.costly(
      finite.sorted { max(-least[$0], greatest[$0]) > max(-least[$1], greatest[$1]) }, grid: grid, shared)
  }

  /// The fewest channels, an eighth of them at most, without which the others would have a bit more.
  private static func costly(
    _ channels: [Int], grid: QuantizationGrid, _ shared: (ArraySlice<Int>) -> QuantizationGrid
  ) -> Costly? {
    guard channels.count > 1 else { return nil }
    for count in 1...max(1, channels.count / 8) {
      let gain = PortableMath.log(grid.step / shared(channels[count...]).step) / PortableMath.log(2)
      if gain >= 1 { return Costly(channels: Array(channels[..<count]), gain: gain) }
    }
    return nil
  }
}
