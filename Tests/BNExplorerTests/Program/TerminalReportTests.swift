import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("What the probe says of a terminal")
struct TerminalReportTests {
  @Test("the probe's screen fits every size and always says how to quit")
  func report() {
    for columns in stride(from: 1, through: 100, by: 3) {
      for rows in 1...40 {
        let size = Size(columns: columns, rows: rows)
        var report = TerminalReport(type: "t", size: size, glyphs: .ascii, depth: .none, colours: 0)
        report.keys = [.up, .paste("x")]
        let frame = report.frame()
        #expect(frame.size == size)
        if rows > 1, columns > 10 { #expect(frame.text[rows - 1].hasPrefix("q or Ctrl-")) }
      }
    }
  }
}
