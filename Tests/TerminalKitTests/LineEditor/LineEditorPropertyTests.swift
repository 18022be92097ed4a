import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Any keys in any order")
struct LineEditorPropertyTests {
  static let editing: [Key] =
    "abet_ 1e\u{301}漢🇩🇪👩\u{200d}👩\u{7}\u{301}\u{200d}".unicodeScalars.map { .character(Character($0)) }
    + "abdefghiknprstuwy_/@".map { .control($0) } + "bdfyBDFY<>q\u{7f}\u{8}".map { .alt($0) }
    + [
      .tab, .backTab, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp, .function(3),
      .paste("set a\n\tb\u{0}"), .paste("\u{301}"), .paste(""),
    ]
  static let leaving: [Key] = [.enter, .escape, .control("c"), .control("m"), .control("j")]

  static let completer: Completer = { line, cursor in
    Completion(
      range: (cursor - 2)..<max(cursor, line.count - 3),
      candidates: ["set", "se\u{301}t", "s", ""].prefix(line.count % 5).map { Candidate(text: $0, summary: "") })
  }

  private func check(_ editor: LineEditor, _ keys: [Key]) {
    let count = editor.text.count
    #expect((0...count).contains(editor.cursor), "\(keys)")
    #expect(editor.buffer.characters == Array(editor.text), "\(keys)")
    #expect(!editor.text.contains(where: \.isNewline) && !editor.text.contains("\t"), "\(keys)")
    #expect(editor.selectedCandidate.map(editor.candidates.indices.contains) ?? true, "\(keys)")
    if let suggestion = editor.suggestion {
      #expect(editor.history.entries.contains(editor.text + suggestion), "\(keys)")
    }
  }

  @Test("never trap, keep the cursor in the line and the text one line", arguments: 0..<60 as Range<UInt64>)
  func invariants(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    var editor = LineEditorTests.editor()
    var keys: [Key] = []
    for _ in 0..<300 {
      let pool = Int.random(in: 0..<20, using: &generator) == 0 ? Self.leaving : Self.editing
      let key = try #require(pool.randomElement(using: &generator))
      keys.append(key)
      let before = editor
      let effect = editor.handle(key, completer: Self.completer)
      if case .submit(let line) = effect { #expect(before.search != nil || line == before.text) }
      if effect == .none { #expect(editor.text == before.text && editor.cursor == before.cursor, "\(keys)") }
      check(editor, keys)
    }
  }

  @Test("are undone to the empty line they began with", arguments: 100..<140 as Range<UInt64>)
  func undoReturns(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    var editor = LineEditorTests.editor()
    for _ in 0..<80 {
      // Ctrl-G and Ctrl-D can end the line, and its undo with it.
      let key = try #require(Self.editing.randomElement(using: &generator))
      if key == .control("g") || key == .control("d") { continue }
      _ = editor.handle(key, completer: Self.completer)
    }
    _ = editor.handle(.left)
    for _ in 0..<200 { _ = editor.handle(.control("_")) }
    #expect(editor.text == "" && editor.cursor == 0)
    #expect(editor.walk.position == editor.history.count)
  }

  @Test("cut and put back give the same line, wherever it is cut", arguments: ["<C-k>", "<C-u>", "<C-w>", "<M-d>"])
  func cutAndYank(cut: String) {
    let line = "set a-b  漢字 e\u{301}t 🇩🇪!"
    for place in 0...line.count {
      var editor = LineEditor(text: line)
      editor.press("<C-a>" + String(repeating: "<Right>", count: place) + cut)
      let gone = line.count - editor.text.count
      if gone > 0 { editor.press("<C-y>") }
      #expect(editor.text == line)
    }
  }
}
