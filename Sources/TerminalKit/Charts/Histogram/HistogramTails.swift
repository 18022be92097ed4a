/// Where a histogram cuts its tails, so that a few values far away do not press all others into one bar.
enum HistogramTails {
  /// The core is what is left without the lowest and the highest tenth of the values.
  private static let tail = 0.1
  /// A range is cut where the core would get less than this part of it.
  private static let leastPart = 1.0 / 8
  /// It is cut down to so many widths of the core on either side, which holds all of a normal, uniform or exponential sample.
  private static let room = 2.0
  /// As many values tell where a tenth of them begins as well as all do.
  private static let most = 1024

  /// The range to show of some values whose finite ones lie in `all`.
  static func shown(_ values: [Double], in all: ValueRange) -> ValueRange {
    // An odd distance, so that no even number of channels is looked at in a few of them only.
    let distance = values.count <= most ? 1 : (values.count + most - 1) / most | 1
    let sorted = stride(from: 0, to: values.count, by: distance).map { values[$0] }.filter(\.isFinite).sorted()
    guard let core = core(of: sorted), core.high / 2 - core.low / 2 < (all.high / 2 - all.low / 2) * leastPart else {
      return all
    }
    let width = core.high - core.low
    return ValueRange(max(all.low, core.low - room * width), min(all.high, core.high + room * width)) ?? all
  }

  /// What is left without the lowest and the highest tenth; where most values are equal, without the last hundredths.
  private static func core(of sorted: [Double]) -> ValueRange? {
    // A tenth of a few values is none, and one of them may be far away all the same.
    let least = sorted.count < 8 ? 0 : 1
    for tail in [tail, tail / 10] {
      let cut = max(least, Int(Double(sorted.count) * tail))
      guard sorted.count > 2 * cut, let range = ValueRange(sorted[cut], sorted[sorted.count - 1 - cut]) else {
        continue
      }
      if range.low < range.high { return range }
    }
    return nil
  }
}
