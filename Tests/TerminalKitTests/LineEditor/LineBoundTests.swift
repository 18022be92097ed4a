import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("The bounds of a line")
struct LineBoundTests {
  @Test("a line holds so many bytes and no more; what does not fit does nothing, and shorter lines can be made of it")
  func capacity() {
    var editor = LineEditor(capacity: 10)
    for _ in 0..<10 { #expect(editor.handle("x") == .changed) }
    #expect(editor.handle("x") == .full)
    #expect(editor.handle(.paste("yy")) == .full)
    #expect(editor.text == String(repeating: "x", count: 10))
    #expect(editor.handle(.backspace) == .changed)
    #expect(editor.handle("ä") == .full, "two bytes")
    #expect(editor.handle("y") == .changed)
    // A grapheme can have any number of bytes.
    var accents = LineEditor(capacity: 10)
    for _ in 0..<9 { _ = accents.handle(.character("\u{301}")) }
    #expect(accents.text.utf8.count == 10)
  }

  @Test("cutting and putting back again and again ends at the bound")
  func doubling() {
    var editor = LineEditor()
    _ = editor.handle(.paste("show moving_mean[0] + "))
    var effects: [LineEditor.Effect] = []
    for _ in 0..<40 {
      for key in [Key.control("u"), .control("y"), .control("y")] { effects.append(editor.handle(key)) }
    }
    #expect(effects.contains(.full))
    #expect(editor.text.utf8.count <= LineEditor.usualCapacity)
    #expect(editor.text.utf8.count > LineEditor.usualCapacity / 4)
  }

  @Test("a paste that does not fit is left out as a whole: half a line may mean something else")
  func paste() {
    var editor = LineEditor(text: "train 1")
    #expect(editor.handle(.paste(String(repeating: "0", count: LineEditor.usualCapacity))) == .full)
    #expect(editor.text == "train 1" && editor.cursor == 7)
    #expect(editor.handle("0") == .changed)
  }

  @Test("what is looked for in the history is bounded, too")
  func search() {
    var editor = LineEditor(history: CommandHistory(text: "train 1\n"))
    _ = editor.handle(.control("r"))
    #expect(editor.handle(.paste(String(repeating: "a", count: 4_000))) == .full)
    #expect(editor.handle("t") == .changed && editor.text == "train 1")
  }

  @Test("the history forgets its oldest lines where all together are too long")
  func history() {
    var history = CommandHistory()
    for index in 0..<8 { history.append("\(index)" + String(repeating: "x", count: 1 << 16)) }
    #expect(history.entries.reduce(0) { $0 + $1.utf8.count } <= CommandHistory.capacity)
    #expect(history.entries.map { $0.prefix(1) } == ["5", "6", "7"])
    // A line that no history holds leaves none behind.
    history.append(String(repeating: "y", count: CommandHistory.capacity + 1))
    #expect(history.entries == [])
    history.append("train")
    #expect(history.entries == ["train"])
  }

  @Test("a text is found where comparing at every place finds it")
  func sought() {
    var source = SplitMix(state: 5)
    for _ in 0..<2_000 {
      let line = Array(
        (0..<Int.random(in: 0...12, using: &source)).map { _ in Character(Bool.random(using: &source) ? "a" : "b") })
      let text = String(
        (0..<Int.random(in: 1...4, using: &source)).map { _ in Character(Bool.random(using: &source) ? "a" : "b") })
      let places = line.indices.filter { line[$0...].starts(with: text) }
      let from = Bool.random(using: &source) ? Int.random(in: -1...13, using: &source) : nil
      let sought = SoughtText(text)
      #expect(sought.place(in: line, from: from, backward: false) == places.first { $0 >= from ?? 0 })
      #expect(sought.place(in: line, from: from, backward: true) == places.last { $0 <= from ?? line.count })
    }
  }

  @Test("a line changed piece by piece is what the pieces are together")
  func pieces() {
    var source = SplitMix(state: 9)
    let parts = ["a", "bc", "é", "e\u{301}", "\u{301}", "\u{1f1e9}", "\u{1f1ea}", "\u{600}", "漢", " ", ""]
    for _ in 0..<300 {
      var buffer = EditBuffer()
      for _ in 0..<30 {
        let start = Int.random(in: 0...buffer.count, using: &source)
        let end = Int.random(in: start...buffer.count, using: &source)
        let part = parts[Int.random(in: 0..<parts.count, using: &source)]
        let expected = buffer.text(in: 0..<start) + part + buffer.text(in: end..<buffer.count)
        buffer.replace(start..<end, with: part)
        // Compared by its bytes: a letter with an accent equals another spelling of it.
        #expect(Array(buffer.text.utf8) == Array(expected.utf8))
        #expect(buffer.characters == Array(expected) && buffer.byteCount == expected.utf8.count)
      }
    }
  }
}
