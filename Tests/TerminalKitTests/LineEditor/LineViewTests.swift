import Testing

@testable import TerminalKit

@Suite("The view of a line")
struct LineViewTests {
  private func row(_ editor: LineEditor, prompt: String = "> ", columns: Int) -> (text: String, cursor: Int?) {
    var frame = Frame(size: Size(columns: columns, rows: 1))
    drawPrompt(editor, prompt: prompt, in: frame.area, of: &frame)
    return (frame.text[0], frame.cursor?.column)
  }

  @Test("shows prompt, text and cursor")
  func plain() {
    var editor = LineEditor(text: "train 10")
    #expect(row(editor, columns: 20) == ("> train 10", 10))
    editor.press("<C-a>")
    #expect(row(editor, columns: 20) == ("> train 10", 2))
    #expect(row(LineEditor(), columns: 20) == (">", 2))
  }

  @Test("shows what typing takes the place of in reverse")
  func selection() throws {
    var editor = LineEditor(text: "set momentum ", selected: "0.99")
    var frame = Frame(size: Size(columns: 30, rows: 1))
    drawPrompt(editor, prompt: ":", in: frame.area, of: &frame)
    #expect(frame.text[0] == ":set momentum 0.99" && frame.cursor?.column == 18)
    let reversed = (0..<30).filter { frame[$0, 0]?.style.emphasis.contains(.reverse) == true }
    #expect(reversed == Array(14..<18))
    editor.press("<End>")
    drawPrompt(editor, prompt: ":", in: frame.area, of: &frame)
    #expect(!(0..<30).contains { frame[$0, 0]?.style.emphasis.contains(.reverse) == true })
  }

  @Test("shows the suggestion faintly behind the cursor")
  func ghost() throws {
    let editor = LineEditor(text: "tr", history: CommandHistory(text: "train 10"))
    var frame = Frame(size: Size(columns: 20, rows: 1))
    drawPrompt(editor, prompt: "> ", in: frame.area, of: &frame)
    #expect(frame.text == ["> train 10"] && frame.cursor == Position(column: 4, row: 0))
    let (typed, ghost) = (try #require(frame[3, 0]), try #require(frame[4, 0]))
    #expect(typed.style == Style() && ghost.style == Style(.faint, .dim))
  }

  @Test("scrolls a long line so that the cursor stays in view, with marks where it goes on")
  func scrolling() {
    var editor = LineEditor(text: "0123456789abcdefghij")
    #expect(row(editor, prompt: "", columns: 10) == ("<cdefghij", 9))
    editor.press("<C-a>")
    #expect(row(editor, prompt: "", columns: 10) == ("012345678>", 0))
    editor.press("<M-f><C-b><C-b><C-b><C-b><C-b><C-b><C-b><C-b>")
    #expect(row(editor, prompt: "", columns: 10) == ("<6789abcd>", 7))
  }

  @Test("counts wide characters as two columns")
  func wide() {
    var editor = LineEditor(text: "漢字kana")
    #expect(row(editor, columns: 20) == ("> 漢字kana", 10))
    editor.press("<C-a><Right>")
    #expect(row(editor, columns: 20).cursor == 4)
    let long = LineEditor(text: "漢字漢字漢字")
    #expect(row(long, prompt: "", columns: 6) == ("< 字", 4))
  }

  @Test("shows the search in place of the prompt")
  func search() {
    var editor = LineEditorTests.editor()
    editor.press("<C-r>mom")
    #expect(row(editor, columns: 40) == ("search 'mom': set momentum 0.9", 18))
    editor.press("x")
    #expect(row(editor, columns: 40).text == "not found 'momx': set momentum 0.9")
  }

  @Test("is at home in any rectangle: the cursor in the area, nothing outside it touched", arguments: 0...40)
  func anySize(columns: Int) throws {
    for text in ["", "a", "漢", "set momentum 0.9 ; train 漢字 e\u{301} 10 ; show moving_mean"] {
      for rows in 0...3 {
        let area = Area(column: 1, row: 1, columns: columns, rows: rows)
        for place in 0...text.count {
          var editor = LineEditor(text: text, history: CommandHistory(text: text + "!"))
          editor.buffer.move(to: place)
          var frame = Frame(size: Size(columns: 43, rows: 5))
          for index in 0..<43 * 5 { frame.put(Cell("~"), column: index % 43, row: index / 43) }
          drawPrompt(editor, prompt: "bn> ", in: area, of: &frame)
          checkOutside(of: area, in: frame)
          guard !area.isEmpty else {
            #expect(frame.cursor == nil)
            continue
          }
          let cursor = try #require(frame.cursor)
          #expect(cursor.row == 1 && (1..<1 + columns).contains(cursor.column))
          // Where the row can hold it beside the prompt, the cursor stands on its character.
          if columns >= 4, place < text.count {
            #expect(frame[cursor.column, 1]?.glyph == Array(text)[place], "\(columns) \(place)")
          }
        }
      }
    }
  }

  @Test("draws the candidates in any rectangle, the chosen one in view and reversed", arguments: 0...40)
  func candidatesAnySize(columns: Int) {
    let words = ["alpha", "漢字", "b", "gamma_initializer"]
    var editor = LineEditor()
    for presses in 1...5 {
      editor.press("<Tab>") { _, _ in
        Completion(range: 0..<0, candidates: words.map { Candidate(text: $0, summary: "what \($0) is") })
      }
      for rows in 0...3 {
        let area = Area(column: 1, row: 1, columns: columns, rows: rows)
        var frame = Frame(size: Size(columns: 43, rows: 5))
        for index in 0..<43 * 5 { frame.put(Cell("~"), column: index % 43, row: index / 43) }
        drawCandidates(of: editor, in: area, of: &frame)
        checkOutside(of: area, in: frame)
        let reversed = (0..<rows).filter { frame[1, 1 + $0]?.style.emphasis == .reverse }
        #expect(reversed.count == (area.isEmpty || presses == 1 ? 0 : 1))
        if let row = reversed.first, columns > 1, let chosen = editor.selectedCandidate {
          #expect(frame[1, 1 + row]?.glyph == words[chosen].first)
        }
      }
    }
  }

  @Test("lists candidates in columns: text, then what it means")
  func candidateColumns() {
    var editor = LineEditor()
    editor.press("<Tab>") { _, _ in
      Completion(
        range: 0..<0,
        candidates: [Candidate(text: "mean", summary: "middle"), Candidate(text: "variance", summary: "spread")])
    }
    var frame = Frame(size: Size(columns: 16, rows: 3))
    drawCandidates(of: editor, in: frame.area, of: &frame)
    #expect(frame.text == ["mean      middle", "variance  spread", ""])
  }

  private func checkOutside(of area: Area, in frame: Frame) {
    var touched: [Position] = []
    for row in 0..<frame.size.rows {
      for column in 0..<frame.size.columns where frame[column, row]?.glyph != "~" {
        let inside = column >= area.column && column < area.column + area.columns
        if !inside || row < area.row || row >= area.row + area.rows {
          touched.append(Position(column: column, row: row))
        }
      }
    }
    #expect(touched == [])
  }
}
