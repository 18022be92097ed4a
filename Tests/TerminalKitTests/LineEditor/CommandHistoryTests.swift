import Testing

@testable import TerminalKit

@Suite("The history of commands")
struct CommandHistoryTests {
  @Test("leaves out blank lines and a line given twice in a row")
  func rules() {
    var history = CommandHistory()
    for line in ["a", "a", "", "  \t", "b", "a"] { history.append(line) }
    #expect(history.entries == ["a", "b", "a"])
  }

  @Test("keeps the newest thousand")
  func bound() {
    var history = CommandHistory()
    for number in 1...1_003 { history.append("train \(number)") }
    #expect(history.count == 1_000)
    #expect(history.entries.first == "train 4" && history.entries.last == "train 1003")
    #expect(CommandHistory(text: "a\nb\nc\n", limit: 2).entries == ["b", "c"])
    #expect(CommandHistory(text: "a\n", limit: 0).entries == [])
  }

  @Test("comes back from its text form, whatever the line ends")
  func textForm() {
    let history = CommandHistory(text: "set name \"ä b\"\r\n\r\ntrain 3\ntrain 3\nshow y")
    #expect(history.text == "set name \"ä b\"\ntrain 3\nshow y\n")
    #expect(CommandHistory(text: history.text) == history)
    #expect(CommandHistory(text: "").text == "")
  }

  @Test("never holds more than one line in an entry")
  func oneLine() {
    var history = CommandHistory()
    history.append("a\nb\u{2028}c")
    #expect(history.text == "a; b; c\n")
  }

  @Test("suggests the newest longer line")
  func suggestion() {
    let history = CommandHistory(text: "set a 1\nset b 2\nset b\n")
    #expect(history.suggestion(for: "set") == " b")
    #expect(history.suggestion(for: "set b") == " 2")
    #expect(history.suggestion(for: "set b 2") == nil && history.suggestion(for: "") == nil)
  }
}
