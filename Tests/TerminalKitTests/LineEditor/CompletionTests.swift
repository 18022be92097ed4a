import Testing

@testable import TerminalKit

@Suite("Completion")
struct CompletionTests {
  /// Completes the word before the cursor from a list.
  static func completer(_ words: String...) -> Completer {
    { line, cursor in
      let before = Array(line.prefix(cursor))
      let start = (before.lastIndex(of: " ") ?? -1) + 1
      let found = words.filter { $0.hasPrefix(String(before[start...])) }
      return Completion(range: start..<cursor, candidates: found.map { Candidate(text: $0, summary: "the \($0)") })
    }
  }

  static let words = completer("mean", "means=", "momentum", "moving_mean", "moving_variance", "folder/")

  @Test(
    "inserts what all candidates agree on, a sole one whole",
    arguments: [
      ("mov<Tab>", "moving_", 7), ("set mom<Tab>", "set momentum ", 13), ("means<Tab>", "means=", 6),
      ("fo<Tab>", "folder/", 7), ("m<Tab>", "m", 1), ("zz<Tab>", "zz", 2),
      ("mom x<C-a><M-f><Tab>", "momentum x", 9), ("momx<Left><Tab>", "momentum x", 9),
    ])
  func firstTab(keys: String, text: String, cursor: Int) {
    var editor = LineEditor()
    editor.press(keys, completer: Self.words)
    #expect(editor.text == text && editor.cursor == cursor)
  }

  @Test("shows the candidates at the first Tab and cycles through them with the next ones, both ways")
  func cycle() {
    var editor = LineEditor()
    editor.press("set mo<Tab>", completer: Self.words)
    #expect(editor.candidates.map(\.text) == ["momentum", "moving_mean", "moving_variance"])
    #expect(editor.candidates.first?.summary == "the momentum")
    #expect(editor.selectedCandidate == nil && editor.text == "set mo")
    var seen: [String] = []
    for key in ["<Tab>", "<Tab>", "<Tab>", "<Tab>", "<S-Tab>", "<S-Tab>"] {
      #expect(editor.press(key, completer: Self.words) == .changed)
      seen.append(editor.text)
      #expect(editor.cursor == editor.text.count)
    }
    let all = ["set momentum", "set moving_mean", "set moving_variance"]
    #expect(seen == all + [all[0], all[2], all[1]])
    editor.press(" 1", completer: Self.words)
    #expect(editor.text == "set moving_mean 1" && editor.candidates.isEmpty)
  }

  @Test("begins with the last candidate at Shift-Tab")
  func backTab() {
    var editor = LineEditor()
    editor.press("mo<S-Tab>", completer: Self.words)
    #expect(editor.text == "moving_variance" && editor.selectedCandidate == 2)
  }

  @Test("puts the line back at Escape, and at one undo", arguments: ["<Esc>", "<C-g>", "<C-_>"])
  func withdraw(key: String) {
    var editor = LineEditor()
    editor.press("a mov b<Left><Left><Tab><Tab>", completer: Self.words)
    #expect(editor.text == "a moving_mean b" && editor.cursor == 13)
    #expect(editor.press(key) == .changed)
    #expect(editor.text == "a mov b" && editor.cursor == 5 && editor.candidates.isEmpty)
  }

  @Test("gives the line with the chosen candidate at Enter")
  func enter() {
    var editor = LineEditor()
    #expect(editor.press("mo<Tab><Tab><Enter>", completer: Self.words) == .submit("momentum"))
    #expect(editor.candidates.isEmpty)
  }

  @Test("leaves typed text alone that the candidates do not start with, and ranges that are none")
  func oddAnswers() {
    var editor = LineEditor(text: "xyz")
    let fuzzy: Completer = { _, _ in
      Completion(range: 1..<99, candidates: [Candidate(text: "ab", summary: ""), Candidate(text: "ac", summary: "")])
    }
    editor.press("<Tab>", completer: fuzzy)
    #expect(editor.text == "xyz" && editor.candidates.count == 2)
    editor.press("<Tab>", completer: fuzzy)
    #expect(editor.text == "xab")
  }

  @Test("finds the common prefix grapheme by grapheme")
  func commonPrefix() {
    func prefix(_ words: String...) -> String {
      Completion(range: 0..<0, candidates: words.map { Candidate(text: $0, summary: "") }).commonPrefix
    }
    #expect(prefix() == "" && prefix("abc") == "abc" && prefix("abc", "abd") == "ab" && prefix("abc", "") == "")
    #expect(prefix("cafe\u{301}s", "cafes") == "caf")
  }
}
