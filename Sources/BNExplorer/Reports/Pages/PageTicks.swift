import TerminalKit

/// The values worth marking on an axis of a page: multiples of 1, 2 or 5 of a power of ten, with labels that tell them apart.
struct PageTicks: Sendable {
  let ticks: [(value: Double, label: String)]

  /// At most so many of them in a range, whole numbers alone where that is asked for; its ends where there is none.
  init(in range: ValueRange, most: Int, whole: Bool = false) {
    guard range.low < range.high, most > 0 else {
      ticks = [(range.low, NumberText.significant(range.low))]
      return
    }
    let rough = range.high / Double(most) - range.low / Double(most)
    // The power of ten below, to within one: 1 / log2(10) of the power of two.
    let power = Int((Double(rough.exponent) * 0.30103).rounded(.down))
    let steps = (power - 1...power + 2).flatMap { power in [1, 2, 5].map { Step(multiple: $0, power: power) } }
    let fitting = steps.first { step in
      (!whole || step.power >= 0) && (step.multiples(in: range)?.count ?? .max) <= most
    }
    let values = fitting.flatMap { step in step.multiples(in: range).map { $0.map(step.value) } } ?? []
    guard let fitting, values.count > 1 else {
      ticks = [range.low, range.high].map { ($0, NumberText.resolved($0, by: range.high - range.low)) }
      return
    }
    let largest = max(range.low.magnitude, range.high.magnitude)
    ticks = values.map { ($0, fitting.label(of: $0, largest: largest)) }
  }

  private struct Step {
    let multiple: Int
    let power: Int

    private static func ten(_ power: Int) -> Double { Double("1e\(power)") ?? .infinity }

    /// Divided rather than multiplied below 1, so that 3 tenths are 0.3.
    func value(_ index: Int) -> Double {
      power < 0 ? Double(index * multiple) / Self.ten(-power) : Double(index * multiple) * Self.ten(power)
    }

    /// Which multiples lie in a range; `nil` where they are too small beside it to be counted.
    func multiples(in range: ValueRange) -> ClosedRange<Int>? {
      let size = value(1)
      guard size > 0, size.isFinite, (range.low / size).magnitude < 0x1p45, (range.high / size).magnitude < 0x1p45
      else { return nil }
      // Division rounds, and an end that is itself a multiple must not be lost to that.
      let (low, high) = (range.low / size - 1e-9, range.high / size + 1e-9)
      guard low.rounded(.up) <= high.rounded(.down) else { return nil }
      return Int(low.rounded(.up))...Int(high.rounded(.down))
    }

    func label(of value: Double, largest: Double) -> String {
      let places = max(0, -power)
      if places <= 5, largest < 1e6 { return NumberText.fixed(value, digits: places) }
      let digits = Int((Double(largest.exponent) * 0.30103).rounded(.up)) - power + 1
      return NumberText.significant(value, digits: max(1, digits))
    }
  }
}
