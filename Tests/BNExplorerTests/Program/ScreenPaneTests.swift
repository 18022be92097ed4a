import BNTestSupport
import BNCore
import Testing

@testable import TerminalKit
@testable import BNExplorer

@Suite("The panes of the screen", .serialized)
struct ScreenPaneTests {
  private static let lines = ["load builtin:digits batch=32 flatten=on", "train 40"]
  /// The channels over their numbers.
  private static let channels = "    0      1      2      3"
  private static let script = lines.map { $0 + "\n" }.joined()

  @Test(
    "output as shades and as numbers with a cursor, and the value under it on the clipboard",
    arguments: ScreenHands.types)
  func elements(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script, columns: 120, rows: 40)
    try hands.seeStep(40)
    hands.press(.tab, .tab)
    try hands.wait("the focused output") { Self.isFocused("output y", $0) }
    hands.press("v")
    try hands.see("[ ░▒▓█]")
    hands.press("v")
    try hands.see(Self.channels)
    hands.press(.down, .down, .right, .right, .right)
    let value = try hands.ask("y[2,3]")
    // Without the message the line says what is under the cursor.
    try hands.escape(until: "the element") { $0.text.contains(" x[2,3] = ") && $0.text.contains("y[2,3] = \(value)") }
    // The hardware cursor is on the number, which a screen reader reads and which is shown with fewer digits.
    let shown = Self.cursorText(hands.screen)
    let number = try #require(Double(shown))
    #expect(abs(number - (try #require(Double(value)))) <= 0.0005, "\(shown) of \(value)")
    hands.press("y")
    try hands.wait("the copied value") { $0.copied.last == value }
    hands.press("v")
    try hands.miss(Self.channels)
    try hands.quit()
  }

  /// The word at or just after the hardware cursor.
  private static func cursorText(_ screen: VirtualTerminal) -> String {
    let cells = screen.page.cells[screen.cursor.row]
    let start = cells[...screen.cursor.column].lastIndex { $0.text == " " }.map { $0 + 1 } ?? 0
    let first = cells[screen.cursor.column].text == " " ? screen.cursor.column + 1 : start
    return cells[min(first, cells.count)...].map(\.text).drop { $0 == " " }.prefix { $0 != " " }.joined()
  }

  /// Whether a pane's title is in reverse.
  private static func isFocused(_ title: String, _ screen: VirtualTerminal) -> Bool {
    // The header may have the same words.
    screen.page.cells.dropFirst().contains { cells in
      cells.indices.contains { column in
        cells[column].rendition.attributes.contains(.reverse)
          && cells[column...].lazy.map(\.text).joined().hasPrefix(title)
      }
    }
  }

  @Test("a pane is zoomed, hidden and shown again", arguments: ScreenHands.types)
  func arranging(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script, columns: 120, rows: 40)
    try hands.seeStep(40)
    hands.press(.backTab)
    try hands.wait("the last pane") { Self.isFocused("channels", $0) }
    hands.press(.tab, .tab, .tab, .tab)
    try hands.wait("the moving mean") { Self.isFocused("moving mean", $0) }
    hands.press("z")
    try hands.miss("─ Parameters")
    #expect(hands.screen.text.contains("moving mean") && !hands.screen.text.contains("moving variance"))
    hands.press("z")
    try hands.see("─ Parameters")
    hands.press("x")
    try hands.see("mean is hidden; X shows all panes again")
    try hands.miss("moving mean (all)")
    hands.press("X")
    try hands.see("moving mean (all)")
    try hands.quit()
  }

  @Test("the table of channels sorts by any of its columns", arguments: ScreenHands.types)
  func table(_ type: String) throws {
    let stage = try Stage(Self.lines[0], Self.lines[1])
    let means = try #require(stage.session.layer?.values(of: .movingMean))
    let largest = try #require(means.indices.max { means[$0] < means[$1] })
    let hands = try ScreenHands(type, script: Self.script)
    try hands.seeStep(40)
    try hands.enter("focus channels")
    try hands.see("─ channels")
    hands.press(.right, .home)
    try hands.see("moving_mean ")
    try hands.wait("the channel with the largest mean on top") { Self.top($0)?.first == "\(largest)" }
    hands.press("v", .home)
    try hands.wait("the smallest mean on top") { screen in
      Self.top(screen)?.dropFirst(1).first.flatMap { Double($0) } == means.min()
    }
    hands.press(.left, .home)
    try hands.wait("the order of the channels") { screen in
      Self.sortedByChannel.contains { screen.find($0) != nil } && Self.top(screen)?.first == "0"
    }
    try hands.quit()
  }

  /// The title of the first column where the table is in the order of the channels, in either kind of glyphs.
  private static let sortedByChannel = ["channel \u{25b2}", "channel ^"]

  /// The words of the table's first row.
  private static func top(_ screen: VirtualTerminal) -> [String]? {
    let titles = ["channel  "] + sortedByChannel
    guard let title = titles.lazy.compactMap({ screen.find($0) }).first,
      screen.page.cells.indices.contains(title.row + 1)
    else { return nil }
    let cells = screen.page.cells[title.row + 1].dropFirst(max(0, title.column - 1))
    return cells.map(\.text).joined().split(separator: " ").map(String.init)
  }

  @Test("curves have three axes and a cursor that reads off what show prints", arguments: ScreenHands.types)
  func curves(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script, columns: 120, rows: 40)
    try hands.seeStep(40)
    try hands.enter("channel 3")
    try hands.enter("focus mean")
    try hands.wait("the moving mean of channel 3") { Self.isFocused("moving mean ch 3", $0) }
    for axis in ["log", "symlog", "linear"] {
      hands.press("o")
      try hands.see("y axis of mean: \(axis)")
    }
    hands.press(.left, .left, .left, .left, .left)
    let values = try Self.readOff(35, hands)
    let read = try [("batch_mean[3]", "batch"), ("moving_mean[3]", "moving")].map { quantity, name in
      (quantity, try #require(values[name]))
    }
    hands.press(.enter)
    try hands.seeStep(35)
    for (quantity, shown) in read {
      let value = try #require(Double(try hands.ask(quantity)))
      // Seven significant digits are shown: half a unit of the last one is at most 5e-7 of the value.
      #expect(abs(shown - value) <= 5e-7 * abs(value), "\(quantity) is \(value), read off as \(shown)")
    }
    try hands.quit()
  }

  /// What the line of messages says of the curves at a step.
  private static func readOff(_ step: Int, _ hands: ScreenHands) throws -> [String: Double] {
    let start = " step \(step)   "
    let screen = try hands.wait("the values of step \(step)") { $0.rows.contains { $0.hasPrefix(start) } }
    let words = try #require(screen.rows.first { $0.hasPrefix(start) }).split(separator: " ").map(String.init)
    let pairs = stride(from: 2, to: words.count - 1, by: 2).map { (words[$0], Double(words[$0 + 1]) ?? .nan) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test("the arrangement is there again at the next start", arguments: ScreenHands.types)
  func remembered(_ type: String) throws {
    let folder = try ProgramFolder()
    try folder.makeFolder("config/bnexplorer")
    try folder.write("tour done\n", to: "config/bnexplorer/settings")
    func start() throws -> ScreenHands {
      try ScreenHands(
        type, script: Self.script, columns: 120, rows: 40, folder: folder, settings: folder.path + "/config")
    }
    let first = try start()
    try first.seeStep(40)
    try first.enter("hide batch")
    try first.enter("view output heatmap")
    try first.see("[ ░▒▓█]")
    try first.enter("yaxis variance log")
    try first.see("y axis of variance: log")
    let curves = try Self.curve(first)
    try first.quit()
    let second = try start()
    try second.seeStep(40)
    try second.see("[ ░▒▓█]")
    try second.miss("batch x")
    #expect(try Self.curve(second) == curves)
    second.press("X")
    try second.see("batch x")
    try second.quit()
  }

  /// The moving variance's chart, as it is drawn.
  private static func curve(_ hands: ScreenHands) throws -> [String] {
    let screen = hands.screen
    let place = try #require(screen.find("moving variance"))
    return screen.page.cells[place.row..<32].map { $0[place.column...].map(\.text).joined() }
  }

  @Test("a stationary source has the expected curve drawn behind the measured one", arguments: ScreenHands.types)
  func prediction(_ type: String) throws {
    let script = "generate normal mean=[1, 2, 3] std=2 shape=64x3 seed=7\nset momentum 0.9\ntrain 60\n"
    let hands = try ScreenHands(type, script: script, columns: 120, rows: 40)
    try hands.seeStep(60)
    try hands.see("expected")
    try hands.enter("channel 1")
    try hands.enter("focus mean")
    hands.press(.left, .end)
    // 2 (1 - 0.9^60), the mean of channel 1 as far as an average that began with 0 has come.
    let expected = 2 * (1 - 0.0017970102999144335)
    let shown = try #require(try Self.readOff(60, hands)["expected"])
    #expect(abs(shown - expected) <= 5e-7 * expected, "\(shown)")
    try hands.quit()
  }
}
