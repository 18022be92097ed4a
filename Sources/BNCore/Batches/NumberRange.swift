/// The least and the greatest finite number of a channel.
///
/// Rounding keeps the order of numbers, so the two tell what becomes of all between them in a narrower type.
public struct NumberRange: Equatable, Sendable {
  /// The least number.
  public private(set) var low: Double
  /// The greatest number.
  public private(set) var high: Double

  /// A range of one number.
  public init(_ number: Double) {
    low = number
    high = number
  }

  mutating func take(_ number: Double) {
    if number < low { low = number }
    if number > high { high = number }
  }
}

extension ExampleSet {
  /// The range of each channel over all examples, in double precision and divided.
  ///
  /// - Parameter layout: how the layer sees a batch.
  /// - Returns: one range a channel; `nil` for a channel without a finite number, and for all where the channels lie
  ///   along the examples and these are shuffled.
  /// - Throws: why the data cannot be read.
  public func ranges(_ layout: AxisLayout) throws(BatchSourceError) -> [NumberRange?] {
    var ranges = [NumberRange?](repeating: nil, count: layout.channels)
    try addRanges(of: 0..<exampleCount, channelPlaces(layout), to: &ranges)
    return ranges
  }

  /// The range of each channel in the batch at an index from 0 on.
  public mutating func ranges(ofBatchAt index: Int, _ layout: AxisLayout) throws(BatchSourceError) -> [NumberRange?] {
    var ranges = [NumberRange?](repeating: nil, count: layout.channels)
    for run in runs(of: members(at: index)) { try addRanges(of: run, channelPlaces(layout), to: &ranges) }
    return ranges
  }

  private func addRanges(
    of examples: Range<Int>, _ places: ChannelPlaces, to ranges: inout [NumberRange?]
  ) throws(BatchSourceError) {
    guard places.channels == ranges.count else { return }
    try forEachNumber(of: examples) { element, number in
      guard number.isFinite else { return }
      let channel = places.channel(of: element)
      if ranges[channel] == nil { ranges[channel] = NumberRange(number) } else { ranges[channel]?.take(number) }
    }
  }
}
