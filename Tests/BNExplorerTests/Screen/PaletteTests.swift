import BNCore
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The palette")
struct PaletteTests {
  private func lines(_ text: String) throws -> [String] {
    var palette = Palette(try Stage("batch [[3], [7]]", "train").session)
    for character in text { _ = palette.handle(.character(character)) }
    return palette.matches.map(\.line)
  }

  @Test("has every verb and every key")
  func complete() throws {
    let entries = Palette(try Stage().session).entries
    for verb in Verb.allCases {
      #expect(entries.contains { $0.line.split(separator: " ").first ?? "" == verb.rawValue }, "\(verb)")
    }
    for binding in KeyBinding.all {
      #expect(entries.contains { $0.line == binding.line && $0.key == binding.label }, "\(binding.label)")
    }
  }

  @Test("finds by the beginning of a line, of a word, by the middle, by the meaning and by letters in order")
  func search() throws {
    #expect(try lines("diag").first == "diagnose")
    #expect(try lines("momentum").prefix(2) == ["set momentum", "set renorm_momentum"])
    #expect(try lines("clipboard").contains("copy"))
    #expect(try lines("setmom").first == "set momentum")
    #expect(try lines("smntm").contains("set momentum"))
    #expect(try lines("qqqq") == [])
    #expect(try lines("") == Palette(try Stage("batch [[3], [7]]", "train").session).entries.map(\.line))
  }

  @Test("has the values of view, yaxis and theme, and together on, each a line that can be carried out")
  func values() throws {
    let entries = Palette(try Stage("batch [[3], [7]]", "train").session).entries
    let wanted =
      ["view histogram", "view heatmap", "view numbers", "yaxis linear", "yaxis log", "yaxis symlog", "together on"]
      + ["colour-blind", "dark", "light", "high-contrast", "mono"].map { "theme \($0)" }
    for line in wanted {
      let found = entries.filter { $0.line == line }
      #expect(found.count == 1 && found.first?.isOpen == false, "\(line)")
      #expect(try Stage.commands(line).count == 1)
    }
    #expect(try lines("heat").first == "view heatmap")
    #expect(try lines("yaxis log").first == "yaxis log")
    var stage = try Stage("batch [[3], [7]]", "train", "fork other")
    stage.press(.tab, "p")
    stage.type("numbers")
    stage.press(.enter)
    #expect(stage.state.arrangement.view(of: .batch) == .numbers)
    stage.press("p")
    stage.type("together on")
    stage.press(.enter)
    #expect(stage.session.branches.together)
  }

  @Test("carries out what is complete, and begins in the prompt what is not")
  func choose() throws {
    var stage = try Stage("batch [[3], [7]]", "train 5")
    stage.press("p")
    stage.type("back 10")
    stage.press(.enter)
    #expect(stage.state.palette == nil)
    #expect(stage.session.step == 0)
    stage.press(.control("p"))
    stage.type("momentum")
    stage.press(.enter)
    #expect(stage.state.editor?.text == "set momentum ")
    stage.type("0.25")
    stage.press(.enter)
    #expect(stage.session.configuration.options.momentum == 0.25)
  }

  @Test("is chosen from by arrows around both ends, and closed by Escape and Ctrl-C")
  func keys() throws {
    var stage = try Stage()
    stage.press("p", .up)
    let count = try #require(stage.state.palette).matches.count
    #expect(stage.state.palette?.selection == count - 1)
    stage.press(.down, .down, .tab, .backTab)
    #expect(stage.state.palette?.selection == 1)
    stage.press(.escape)
    #expect(stage.state.palette == nil)
    stage.press("p", .control("c"))
    #expect(stage.state.palette == nil && !stage.actions.contains(.endInterrupted))
  }

  @Test("shows the key beside each line")
  func drawn() throws {
    var stage = try Stage()
    stage.press("p")
    stage.type("undo")
    let text = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24)).text
    #expect(text.contains { $0.contains(" U ") && $0.contains("undo") })
  }

  @Test("holds what it looks for to a bound, however the rest comes, says so, and goes on answering keys")
  func bounded() throws {
    let capacity = Palette.capacity
    let told = "the palette looks for at most \(capacity) characters"
    var typed = try Stage()
    typed.press("p")
    typed.type(String(repeating: "e", count: capacity))
    #expect(typed.state.message == nil)
    typed.type(String(repeating: "e", count: 4000 - capacity))
    #expect(typed.state.palette?.editor.text == String(repeating: "e", count: capacity))
    #expect(typed.state.message?.text == told)
    #expect(typed.state.palette?.matches == [])
    let text = ScreenView.draw(typed.state, size: Size(columns: 80, rows: 24)).text
    #expect(text.contains { $0.contains(told) } && text.contains { $0.contains("nothing is called so") })
    typed.press(.backspace)
    #expect(typed.state.message == nil)
    #expect(typed.state.palette?.editor.text.count == capacity - 1)
    typed.press(.control("u"))
    typed.type("diag")
    #expect(typed.state.palette?.chosen?.line == "diagnose")
    typed.press(.control("c"))
    #expect(typed.state.palette == nil)

    var pasted = try Stage()
    pasted.press("p")
    pasted.type("ab")
    pasted.press(.paste(String(repeating: "x\n", count: 4000)))
    let held = try #require(pasted.state.palette?.editor.text)
    #expect(held.count == capacity && held.hasPrefix("abx; x; x"))
    #expect(pasted.state.message?.text == told)
    // What was cut out comes back twice, which is too long; and accents add to a letter, not to the line.
    pasted.press(.control("u"), .control("y"), .control("y"))
    #expect(pasted.state.palette?.editor.text == held)
    pasted.press(.control("u"))
    pasted.type("e")
    for _ in 0..<4000 { pasted.press(.character("\u{301}")) }
    #expect(pasted.state.palette?.editor.text.unicodeScalars.count == capacity)
    #expect(pasted.state.palette?.editor.text.count == 1)
  }
}
