import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The table of keys")
struct ScreenKeyTests {
  private func keys(_ rows: [ScreenKey]) -> [Key] { rows.flatMap(\.presses).flatMap(\.keys) }

  @Test("has the keys of the command table, and those that type nothing besides")
  func commands() {
    let typed = keys((ScreenKey.first + ScreenKey.everywhere).filter(\.typesLine))
    #expect(Set(typed) == Set(KeyBinding.all.map(\.key)))
    let others = keys((ScreenKey.first + ScreenKey.everywhere + ScreenKey.always).filter { !$0.typesLine })
    #expect(Set(others).count == others.count)
    // Space has a line for scripts and help, and on the screen both runs and pauses.
    #expect(Set(others).intersection(typed) == [" "])
  }

  @Test(
    "a pane takes no key away from what counts everywhere, but for the direction of the table's order and its filter")
  func panes() {
    let others = Set(keys(ScreenKey.first + ScreenKey.everywhere + ScreenKey.always))
    for pane in Pane.allCases {
      let own = keys(ScreenKey.own(pane))
      #expect(Set(own).count == own.count, "\(pane)")
      #expect(
        Set(keys(ScreenKey.own(pane).filter { !$0.typesLine })).intersection(others).isSubset(of: ["v", "/"]), "\(pane)"
      )
    }
  }

  @Test("what the line of hints shows can be pressed", arguments: Pane.allCases)
  func hints(_ pane: Pane) throws {
    var stage = try Stage("batch [[3, 5], [7, 9]]", "set renorm on", "train 3", "fork other", "focus \(pane.rawValue)")
    for keys in [[], ["e"], ["z"], [.escape, .escape]] as [[Key]] {
      stage.press(keys)
      for row in ScreenKey.hinted(stage.state) where row.isPossible(stage.state) {
        guard let hint = row.hint(stage.state) else { continue }
        let keys = self.keys([row])
        #expect(!keys.isEmpty, "\(hint)")
        for key in keys { #expect(ScreenKey.action(of: key, in: stage.state) != nil, "\(hint): \(key)") }
      }
    }
  }

  @Test("every line of help about keys that type nothing names its keys and says something")
  func help() {
    let single: [(ScreenKey.Topic, [ScreenKey])] = [
      (.goto, ScreenKey.everywhere), (.palette, ScreenKey.everywhere), (.copy, ScreenKey.everywhere),
      (.scroll, ScreenKey.everywhere), (.prompt, ScreenKey.everywhere), (.escape, ScreenKey.first),
      (.interrupt, ScreenKey.always), (.suspend, ScreenKey.always), (.redraw, ScreenKey.always),
    ]
    for (topic, rows) in single {
      let row = rows.filter { $0.help?.topic == topic }
      #expect(row.count == 1 && keys(row).map(\.label).joined(separator: " ") == topic.rawValue, "\(topic)")
    }
    for topic in ScreenKey.Topic.allCases {
      #expect(
        ScreenHelp.lines(.braille).contains { $0.contains(topic.rawValue) && $0.hasSuffix(ScreenKey.text(of: topic)) })
      #expect(ScreenKey.text(of: topic).count > 5, "\(topic)")
    }
  }

  @Test("keep help, the way out and the way around on a narrow line, in every layout", arguments: LayoutName.allCases)
  func kept(_ layout: LayoutName) throws {
    var stage = try Stage(
      "load builtin:digits batch=32 flatten=on", "step 5", layout: layout == .formula ? .story : layout)
    if layout == .formula { stage.press("4") }
    let text = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24)).text.joined(separator: "\n")
    for hint in ["? help", "q quit", "Tab pane"] { #expect(text.contains(hint), "\(hint)") }
  }

  @Test("tell the four layouts apart in help, which knows every mark")
  func layouts() {
    let lines = ScreenHelp.lines(.braille)
    for layout in LayoutName.allCases {
      #expect(lines.contains { $0.hasSuffix("\(layout.rawValue): \(layout.summary)") })
    }
    for mark in ["━ ─ ┃", "┊", "◂", "▸", "○ ◉", "╞═╪═╡", "░"] {
      #expect(lines.contains { $0.hasPrefix("  \(mark) ") }, "\(mark)")
    }
    #expect(ScreenHelp.lines(.ascii).allSatisfy { $0.utf8.allSatisfy { (0x20..<0x7f).contains($0) } })
  }
}
