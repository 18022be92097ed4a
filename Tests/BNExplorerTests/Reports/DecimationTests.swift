import BNTestSupport
import TerminalKit
import Testing

@testable import BNExplorer

@Suite("Points that a chart leaves out")
struct DecimationTests {
  private func kept(_ curves: [[Double]], most: Int = Decimation.most) -> [Int] {
    Decimation.kept(curves, isMissing: NumberText.isMissing, most: most)
  }

  @Test("are none where all find room")
  func few() {
    #expect(kept([[3, 1, 2]]) == [0, 1, 2])
    #expect(kept([Array(repeating: 0, count: 600)]).count == 600)
    #expect(kept([]) == [] && kept([[]]) == [])
  }

  @Test("are never the ends, nor the lowest and the highest of any curve", arguments: [1, 2, 5])
  func extremes(count: Int) throws {
    var random = SplitMix(state: 7)
    let curves = (0..<count).map { _ in (0..<4096).map { _ in Double(random.next() >> 11) * 0x1p-53 } }
    let kept = kept(curves)
    #expect(kept.count <= 600 && kept.count > 400 && kept == kept.sorted() && Set(kept).count == kept.count)
    #expect(kept.first == 0 && kept.last == 4095)
    for values in curves {
      let lowest = try #require(values.indices.min { values[$0] < values[$1] })
      let highest = try #require(values.indices.max { values[$0] < values[$1] })
      #expect(kept.contains(lowest) && kept.contains(highest))
    }
  }

  @Test("are never a single spike, wherever it is, and never the first value that is not finite")
  func spikes() {
    for place in [1, 777, 2048, 4094] {
      for spike in [1e6, -1e6, Double.infinity, -Double.infinity, Double.nan] {
        var values = (0..<4096).map { Double($0 % 2) }
        values[place] = spike
        #expect(kept([values]).contains(place), "\(spike) at \(place)")
      }
    }
  }

  @Test("are told by nothing where nothing was measured")
  func missing() {
    let kept = kept([Array(repeating: NumberText.notMeasured, count: 2000)])
    #expect(kept == [0, 1999])
  }
}
