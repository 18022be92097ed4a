import BNTestSupport
import Testing

@testable import BNExplorer
@testable import Platform
@testable import TerminalKit

@Suite("Alarms, mouse, clipboard and colours of the screen", .serialized)
struct ScreenSenseTests {
  private static let script = "load builtin:digits batch=32 flatten=on\ntrain 40\n"

  @Test(
    "an alarm is a line with figure, limit and the key that says more; without one there is no line",
    arguments: ScreenHands.types)
  func alarms(_ type: String) throws {
    let source = "generate normal mean=[1, 2, 3] std=2 shape=64x3 seed=7\n"
    let hands = try ScreenHands(type, script: source + "set update_ops off\ntrain 5\n")
    try hands.seeStep(5)
    let screen = try hands.see("d says more")
    let line = try #require(screen.rows.first { $0.hasSuffix("d says more") })
    #expect(line.contains(" A1 0, limit 1: "))
    hands.press("d")
    try hands.see("share of the steps whose update operations ran 0 (limit 1)")
    try hands.see("set update_ops on")
    try hands.escape(until: "the panes") { $0.text.contains("─ Parameters") }
    try hands.quit()
    // After 200 steps at 0.9 the averages have long settled.
    let quiet = try ScreenHands(type, script: source + "set momentum 0.9\ntrain 200\n")
    try quiet.seeStep(200)
    #expect(!quiet.screen.text.contains("says more"))
    quiet.press("d")
    try quiet.see("nothing found: ")
    try quiet.quit()
  }

  @Test(
    "the mouse focuses, chooses an element, drags through time, and is let go at the end",
    arguments: ScreenHands.types)
  func mouse(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script, arguments: ["--mouse"], columns: 120, rows: 40)
    try hands.seeStep(40)
    #expect(hands.screen.modes.isSuperset(of: [1000, 1002, 1006]))
    let batch = try #require(hands.screen.find("batch x"))
    hands.mouse(0, batch.column + 2, batch.row)
    try hands.wait("the focused batch") { $0[batch.column, batch.row]?.rendition.attributes.contains(.reverse) == true }
    try choose(hands)
    try drag(hands)
    try hands.quit()
  }

  /// A click on a number of row 2 and channel 3, then the wheel.
  private func choose(_ hands: ScreenHands) throws {
    try hands.enter("view output numbers")
    let screen = try hands.see("    0      1      2      3")
    let title = try #require(screen.find("output y"))
    // Below the title the channels, each over the last digit of its numbers.
    let header = screen.page.cells[title.row + 1]
    let column = try #require(header[title.column...].firstIndex { $0.text == "3" })
    hands.mouse(0, column, title.row + 4)
    hands.mouse(0, column, title.row + 4, isRelease: true)
    hands.press("e")
    try hands.see(" y[2,3] = ")
    hands.mouse(65, column, title.row + 4)
    try hands.see(" y[3,3] = ")
    try hands.escape(until: "no formula") { !$0.text.contains("─ y  batch_mean") }
  }

  /// From the first step to the middle; then the wheel goes single steps.
  private func drag(_ hands: ScreenHands) throws {
    let row = 38
    func track() throws -> ClosedRange<Int> {
      let cells = hands.screen.page.cells[row].map(\.text)
      return try #require(cells.firstIndex(of: "[")) + 1...(try #require(cells.firstIndex(of: "]"))) - 1
    }
    hands.mouse(0, try track().lowerBound, row)
    try hands.seeStep(0)
    let cells = try track()
    let target = cells.lowerBound + 45
    hands.mouse(32, target, row)
    let step = Int((45 * 40 / Double(cells.count - 1)).rounded())
    try hands.seeStep(step)
    // Off the bar it is still held.
    hands.mouse(32, 119, row - 5)
    try hands.seeStep(40)
    hands.mouse(0, 119, row - 5, isRelease: true)
    hands.mouse(64, target, row)
    try hands.seeStep(39)
    hands.mouse(65, target, row)
    try hands.seeStep(40)
  }

  @Test(
    "copies the focused value, the whole of a pane and any quantity",
    arguments: ScreenHands.types)
  func copying(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script)
    try hands.seeStep(40)
    hands.press(.down, .down, .down, "y")
    try hands.wait("the momentum") { $0.copied == ["0.99"] }
    try hands.see("copied 4 characters")
    try hands.enter("copy moving_mean[3]")
    let value = try hands.wait("the moving mean") { $0.copied.count == 2 }.copied[1]
    #expect(value == (try hands.ask("moving_mean[3]")))
    hands.press("e")
    try hands.see(" y[0,")
    hands.press(.home)
    try hands.see(" y[0,0] = ")
    hands.press("y")
    let formula = try hands.wait("the formula") { $0.copied.count == 3 }.copied[2]
    // One Escape takes away the formula and the message.
    #expect(formula.hasPrefix("y[0,0] = (x - batch_mean) / sqrt(batch_variance + epsilon) * gamma + beta\n"))
    try hands.escape(until: "no formula") { !$0.text.contains("─ y  batch_mean") }
    // The parameters have the focus again.
    hands.press(.tab, .tab, "Y")
    let all = try hands.wait("the output") { $0.copied.count == 4 }.copied[3]
    // 32 examples of 64 channels.
    #expect(all.split(separator: ",").count == 32 * 64)
    try hands.quit()
  }

  @Test(
    "T goes through themes with other colours, mono has none, and all show the same text",
    arguments: ScreenHands.types)
  func themes(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script)
    try hands.seeStep(40)
    let isColoured = !type.hasPrefix("vt")
    let before = Self.look(hands.screen)
    #expect(before.colours.isEmpty != isColoured)
    var looks: Set<[VirtualTerminal.Colour]> = [before.foregrounds]
    for name in Theme.Name.allCases.indices.map({ Theme.Name.allCases[($0 + 1) % Theme.Name.allCases.count] }) {
      hands.press("T")
      let screen = try hands.see("theme \(name.rawValue): ")
      let look = Self.look(screen)
      #expect(look.text == before.text, "\(name)")
      #expect(look.colours.isEmpty == (name == .mono || !isColoured), "\(name)")
      looks.insert(look.foregrounds)
    }
    // The last one is the first again. Eight colours are too few for five different themes, but not for mono and others.
    #expect(Self.look(hands.screen).foregrounds == before.foregrounds)
    #expect(looks.count >= (type.hasSuffix("256color") ? Theme.Name.allCases.count : isColoured ? 2 : 1))
    try hands.quit()
  }

  /// The screen's text and colours without the line of messages.
  private struct Look {
    var text: [String]
    var foregrounds: [VirtualTerminal.Colour]
    var colours: Set<VirtualTerminal.Colour> { Set(foregrounds).subtracting([.standard]) }
  }

  private static func look(_ screen: VirtualTerminal) -> Look {
    let rows = screen.page.cells.enumerated().filter { $0.offset != 20 }.map(\.element)
    let cells = rows.joined().map { $0.text == " " ? .standard : $0.rendition.foreground }
    return Look(text: rows.map { $0.map(\.text).joined() }, foregrounds: cells)
  }

  @Test("mono sends no colour at all, and plain mode no escape code", arguments: ScreenHands.types)
  func withoutColour(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script, arguments: ["--theme", "mono"])
    try hands.seeStep(40)
    hands.press("e")
    try hands.see(" y[0,")
    #expect(Self.look(hands.screen).colours.isEmpty)
    try hands.quit()
    let plain = try ScreenHands(type, script: Self.script, arguments: ["--plain"])
    try plain.program.terminal.wait(for: "the prompt on \(type)") { $0.text.contains("train 40>") }
    plain.program.terminal.send("back 20\rshow step\rquit\r")
    #expect(try plain.program.terminal.waitForExit() == .exited(0))
    let text = String(decoding: plain.program.terminal.output, as: UTF8.self)
    #expect(text.contains("step = 20") && !text.contains("\u{1b}"))
  }
}

extension ScreenHands {
  /// Sends a report of the mouse (SGR 1006): a button with 32 for motion and 64 for the wheel, at a cell counted from 0.
  fileprivate func mouse(_ button: Int, _ column: Int, _ row: Int, isRelease: Bool = false) {
    program.terminal.send("\u{1b}[<\(button);\(column + 1);\(row + 1)\(isRelease ? "m" : "M")")
  }
}
