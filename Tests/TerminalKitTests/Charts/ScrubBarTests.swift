import Testing

@testable import TerminalKit

@Suite("Scrub bar")
struct ScrubBarTests {
  private func row(_ bar: ScrubBar, _ columns: Int, _ glyphs: GlyphLevel = .ascii) -> String {
    var frame = Frame(size: Size(columns: columns, rows: 1))
    bar.draw(in: frame.area, of: &frame, glyphs: glyphs)
    return frame.text[0]
  }

  private let bar = ScrubBar(last: 120, present: 40, events: [27, 80, 80, 81], branch: 60)

  @Test("shows steps, changes, the branch's beginning and where the session stands, at any width")
  func pictures() {
    #expect(row(bar, 50) == "0 [-------|---o----Y----+|----------] 120  step 40")
    #expect(row(bar, 26) == "0 [----|-o--Y-+------] 120")
    #expect(row(bar, 10) == "[--O-Y+--]")
    #expect(row(bar, 10, .block) == "[──█─╤╬──]")
    #expect(row(bar, 3) == "|O-")
    #expect(row(ScrubBar(last: 0, present: 0), 20) == "0 [o-------------] 0")
    #expect(row(ScrubBar(last: 9, present: 4, events: [4]), 20) == "0 [------O-------] 9")
  }

  @Test("drags to a step and back: both ends exactly, every step where there are as many cells, order kept")
  func inverse() {
    for last in [0, 1, 2, 7, 30, 120, 99_999, .max] {
      for columns in 0..<90 {
        let area = Area(column: 4, row: 2, columns: columns, rows: 1)
        let bar = ScrubBar(last: last, present: 0)
        let track = bar.layout(in: area).track
        #expect(track.columns >= min(columns, 2) - 1 || columns < 4)
        let steps = (0..<100).map { bar.step(atColumn: $0, in: area) }
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(steps.allSatisfy { (0...last).contains($0) })
        guard track.columns > 1 else { continue }
        #expect(bar.step(atColumn: track.column, in: area) == 0)
        #expect(bar.step(atColumn: track.column + track.columns - 1, in: area) == last)
        #expect(bar.step(atColumn: .min, in: area) == 0 && bar.step(atColumn: .max, in: area) == last)
        if last < track.columns {
          for step in 0...last {
            #expect(bar.step(atColumn: track.column + bar.cell(of: step, cells: track.columns), in: area) == step)
          }
        } else {
          for cell in 0..<track.columns {
            let step = bar.step(atColumn: track.column + cell, in: area)
            #expect(bar.cell(of: step, cells: track.columns) == cell)
          }
        }
      }
    }
  }

  @Test("the cursor stands on the present step's cell, and marks of steps that are not there are not drawn")
  func cursor() {
    var frame = Frame(size: Size(columns: 30, rows: 2))
    let strange = ScrubBar(last: 20, present: 999, events: [-4, 21, .max, .min], branch: -9)
    let place = strange.draw(in: frame.area, of: &frame, glyphs: .ascii)
    let track = strange.layout(in: frame.area).track
    #expect(place == Position(column: track.column + track.columns - 1, row: 0))
    #expect(!frame.text[0].contains("|") && !frame.text[0].contains("+"))
  }
}
