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
}
