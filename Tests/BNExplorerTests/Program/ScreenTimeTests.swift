import BNTestSupport
import Testing

@testable import TerminalKit
@testable import BNExplorer

@Suite("Time on the screen", .serialized)
struct ScreenTimeTests {
  /// 35 steps, a change after the twentieth.
  private static let script = """
    load builtin:digits batch=32 flatten=on
    train 20
    set momentum 0.9
    train 15
    """

  @Test("a step that is gone back to is the same by every way that leads there", arguments: ScreenHands.types)
  func revisit(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script)
    try hands.seeStep(35)
    let last = try hands.ask("moving_mean[11]")
    hands.press("[")
    try hands.seeStep(34)
    let mean = try hands.ask("moving_mean[11]")
    #expect(mean != last)
    let variables = try hands.variables("first.json")
    hands.press("{", "{")
    try hands.seeStep(14)
    #expect(try hands.ask("moving_mean[11]") != mean)
    hands.press("}", "}", "]")
    try hands.seeStep(35)
    #expect(try hands.ask("moving_mean[11]") == last)
    hands.press("g")
    try hands.see(":goto")
    hands.program.terminal.send("34\r")
    try hands.seeStep(34)
    #expect(try hands.ask("moving_mean[11]") == mean)
    #expect(try hands.variables("again.json") == variables)
    // More than there are leads to the first and the last one.
    hands.press("{", "{", "{", "{")
    try hands.seeStep(0)
    hands.press("}", "}", "}", "}")
    try hands.seeStep(35)
    #expect(try hands.ask("moving_mean[11]") == last)
    try hands.quit()
  }

  @Test("the bar of time marks where a parameter was changed, and where one stands", arguments: ScreenHands.types)
  func marks(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script)
    try hands.seeStep(35)
    try hands.wait("a mark at 20 of 35") { Self.bar($0) == Self.expectedBar($0, [20: "┼", 35: "■"]) }
    try hands.enter("goto 10")
    try hands.seeStep(10)
    try hands.wait("the place at 10") { Self.bar($0) == Self.expectedBar($0, [10: "■", 20: "┼"]) }
    try hands.enter("goto 20")
    try hands.wait("the place on the mark") { Self.bar($0) == Self.expectedBar($0, [20: "█"]) }
    hands.press("b")
    try hands.see("C b1")
    hands.press("s", "s", "s", "s", "s")
    try hands.seeStep(25)
    // A branch is as long as its own steps, and has a mark where it began.
    try hands.wait("where the branch began") { screen in
      Self.bar(screen) == Self.expectedBar(screen, last: 25, [20: "╤", 25: "■"])
    }
    try hands.quit()
  }

  /// The cells between the brackets of the line above the status.
  private static func bar(_ screen: VirtualTerminal) -> String? {
    guard screen.rows.count > 1, let row = screen.rows.dropLast().last, let start = row.firstIndex(of: "["),
      let end = row.firstIndex(of: "]"), start < end
    else { return nil }
    return String(row[row.index(after: start)..<end])
  }

  /// A bar of the same width with marks at the steps' shares of it.
  private static func expectedBar(_ screen: VirtualTerminal, last: Int = 35, _ marks: [Int: Character]) -> String? {
    guard let shown = bar(screen) else { return nil }
    var cells = [Character](repeating: "─", count: shown.count)
    for (step, mark) in marks {
      cells[Int((Double(step) / Double(last) * Double(cells.count - 1)).rounded())] = mark
    }
    return String(cells)
  }

  @Test("a step from the past begins a new future, and the old one stays as main~1", arguments: ScreenHands.types)
  func futures(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script)
    try hands.seeStep(35)
    let last = try hands.variables("old.json")
    try hands.enter("goto 20")
    try hands.seeStep(20)
    hands.press("s")
    try hands.seeStep(21)
    try hands.see("B main~1")
    let new = try hands.variables("new.json")
    hands.press("n")
    try hands.see("C main~1")
    try hands.enter("goto 35")
    try hands.seeStep(35)
    #expect(try hands.variables("again.json") == last)
    hands.press("n")
    try hands.seeStep(21)
    #expect(try hands.variables("newer.json") == new)
    try hands.quit()
  }

  @Test("undo takes back a setting, a run and a fork, and redo does each again", arguments: ScreenHands.types)
  func undo(_ type: String) throws {
    let hands = try ScreenHands(type, script: "load builtin:digits batch=32 flatten=on\ntrain 10\n")
    try hands.seeStep(10)
    try hands.enter("set momentum 0.5")
    try hands.see("momentum              0.5 ")
    hands.press("U")
    try hands.see("took back set momentum 0.5")
    try hands.see("momentum             0.99 ")
    hands.press(.control("r"))
    try hands.see("momentum              0.5 ")
    try undoRun(hands)
    hands.press("b")
    try hands.see("C b1")
    hands.press("U")
    try hands.see("took back fork b1")
    try hands.miss("C b1")
    hands.press(.control("r"))
    try hands.see("C b1")
    try hands.quit()
  }

  private func undoRun(_ hands: ScreenHands) throws {
    hands.press(" ")
    try hands.wait("more steps") { (ScreenProgram.steps($0) ?? 0) > 12 }
    hands.press(" ")
    try hands.see(" PAUSE ")
    let end = try #require(Int(try hands.ask("step")))
    let variables = try hands.variables("run.json")
    hands.press("U")
    try hands.seeStep(10)
    try hands.see("took back ")
    hands.press(.control("r"))
    try hands.seeStep(end)
    #expect(try hands.variables("again.json") == variables)
  }
}
