import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("Pages over the screen")
struct OverlayKeyTests {
  private func page(_ lines: Int, scroll: Int = 0) throws -> ScreenState {
    var state = try Stage().state
    state.overlay = ScreenState.Overlay(title: "page", lines: (0..<lines).map(String.init), scroll: scroll)
    return state
  }

  @Test("scroll by lines, by pages and to both ends, and stop there")
  func scroll() throws {
    let table: [(key: Key, from: Int, to: Int)] = [
      (.down, 0, 1), ("j", 4, 5), (.up, 5, 4), ("k", 1, 0), (.up, 0, 0), (.pageDown, 0, 19), (" ", 3, 22),
      (.pageUp, 25, 6), ("b", 22, 3), (.pageUp, 3, 0), (.home, 17, 0), ("g", 9, 0), (.end, 0, 81), (.down, 81, 81),
      ("G", 7, 81), (.pageDown, 70, 81), (.up, 81, 80),
    ]
    // 24 rows without the header, the page's title, the prompt, the hints and the status.
    for (key, from, to) in table {
      var state = try page(100, scroll: from)
      #expect(state.handle(key) == [])
      #expect(state.overlay?.scroll == to, "\(key) from \(from)")
    }
  }

  @Test("stand still where they fit", arguments: [Key.down, .end, .pageDown])
  func short(_ key: Key) throws {
    var state = try page(5)
    _ = state.handle(key)
    #expect(state.overlay?.scroll == 0)
  }

  @Test("show their last line at the end, and the line above it after one step back", arguments: [Key.end, "G"])
  func end(_ key: Key) throws {
    let size = Size(columns: 80, rows: 24)
    var state = try page(100)
    _ = state.handle(key)
    let atEnd = ScreenView.draw(state, size: size).text
    #expect(atEnd.contains(" 99"))
    // A line that comes below, such as an alarm, takes rows from the page and not its end.
    #expect(ScreenView.draw(state, size: Size(columns: 80, rows: 20)).text.contains(" 99"))
    _ = state.handle(.up)
    let above = ScreenView.draw(state, size: size).text
    #expect(!above.contains(" 99"))
    #expect(above.contains(" 98"))
  }

  @Test(
    "close with any other key, which does nothing else",
    arguments: [Key.escape, "q", .enter, "s", "?", .tab, .left])
  func close(_ key: Key) throws {
    var state = try page(100)
    #expect(state.handle(key) == [])
    #expect(state.overlay == nil)
    #expect(state.editor == nil)
  }

  @Test("help is drawn from the command table: every key and every command")
  func help() throws {
    var stage = try Stage()
    stage.press("?")
    let lines = try #require(stage.state.overlay?.lines)
    for binding in KeyBinding.all {
      #expect(lines.contains { $0.hasPrefix("  \(binding.label) ") }, "\(binding.label)")
    }
    for verb in Verb.allCases {
      #expect(lines.contains { $0.hasPrefix("  \(verb.rawValue) ") && $0.hasSuffix(verb.entry.summary) })
    }
    stage.press(.escape)
    stage.enter("help set")
    #expect(stage.state.overlay?.title == "help set")
    #expect(stage.state.overlay?.lines.first == CommandEntry.set.usage)
  }

  @Test("break to another width when the screen gets one, and come back the same")
  func resize() throws {
    var state = try Stage().state
    state.openHelp(nil)
    let before = state.overlay
    state.resize(to: Size(columns: 50, rows: 24))
    #expect(state.overlay?.lines.allSatisfy { $0.count <= 48 } == true)
    state.resize(to: Size(columns: 80, rows: 30))
    #expect(state.overlay == before)
  }

  @Test("help keeps its second column where a line is too long for the screen")
  func columns() throws {
    var stage = try Stage()
    stage.enter("help set")
    let lines = try #require(stage.state.overlay?.lines)
    #expect(lines.allSatisfy { $0.count <= stage.state.size.columns - 2 })
    for parameter in Parameter.allCases {
      let row = try #require(lines.first { $0.hasPrefix("  \(parameter.rawValue) ") })
      let summary = row.dropFirst(2 + parameter.rawValue.count).drop { $0 == " " }
      #expect(parameter.summary.hasPrefix(summary))
      #expect(row.count - summary.count == 30, "\(row)")
    }
  }

  @Test("help keeps its third column where there is room for it, else its second")
  func lastColumn() throws {
    var stage = try Stage()
    stage.press("?")
    func continuation(of key: String) throws -> (row: String, next: String) {
      let lines = try #require(stage.state.overlay?.lines)
      let index = try #require(lines.firstIndex { $0.hasPrefix("  \(key) ") })
      return (lines[index], lines[index + 1])
    }
    func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }
    let summary = Parameter.renorm.summary
    let wide = try continuation(of: "r")
    let meaning = try #require(wide.row.firstRange(of: "  " + summary.prefix(8))).upperBound
    #expect(indent(wide.next) == wide.row.distance(from: wide.row.startIndex, to: meaning) - 8)
    #expect(indent(wide.next) > 30)
    // Where a row has two columns the second one is the last.
    let arrows = try continuation(of: "arrows h j k l")
    #expect(indent(arrows.next) == "  arrows h j k l  ".count)
    // At 50 columns the third one would leave too little.
    stage.state.resize(to: Size(columns: 50, rows: 24))
    #expect(indent(try continuation(of: "r").next) == "  arrows h j k l  ".count)
  }

  @Test("one line of numbers is a message, more lines are a page")
  func show() throws {
    var stage = try Stage("batch [[3, 7], [7, 9]]", "train 2")
    stage.enter("show moving_mean[0]")
    #expect(stage.state.overlay == nil)
    #expect(stage.state.message?.text.hasPrefix("moving_mean[0] = 0.0") == true)
    stage.enter("show y")
    #expect(stage.state.overlay?.lines.count == 2)
  }
}
