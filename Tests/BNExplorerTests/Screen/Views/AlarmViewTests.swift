import BNCore
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The line of the alarm")
struct AlarmViewTests {
  @Test("has the whole width for the alarm where the key for more finds no room, and what is left of it where it does")
  func widths() throws {
    let state = try Stage("batch [[3], [7]]", "set momentum 1.5", "train 30").state
    let alarm = try #require(state.alarm)
    let briefs = FindingText(for: .session).briefs(for: alarm)
    let others = state.findings.count { $0.severity != .info } - 1
    let more = (others > 0 ? "+\(others)  " : "") + "d says more"
    for columns in 10...120 {
      var frame = Frame(size: Size(columns: columns, rows: 1))
      AlarmView.draw(state, in: frame.area, of: &frame)
      let hasMore = columns > more.count + 24
      // A column stays free on both sides, the mark takes two, and the key stands two behind the text.
      let room = columns - 2 - 2 - (hasMore ? more.count + 2 : 0)
      // The beginning of why needs two dozen columns to say anything; what is left out before is left out whole.
      let whole = briefs[1].count + 24 <= room ? briefs[0] : briefs.first { $0.count <= room } ?? briefs[3]
      let text = " \u{25b2} " + whole.cut(to: room, ascii: false)
      let end = hasMore ? more.paddedLeft(to: columns - 1 - text.count) : ""
      #expect(frame.text == [text + end], "\(columns) columns")
    }
  }
}
