import BNCore
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The prompt of the screen")
struct PromptKeyTests {
  @Test("takes the keys that are commands elsewhere as text")
  func text() throws {
    var stage = try Stage()
    stage.type(":q?s tru<>[]:")
    #expect(stage.state.editor?.text == "q?s tru<>[]:")
    #expect(stage.actions == [])
  }

  @Test("carries out a line, shortened words and several commands too")
  func submit() throws {
    var stage = try Stage()
    stage.enter("batch [[3], [7]]; tra 2; set mom")
    #expect(stage.state.message?.isError == true)
    #expect(stage.session.step == 0, "a wrong line does nothing at all")
    stage.press(.control("u"))
    stage.type("batch [[3], [7]]; tra 2")
    stage.press(.enter)
    #expect(stage.session.step == 2)
    #expect(stage.state.editor == nil)
  }

  @Test("keeps a wrong line to be mended, with the place of what is wrong")
  func mend() throws {
    var stage = try Stage("batch [[3], [7]]")
    stage.enter("train 5x")
    #expect(stage.state.message?.text.hasPrefix("column 7: ") == true)
    #expect(stage.state.message?.isError == true)
    #expect(stage.state.editor?.text == "train 5x")
    #expect(stage.actions == [])
    stage.press(.backspace, .enter)
    #expect(stage.session.step == 5)
    #expect(stage.state.message?.isError != true)
  }

  @Test("an empty line and a comment do nothing")
  func nothing() throws {
    var stage = try Stage()
    for line in ["", "   ", "# a comment"] {
      stage.enter(line)
      #expect(stage.state.editor == nil)
    }
    #expect(stage.actions == [])
  }

  @Test(
    "is left by Escape, Ctrl-G, Ctrl-C and Ctrl-D",
    arguments: [Key.escape, .control("g"), .control("c"), .control("d")])
  func leave(_ key: Key) throws {
    var stage = try Stage()
    stage.type(key == .control("d") ? ":" : ":train 5")
    stage.press(key)
    #expect(stage.state.editor == nil)
    #expect(stage.actions == [])
    stage.press("s")
    #expect(stage.actions == [.submit([.session(.step(1, nil))])])
  }

  @Test("recalls earlier lines, the wrong ones too")
  func history() throws {
    var stage = try Stage("batch [[3], [7]]")
    stage.enter("train 2")
    stage.enter("trian 3")
    stage.press(.escape)
    stage.type(":")
    stage.press(.up)
    #expect(stage.state.editor?.text == "trian 3")
    stage.press(.up)
    #expect(stage.state.editor?.text == "train 2")
    stage.press(.enter)
    #expect(stage.session.step == 4)
    #expect(stage.state.history.entries == ["train 2", "trian 3", "train 2"])
  }

  @Test("completes from the command table")
  func completion() throws {
    var stage = try Stage()
    stage.type(":togg")
    stage.press(.tab)
    #expect(stage.state.editor?.text.hasPrefix("toggle") == true)
    stage.press(.control("u"))
    stage.type("set moment")
    stage.press(.tab)
    #expect(stage.state.editor?.text.hasPrefix("set momentum") == true)
  }

  @Test("takes pasted lines as one")
  func paste() throws {
    var stage = try Stage()
    stage.press(":", .paste("set momentum 0.5\nset epsilon 0.25\n"))
    #expect(stage.session.configuration == Configuration(), "nothing is done before Enter")
    stage.press(.enter)
    #expect(stage.session.configuration.options.momentum == 0.5)
    #expect(stage.session.configuration.options.epsilon == 0.25)
  }

  @Test("holds a line to a bound, says so with a bell, and goes on answering keys")
  func bounded() throws {
    var stage = try Stage("batch [[3], [7]]")
    stage.press(":", .paste(String(repeating: "x", count: LineEditor.usualCapacity)))
    #expect(stage.state.message == nil)
    stage.press("y")
    #expect(stage.state.message?.text.contains("a line holds no more") == true && stage.actions.last == .beep)
    #expect(stage.state.editor?.text.utf8.count == LineEditor.usualCapacity)
    // Given, it is refused in a line that can be read, and stands there to be mended.
    stage.press(.enter)
    let message = try #require(stage.state.message?.text)
    #expect(message.count < 200 && message.contains("unknown command"))
    #expect(stage.state.editor?.text.utf8.count == LineEditor.usualCapacity)
    stage.press(.control("u"))
    stage.type("train 2")
    stage.press(.enter)
    #expect(stage.session.step == 2)
  }
}
