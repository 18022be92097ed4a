import Testing

@testable import TerminalKit

@Suite("The line editor")
struct LineEditorTests {
  static func editor(_ lines: [String] = ReadlineCase.history) -> LineEditor {
    var history = CommandHistory()
    for line in lines { history.append(line) }
    return LineEditor(history: history)
  }

  @Test("does with every key what readline does", arguments: ReadlineCase.all)
  func readline(_ row: ReadlineCase) {
    var editor = Self.editor()
    editor.press(row.keys)
    #expect(editor.text == row.text)
    #expect(editor.cursor == row.cursor)
  }

  @Test("gives up the end that it began with to what is typed or deleted, and keeps it for any other key")
  func selection() {
    func text(_ keys: String) -> String {
      var editor = LineEditor(text: "set momentum ", selected: "0.99")
      editor.press(keys)
      return editor.text
    }
    #expect(text("") == "set momentum 0.99")
    #expect(text("0.9") == "set momentum 0.9")
    #expect(text("<Backspace>") == "set momentum ")
    #expect(text("<Backspace>1") == "set momentum 1")
    #expect(text("<End>5") == "set momentum 0.995")
    #expect(text("<Left>5") == "set momentum 0.959")
    #expect(text("0<C-_>") == "set momentum 0.99")
    var given = LineEditor(text: "set momentum ", selected: "0.99")
    #expect(given.press("<Enter>") == .submit("set momentum 0.99"))
    #expect(given.press("x") == .changed && given.text == "x")
  }

  @Test("hands over the line at Enter, keeps it in the history and begins a new one")
  func submit() {
    var editor = Self.editor([])
    #expect(editor.press("train 3<Left><Enter>") == .submit("train 3"))
    #expect(editor.history.entries == ["train 3"])
    #expect(editor.text == "" && editor.cursor == 0)
    #expect(editor.press("<C-_>") == .none, "undo ends at the line's beginning")
    #expect(editor.press("<Up>") == .changed)
    #expect(editor.text == "train 3")
  }

  @Test("goes by words with Control and an arrow, as with Alt and a letter")
  func words() {
    for (arrow, letter) in [(Key.controlLeft, Key.alt("b")), (.controlRight, .alt("f")), (.controlDelete, .alt("d"))] {
      var editors = [Self.editor([]), Self.editor([])]
      for (index, key) in [arrow, letter].enumerated() {
        editors[index].press("one two three<M-b><M-b>")
        #expect(editors[index].handle(key) == .changed)
      }
      #expect(editors[0] == editors[1], "\(arrow)")
    }
  }

  @Test("a key with Alt either does something to a line or is Escape and then the key")
  func alt() {
    var before = Self.editor()
    // So that each key has something to do: the second of two cuts was just brought back, and lines lie both ways.
    before.press("<Up><Up>one two<M-b><C-k>four<C-w><C-a><C-f><C-y>")
    for value in UInt8(0x20)...0x7f {
      let character = Character(Unicode.Scalar(value))
      var after = before
      let isBound = after.handle(.alt(character)) == .changed
      let plain: Key = value == 0x7f ? .backspace : .character(character)
      #expect(LineEditor.keys(of: .alt(character)) == (isBound ? [.alt(character)] : [.escape, plain]), "\(character)")
    }
  }

  @Test("drops the line at Escape, Ctrl-C and Ctrl-G, but not what was cut", arguments: ["<Esc>", "<C-c>", "<C-g>"])
  func cancel(key: String) {
    var editor = Self.editor([])
    #expect(editor.press("one<C-u>two" + key) == .cancel)
    #expect(editor.text == "" && editor.history.entries == [])
    editor.press("<C-y>")
    #expect(editor.text == "one")
    #expect(editor.press("<C-u>" + key) == .cancel)
  }

  @Test("takes Ctrl-D for the end only on an empty line")
  func endOfInput() {
    var editor = Self.editor()
    #expect(editor.press("a<C-d>") == .none)
    #expect(editor.press("<C-a><C-d>") == .changed)
    #expect(editor.press("<C-d>") == .endOfInput)
  }

  @Test("says when a key changed nothing that can be seen")
  func noChange() {
    var editor = Self.editor([])
    for key in ["<Left>", "<Up>", "<C-k>", "<C-y>", "<M-y>", "<Delete>", "<Tab>", "<C-_>", "<C-l>"] {
      #expect(editor.press(key) == .none, "\(key)")
    }
  }

  @Test("undoes typing in stretches of twenty, and puts the cursor back where it was")
  func undo() {
    var editor = Self.editor([])
    editor.press("abcdefghijklmnopqrstuvwxyz<C-_>")
    #expect(editor.text == "abcdefghijklmnopqrst")
    editor.press("<C-a><C-f><C-k><C-_>")
    #expect(editor.text == "abcdefghijklmnopqrst" && editor.cursor == 1)
    editor.press("<C-_>")
    #expect(editor.text == "")
  }

  @Test("looks with Up and Down for lines that start with the text before the cursor")
  func prefixWalk() {
    var editor = Self.editor()
    editor.press("set<Up>")
    #expect(editor.text == "set epsilon 1e-3" && editor.cursor == 16)
    editor.press("<Left><Up>")
    #expect(editor.text == "set momentum 0.9", "moving about keeps the prefix")
    #expect(editor.press("<Up>") == .none)
    editor.press("<Down><Down>")
    #expect(editor.text == "set", "below all finds waits the line as it was typed")
    editor.press("<C-u>zzz<Up>")
    #expect(editor.text == "zzz", "no line starts so")
  }

  @Test("suggests how the newest line went on, and takes it over at the end of the line")
  func suggestion() {
    var editor = Self.editor()
    editor.press("set ")
    #expect(editor.suggestion == "epsilon 1e-3")
    editor.press("<Left>")
    #expect(editor.suggestion == nil)
    editor.press("<C-e>")
    #expect(editor.text == "set ", "from within the line, End only moves")
    for key in ["<Right>", "<End>", "<C-e>", "<C-f>"] {
      var copy = editor
      #expect(copy.press(key) == .changed)
      #expect(copy.text == "set epsilon 1e-3" && copy.cursor == 16)
      copy.press("<C-_>")
      #expect(copy.text == "set ")
    }
    editor.press("<M-f>")
    #expect(editor.text == "set epsilon")
  }

  @Test("makes one line of pasted lines")
  func paste() {
    var editor = Self.editor([])
    _ = editor.handle(.paste("set axis 1\r\ntrain 5 # five\n\n# done\nsay \"a # b\"\n"))
    #expect(editor.text == "set axis 1; train 5; say \"a # b\"")
    editor.press("<C-_>")
    #expect(editor.text == "")
    _ = editor.handle(.paste("x # kept\u{1b}[31m\ty"))
    #expect(editor.text == "x # kept[31m y", "a single line is left alone but for controls")
  }

  @Test("keeps the cursor between graphemes when neighbours join")
  func joining() {
    var editor = Self.editor([])
    editor.press("e\u{301}x")
    #expect(editor.text.count == 2 && editor.cursor == 2)
    editor.press("<Left><Backspace>")
    #expect(editor.text == "x" && editor.cursor == 0)
    editor.press("<C-d>\u{1f1e9}.\u{1f1ea}<Left><Backspace>")
    #expect(editor.text == "\u{1f1e9}\u{1f1ea}" && editor.cursor == 1 && editor.text.count == 1)
  }

  @Test("shows what a search looks for, and whether it is there")
  func search() {
    var editor = Self.editor()
    editor.press("<C-r>trainx")
    #expect(editor.searchQuery == "trainx" && editor.search?.failed == true)
    editor.press("<Backspace>")
    #expect(editor.search?.failed == false)
    #expect(editor.press("<Esc>") == .changed)
    #expect(editor.searchQuery == nil && editor.text == "train 10")
    editor.press("<C-_>")
    #expect(editor.text == "", "one undo goes back over the whole search")
    #expect(editor.press("<C-r>mom<Enter>") == .submit("set momentum 0.9"))
    #expect(editor.press("<C-r>mom<C-c>") == .cancel)
  }
}
