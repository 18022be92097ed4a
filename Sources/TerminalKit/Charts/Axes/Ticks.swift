/// A marked value on an axis.
struct Tick: Hashable, Sendable {
  var value: Double
  var label: String
}

/// The values worth marking on an axis, with labels just long enough to tell them apart.
enum Ticks {
  /// Ticks for a scale, at most `limit` of them; where no nice value falls into the range, its two ends.
  static func on(_ scale: AxisScale, limit: Int) -> [Tick] {
    guard limit > 0 else { return [] }
    let ticks =
      switch scale.kind {
      case .linear: linear(scale.range, limit: limit)
      case .logarithmic: logarithmic(scale.range, limit: limit)
      case .symlog(let threshold): symlog(scale.range, Symlog(threshold, over: scale.range).threshold, limit: limit)
      }
    return ticks.isEmpty ? ends(of: scale.range, limit: limit) : ticks
  }

  /// Multiples of 1, 2, 2.5 or 5 × 10^k: the finest such step that gives no more than `limit` ticks.
  ///
  /// `whole` asks for whole numbers only.
  static func linear(_ range: ValueRange, limit: Int, whole: Bool = false) -> [Tick] {
    guard limit > 0, range.low < range.high else { return [] }
    let parts = Double(min(limit, 1000)) + 1
    let finest = DecimalDigits(shortest: range.high / parts - range.low / parts).exponent
    for exponent in finest...finest + 18 {
      for step in [10, 20, 25, 50].map({ Step(tenths: $0, exponent: exponent) }) {
        guard !whole || step.isWhole, let multiples = step.multiples(in: range), multiples.count <= limit else {
          continue
        }
        return labelled(multiples, of: step)
      }
    }
    return []
  }

  /// Powers of ten, thinned out or, in a narrow range, joined by their multiples.
  static func logarithmic(_ range: ValueRange, limit: Int) -> [Tick] {
    guard limit > 0, range.low > 0, range.low < range.high else { return [] }
    let decades = DecimalDigits(shortest: range.low).exponent...DecimalDigits(shortest: range.high).exponent
    for multiples in [Array(1...9), [1, 2, 5], [1]] where (decades.count - 2) * multiples.count <= limit {
      let ticks = decades.flatMap { decade in multiples.map { power($0, decade) } }.filter { range.contains($0.value) }
      if ticks.count <= limit, ticks.count > 1 { return ticks }
    }
    let powers = decades.map { power(1, $0) }.filter { range.contains($0.value) }
    guard powers.count > 1 else { return linear(range, limit: limit) }
    let every = (powers.count + limit - 1) / limit
    return powers.enumerated().filter { $0.offset % every == 0 }.map(\.element)
  }

  /// 0 and the powers of ten from the threshold on, on both sides; as on the axis of that kind, where the range lies
  /// wholly within the threshold or beyond it.
  static func symlog(_ range: ValueRange, _ threshold: Double, limit: Int) -> [Tick] {
    guard limit > 0, range.low < range.high else { return [] }
    if range.low > threshold { return logarithmic(range, limit: limit) }
    if range.high < -threshold, let mirrored = ValueRange(-range.high, -range.low) {
      return logarithmic(mirrored, limit: limit).reversed().map { Tick(value: -$0.value, label: "-" + $0.label) }
    }
    let first = DecimalDigits(shortest: threshold).exponent
    let last = DecimalDigits(shortest: max(abs(range.low), abs(range.high))).exponent
    let exponents = (first...max(first, last)).filter { DecimalDigits(1, exponent: $0).value >= threshold }
    // All but the last of them are in view on one side, so no closer ticks would keep the limit.
    for every in max(1, (exponents.count - 1) / (limit + 1))...exponents.count + 1 {
      // Counted from 0 on, which lies as far from the first power as that does from the next.
      let kept = exponents.indices.filter { ($0 + 1) % every == 0 }.map { power(1, exponents[$0]) }
      let below = kept.reversed().map { Tick(value: -$0.value, label: "-" + $0.label) }
      let ticks = (below + [Tick(value: 0, label: "0")] + kept).filter { range.contains($0.value) }
      if ticks.count <= limit, ticks.count > 1 { return ticks }
    }
    return linear(range, limit: limit)
  }

  private static func power(_ multiple: Int, _ decade: Int) -> Tick {
    let digits = DecimalDigits(multiple, exponent: decade)
    let label = (-3...4).contains(decade) ? digits.plain(places: digits.places) : digits.scientific(padded: false)
    return Tick(value: digits.value, label: label)
  }

  private static func ends(of range: ValueRange, limit: Int) -> [Tick] {
    let spread = range.high / 2 - range.low / 2
    return [range.low, range.high].prefix(limit).map { value in
      Tick(value: value, label: NumberText.resolved(value, by: spread))
    }
  }

  /// Every label with the same number of places, or all with exponents where that takes less room.
  private static func labelled(_ multiples: Range<Int>, of step: Step) -> [Tick] {
    let numbers = multiples.map { DecimalDigits($0 * step.tenths, exponent: step.exponent - 1) }
    let places = max(0, step.tenths == 25 ? 1 - step.exponent : -step.exponent)
    // An exponent below that of any double would make a very long row of zeros; those go straight to exponents.
    let plain = places > 40 ? [] : numbers.map { $0.plain(places: places) }
    let widest = plain.map(\.utf8.count).max() ?? .max
    let scientific = widest <= 7 ? plain : numbers.map { $0.digits.isEmpty ? "0" : $0.scientific(padded: false) }
    let labels = widest <= max(7, scientific.map(\.utf8.count).max() ?? 0) ? plain : scientific
    return zip(numbers, labels).map { Tick(value: $0.value, label: $1) }
  }
}

/// A tick step as an exact decimal: `tenths` / 10 × 10^exponent.
private struct Step {
  var tenths: Int
  var exponent: Int

  var value: Double { DecimalDigits(tenths, exponent: exponent - 1).value }

  var isWhole: Bool { exponent > 0 || exponent == 0 && tenths != 25 }

  /// Which multiples lie in the range; `nil` if the step is too small beside the range's bounds to count them.
  func multiples(in range: ValueRange) -> Range<Int>? {
    let size = value
    guard size > 0, size.isFinite else { return nil }
    let first = range.low / size
    let last = range.high / size
    // Past 2⁴⁵ steps from zero, neighbours would no longer be told apart after division.
    guard abs(first) < 0x1p45, abs(last) < 0x1p45 else { return nil }
    // Division rounds, and a bound that is itself a multiple must not be lost to that.
    let slack = max(1e-9, max(abs(first), abs(last)) * 0x1p-51)
    let low = Int((first - slack).rounded(.up))
    let high = Int((last + slack).rounded(.down))
    return low..<max(low, high + 1)
  }
}
