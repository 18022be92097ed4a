import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("A histogram with values far away")
struct HistogramTailsTests {
  /// A sum of twelve uniform numbers: normal enough, and never more than 6 deviations from its mean.
  private func bell(_ count: Int, seed: UInt64) -> [Double] {
    var random = SplitMix(state: seed)
    return (0..<count).map { _ in (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) } }
  }

  @Test(
    "keeps the shape of all others, whichever side they are on and however far", arguments: [1e2, 1e4, 1e30, 1e300])
  func shape(_ far: Double) {
    for count in [30, 200, 5000] {
      let values = bell(count, seed: 3)
      for outliers in [[far], [-far], [far, -far], [far, far * 2]] {
        let histogram = Histogram(title: "", values: values + outliers)
        let bins = histogram.bins(columns: 60).bins
        // Several bars for what is one where the axis holds everything.
        #expect(bins.counts.count { $0 > 0 } >= 3, "\(count) \(outliers)")
        #expect(bins.below == outliers.count { $0 < 0 } && bins.above == outliers.count { $0 > 0 })
        #expect(bins.counts.reduce(0, +) == count)
      }
    }
  }

  @Test("is not cut without need: a bell, a ramp, two groups, a slow decay, mostly one value")
  func whole() {
    var random = SplitMix(state: 5)
    let decay = (0..<4000).map { Double($0) / 4000 }
    let samples: [[Double]] = [
      bell(20_000, seed: 1), (0..<777).map { Double($0) }, [0, 1, 2, 3, 1000], [3, 7],
      (0..<400).map {
        $0 % 3 == 0 ? 50 + Double.random(in: 0..<1, using: &random) : Double.random(in: 0..<1, using: &random)
      },
      decay.map { -(1 - $0).squareRoot() }, Array(repeating: 4, count: 500), Array(repeating: 0, count: 500) + [1],
      (0..<1000).map { $0 % 10 == 0 ? Double($0 % 7) : 0 },
    ]
    for (index, values) in samples.enumerated() {
      let bins = Histogram(title: "", values: values).bins(columns: 60).bins
      #expect(bins.below == 0 && bins.above == 0, "\(index)")
    }
  }

  @Test("says at the ends of the axis how many lie beyond, at every glyph level")
  func marks() {
    let values = bell(500, seed: 9) + [1e6, 2e6, 3e6, -1e7]
    for (glyphs, signs) in [(GlyphLevel.braille, "◂▸"), (.block, "<>"), (.ascii, "<>")] {
      var frame = Frame(size: Size(columns: 40, rows: 9))
      Histogram(title: "x", values: values).draw(in: frame.area, of: &frame, glyphs: glyphs)
      let axis = frame.text[7]
      #expect(axis.contains("\(signs.prefix(1))1") && axis.hasSuffix("3\(signs.suffix(1))"), "\(axis)")
      #expect(frame[39, 7]?.style.role == .warning)
      // Moments are of all values; what lies outside is named where there is room.
      #expect(frame.text[0].hasPrefix("x  mean"))
      var wide = Frame(size: Size(columns: 90, rows: 9))
      Histogram(title: "x", values: values).draw(in: wide.area, of: &wide, glyphs: glyphs)
      #expect(wide.text[0].hasPrefix("x  1 below, 3 above  mean"))
    }
  }

  @Test("has no marks where nothing is cut")
  func unmarked() {
    var frame = Frame(size: Size(columns: 40, rows: 9))
    Histogram(title: "x", values: bell(500, seed: 9)).draw(in: frame.area, of: &frame, glyphs: .ascii)
    #expect(!frame.text.contains { $0.contains("<") || $0.contains(">") })
  }
}
