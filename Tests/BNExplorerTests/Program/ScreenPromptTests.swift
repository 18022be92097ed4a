import BNTestSupport
import Testing

@testable import TerminalKit
@testable import BNExplorer

@Suite("Prompt, palette and tour on the screen", .serialized)
struct ScreenPromptTests {
  private static let script = "load builtin:digits batch=32 flatten=on\ntrain 10\n"

  @Test("the palette finds a command, shows its key and carries it out", arguments: ScreenHands.types)
  func palette(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script)
    try hands.seeStep(10)
    hands.press("p")
    try hands.see("─ Palette")
    hands.program.terminal.send("fork")
    try hands.wait("the fork with its key") { $0.rows.contains { $0.hasPrefix(" b      fork   ") } }
    hands.press(.enter)
    try hands.see("C b1")
    hands.press(.control("p"))
    try hands.see("─ Palette")
    hands.program.terminal.send("set mom")
    try hands.wait("what needs a value") { $0.rows.contains { $0.hasPrefix("        set momentum ..  ") } }
    hands.press(.enter)
    try hands.see(":set momentum")
    hands.program.terminal.send("0.7\r")
    try hands.see("momentum              0.7 ")
    hands.press("p")
    try hands.see("─ Palette")
    hands.program.terminal.send("no such thing")
    try hands.see("nothing is called so")
    try hands.escape(until: "no palette") { !$0.text.contains("─ Palette") }
    try hands.quit()
  }

  @Test("the prompt says what candidates mean, suggests from the history and searches it", arguments: ScreenHands.types)
  func prompt(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script)
    try hands.seeStep(10)
    hands.program.terminal.send(":set mo\t")
    for (name, meaning) in [("momentum", Parameter.momentum), ("moving_mean_initializer", .movingMeanInitializer)] {
      try hands.wait("what \(name) means") { screen in
        screen.rows.contains { $0.hasPrefix("\(name) ") && $0.contains("  \(meaning.summary.prefix(40))") }
      }
    }
    hands.press(.control("c"))
    try hands.miss(":set mo")
    try hands.enter("set momentum 0.5")
    try hands.see("momentum              0.5 ")
    hands.program.terminal.send(":set mom")
    // The rest of the line stands behind the cursor, and Right takes it.
    let suggested = try hands.wait("the suggestion") { Self.prompt($0) == ":set momentum 0.5" }
    #expect(suggested.cursor.column == ":set mom".count)
    hands.press(.right)
    try hands.wait("the whole line") { $0.cursor.column == ":set momentum 0.5".count }
    hands.press(.control("u"))
    hands.program.terminal.send("set momentum 0.6\r")
    try hands.see("momentum              0.6 ")
    hands.program.terminal.send(":")
    hands.press(.control("r"))
    hands.program.terminal.send("m 0.5")
    try hands.wait("the line that was looked for") { Self.prompt($0) == "search 'm 0.5': set momentum 0.5" }
    hands.press(.enter)
    try hands.see("momentum              0.5 ")
    try hands.quit(unsaved: true)
  }

  @Test(
    "Control with an arrow goes by words, and Alt with what it means nothing with is Escape",
    arguments: ScreenHands.types)
  func modifiers(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script)
    try hands.seeStep(10)
    hands.program.terminal.send(":set momentum half")
    try hands.wait("the line") { Self.prompt($0) == ":set momentum half" && $0.cursor.column == 18 }
    hands.press(.home)
    try hands.wait("its beginning") { $0.cursor.column == 1 }
    hands.press(.controlRight)
    try hands.wait("the first word's end") { $0.cursor.column == 4 }
    hands.press(.controlRight)
    try hands.wait("the second word's end") { $0.cursor.column == 13 }
    hands.press(.controlLeft)
    try hands.wait("the second word's beginning") { $0.cursor.column == 5 }
    hands.press(.controlDelete)
    try hands.wait("the line without it") { Self.prompt($0) == ":set  half" }
    // Two keys that come as one, as tmux passes Escape and a key on.
    hands.press(.alt("s"))
    try hands.seeStep(11)
    try hands.miss(":set")
    hands.press(.alt(":"))
    try hands.wait("the prompt") { Self.prompt($0) == ":" }
    hands.press(.control("c"))
    try hands.quit()
  }

  /// The line of the prompt.
  private static func prompt(_ screen: VirtualTerminal) -> String? {
    screen.rows.first { $0.hasPrefix(":") || $0.hasPrefix("search") }
  }

  @Test(
    "the first start has a tour that goes on by doing and that Esc ends for later starts, too",
    arguments: ScreenHands.types)
  func tour(_ type: String) throws {
    let folder = try ProgramFolder()
    try folder.makeFolder("config")
    let hands = try ScreenHands(type, folder: folder, settings: folder.path + "/config")
    try hands.see("Tour 1/6")
    try hands.program.moves()
    hands.press(" ")
    try hands.see("Tour 2/6")
    hands.press("[")
    try hands.see("Tour 3/6")
    hands.press("b")
    try hands.see("Tour 4/6")
    hands.press(.down, .down, .down, .left)
    try hands.see("Tour 5/6")
    try hands.escape(until: "the end of the tour") { $0.text.contains("the tour is over; :tour shows it again") }
    try hands.miss("Tour 5/6")
    try hands.quit()
    let again = try ScreenHands(type, folder: folder, settings: folder.path + "/config")
    try again.see("digits")
    try again.program.moves()
    #expect(!again.screen.text.contains("Tour"))
    try again.enter("tour")
    try again.see("Tour 1/6")
    try again.quit()
  }

  @Test("the tour says what to press on a small screen, too, and help stays in sight", arguments: [(40, 10), (60, 14)])
  func smallTour(_ columns: Int, _ rows: Int) throws {
    let folder = try ProgramFolder()
    try folder.makeFolder("config")
    let hands = try ScreenHands(
      "xterm-256color", columns: columns, rows: rows, folder: folder, settings: folder.path + "/config")
    try hands.see("Tour 1/6 Space pauses.")
    try hands.see("? help")
    try hands.program.moves()
    hands.press(" ")
    try hands.see("Tour 2/6")
    hands.press(.enter, .enter, .enter, .enter, .enter)
    try hands.miss("Tour")
    try hands.see("? help")
    try hands.quit()
  }
}
