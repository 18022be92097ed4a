import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Symlog axis")
struct SymlogTests {
  @Test("is linear up to the threshold and a decade for each factor of ten beyond, on both sides")
  func definition() throws {
    // From −100 to 1000 with the threshold 1: two decades, the linear stretch of two, three decades.
    let scale = AxisScale(try #require(ValueRange(-100, 1000)), .symlog(threshold: 1))
    let places = [(-100, 0), (-10, 1), (-1, 2), (-0.25, 2.75), (0, 3), (0.5, 3.5), (1, 4), (10, 5), (1000, 7)]
    for (value, place) in places as [(Double, Double)] {
      // log10 of a power of ten and the map's reciprocal round once each.
      #expect(abs(scale.fraction(value) - place / 7) < 1e-15, "\(value)")
    }
    #expect(scale.accepts(0) && scale.accepts(-1e300) && !scale.accepts(.nan) && !scale.accepts(.infinity))
  }

  @Test("rises, changes its sign with the value, and gives each value back, whatever its size")
  func properties() throws {
    var random = SplitMix(state: 5)
    for _ in 0..<2000 {
      let (a, b, given) = (random.anything(), random.anything(), random.anything())
      guard let range = ValueRange(a, b) else { continue }
      let symlog = Symlog(given, over: range)
      #expect(symlog.threshold > 0 && symlog.threshold.isFinite)
      #expect(given > 0 && given.isFinite ? symlog.threshold == given : true)
      #expect(symlog.place(of: range.low) <= symlog.place(of: range.high))
      #expect(symlog.place(of: -a) == -symlog.place(of: a))
      // Logarithms reach 324 and places 633, each rounded by up to 5.7e-14 a few times, and a place's error grows by
      // ln 10 in the value. Near 0 the quotient may be subnormal: of that an ulp, in thresholds.
      let back = symlog.value(at: symlog.place(of: a))
      let isBeyond = abs(a) > symlog.threshold
      let bound = isBeyond ? 1e-12 * abs(a) : 2 * a.ulp + symlog.threshold * .leastNonzeroMagnitude
      #expect(!range.contains(a) || abs(back - a) <= max(bound, .leastNonzeroMagnitude), "\(a) \(symlog.threshold)")
      let scale = AxisScale(around: range, .symlog(threshold: nil))
      #expect(scale.range.low <= range.low && scale.range.high >= range.high)
      #expect((0...1).contains(scale.fraction(a)) && (0...1).contains(scale.fraction(b)))
    }
  }

  @Test("chooses the power of ten at or below the smallest magnitude, at most four decades below the largest")
  func threshold() throws {
    let cases: [(values: [Double], threshold: Double)] = [
      ([0.3, -20, 7], 0.1), ([0, 0.1, 1], 0.1), ([1e-9, 500], 0.01), ([-250, -30], 10), ([0, 0], 1),
      ([.leastNonzeroMagnitude], .leastNonzeroMagnitude), ([1e300, -1e-300], 1e296),
    ]
    for (values, threshold) in cases {
      let survey = SeriesSurvey([LineChart.Series("", values)], within: .unit.union(9), .symlog(threshold: nil))
      #expect(survey.settled(.symlog(threshold: nil)) == .symlog(threshold: threshold), "\(values)")
    }
    let fixed = SeriesSurvey([LineChart.Series("", [3])], within: .unit, .symlog(threshold: 2))
    #expect(fixed.settled(.symlog(threshold: 2)) == .symlog(threshold: 2))
    #expect(AxisScale(.unit, .symlog(threshold: -1)).kind == .symlog(threshold: 1e-4))
  }

  private func labels(_ low: Double, _ high: Double, _ threshold: Double, _ limit: Int) throws -> [String] {
    Ticks.on(AxisScale(try #require(ValueRange(low, high)), .symlog(threshold: threshold)), limit: limit).map(\.label)
  }

  @Test("has 0 and powers of ten for ticks, thinned out evenly from 0 on")
  func ticks() throws {
    #expect(try labels(-300, 300, 1, 9) == ["-100", "-10", "-1", "0", "1", "10", "100"])
    #expect(try labels(-300, 300, 1, 6) == ["-10", "0", "10"])
    #expect(try labels(-1e9, 2e9, 1e-3, 5) == ["-1e6", "-10", "0", "10", "1e6"])
    #expect(try labels(-0.2, 30, 1, 5) == ["0", "1", "10"])
    #expect(try labels(-300, 300, 25, 5) == ["-100", "0", "100"])
    #expect(try labels(-3000, -20, 1, 5) == ["-1000", "-100"])
    #expect(try labels(-0.5, 0.5, 1, 3) == ["-0.5", "0.0", "0.5"])
    #expect(try labels(200, 300, 1, 3) == ["200", "300"])
  }

  @Test("ticks lie in the range, rise, keep the limit and have labels of their own", arguments: 1...12)
  func tickProperties(limit: Int) throws {
    var random = SplitMix(state: UInt64(limit))
    for index in 0..<300 {
      let sizes = index % 2 == 0 ? 1e3 : 1
      let (a, b) = index % 3 == 0 ? (random.anything(), random.anything()) : (random.next(sizes), random.next(1))
      guard let range = ValueRange(a, b) else { continue }
      let scale = AxisScale(around: range, .symlog(threshold: index % 4 == 0 ? abs(random.anything()) : nil))
      let ticks = Ticks.on(scale, limit: limit)
      #expect(!ticks.isEmpty && ticks.count <= limit)
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      #expect(Set(ticks.map(\.label)).count == ticks.count)
      // A bound that is a multiple but for rounding counts as one.
      let slack = max(abs(scale.range.low), abs(scale.range.high)) * 0x1p-50
      #expect(ticks.allSatisfy { $0.value >= scale.range.low - slack && $0.value <= scale.range.high + slack })
    }
  }

  @Test("a chart over it, in ASCII")
  func chart() {
    let values = (-10...10).map { Double($0 * $0 * $0) }
    let chart = LineChart(title: "cubes", series: [LineChart.Series("", values)], yKind: .symlog(threshold: nil))
    #expect(
      chart.frame(40, 12).text == [
        "cubes",
        "    |                               ....",
        " 100+                        ...''''",
        "    |                    ..''",
        "    |                   :",
        "   0+                 .'",
        "    |              .''",
        "    |            ..'",
        "-100+     ....'''",
        "    |'''''",
        "    ++---------------------------------+",
        "     step 0                           20",
      ])
  }
}

extension SplitMix {
  /// A number between −size and size.
  fileprivate mutating func next(_ size: Double) -> Double { Double.random(in: -size...size, using: &self) }
}
