import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("The form of a journal")
struct JournalTextTests {
  /// What could become of a log by one command.
  private func changed(_ log: JournaledLog, _ source: inout SplitMix) -> JournaledLog {
    var log = log
    switch Int.random(in: 0..<6, using: &source) {
    case 0, 1: log.lines.append("set momentum 0.\(Int.random(in: 0...99, using: &source))")
    case 2:
      if !log.lines.isEmpty { log.lines[log.lines.count - 1] = "train \(Int.random(in: 1...999, using: &source))" }
    case 3: log.lines.removeLast(Int.random(in: 0...log.lines.count, using: &source))
    case 4: log.kept = log.lines
    default:
      log.lines = Array(log.lines.prefix(1)) + ["fork a", "say \"ä 漢\""]
      log.step += 7
    }
    return log
  }

  @Test("what is written of a log, change by change, reads back as the log; cut anywhere it is what the log was before")
  func changes() {
    var source = SplitMix(state: 11)
    for _ in 0..<40 {
      var log = JournaledLog(begun: 1_764_511_500)
      var text = JournalText.heading(begun: log.begun)
      var logs = [log.lines]
      for _ in 0..<20 {
        let next = changed(log, &source)
        text += JournalText.changes(from: log, to: next)
        log = next
        logs.append(log.lines)
        #expect(JournalText.read(Array(text.utf8)) == log)
      }
      let bytes = Array(text.utf8)
      for end in JournalText.heading(begun: log.begun).utf8.count...bytes.count {
        // Every line is of a log that there was, or stood between two of them.
        guard let cut = JournalText.read(Array(bytes[..<end])) else {
          Issue.record("no journal up to byte \(end)")
          return
        }
        #expect(logs.contains { SessionLog.commonCount($0, cut.lines) == cut.lines.count }, "\(cut.lines)")
      }
    }
  }

  @Test("nothing is written where nothing has changed")
  func nothing() {
    let log = JournaledLog(lines: ["train 3"], kept: ["train 3"], step: 3)
    #expect(JournalText.changes(from: log, to: log) == "")
  }

  @Test(
    "bytes that are no journal are none",
    arguments: [
      "", "\n", "+ train 3\n", "# bnexplorer journal 2, begun 5\n", "# bnexplorer journal 1, begun x\n",
      "# bnexplorer journal 1, begun 5\n= train 3\n", "# bnexplorer journal 1, begun 5\n< 1\n",
      "# bnexplorer journal 1, begun 5\n+ a\n! 2\n", "# bnexplorer journal 1, begun 5\n+a\n",
      "# bnexplorer journal 1, begun 5\n* a\n", "# bnexplorer journal 1, begun 5\n\n",
      "# bnexplorer journal 1, begun 5",
    ])
  func foreign(_ text: String) {
    #expect(JournalText.read(Array(text.utf8)) == nil)
    #expect(JournalText.read(Array(text.utf8) + [0xff, 0x0a]) == nil)
  }
}
