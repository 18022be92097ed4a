import BNTestSupport
import Testing

@testable import TerminalKit
@testable import BNExplorer

@Suite("The live formula on the screen", .serialized)
struct ScreenFormulaTests {
  private static let script = """
    generate normal mean=[1, 2, 3] std=2 shape=16x3 seed=7
    set loss sum
    train 5
    """

  @Test("shows every quantity of the chosen element as explain prints it headless", arguments: ScreenHands.types)
  func quantities(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script, columns: 180, rows: 40)
    try hands.seeStep(5)
    hands.press("e")
    try hands.see(" y[0,0] = ")
    hands.press(.down, .down, .right)
    let elements = [
      "y[2,1]", "batch_mean[1]", "batch_variance[1]", "moving_mean[1]", "moving_variance[1]", "grad_input[2,1]",
      "grad_gamma[1]", "grad_beta[1]",
    ]
    var shown: [Formula] = []
    for element in elements {
      let screen = try hands.see(" \(element) = ")
      #expect(try Self.isTabLit(element, screen), "\(element)")
      shown.append(try Self.formula(element, screen))
      hands.press("e")
    }
    try hands.see(" y[2,1] = ")
    try hands.escape(until: "no formula") { !$0.text.contains("─ y  batch_mean") }
    try hands.enter("save \(hands.path("saved.bn"))")
    try hands.see(" lines to ")
    try hands.quit()
    let explanations = elements.map { "explain \($0)\n" }.joined()
    try hands.folder.write(try hands.folder.read("saved.bn") + "\n" + explanations, to: "explain.bn")
    let run = try hands.folder.run("run", "explain.bn")
    for (element, formula) in zip(elements, shown) {
      #expect(try Self.formula(element, headless: run.lines) == formula)
    }
  }

  /// What is said of an element: its value, and the formula without and with numbers.
  private struct Formula: Equatable {
    var value: String
    var symbols: String
    var numbers: String
  }

  private static func formula(_ element: String, _ screen: VirtualTerminal) throws -> Formula {
    let row = try #require(screen.rows.firstIndex { $0.hasPrefix(" \(element) = ") })
    let rows = screen.rows[row...].prefix(3).map { $0.drop { $0 != "=" }.dropFirst(2) }.map(String.init)
    return Formula(value: rows[0], symbols: rows[1], numbers: rows[2])
  }

  /// Headless the value stands last.
  private static func formula(_ element: String, headless lines: [String]) throws -> Formula {
    let line = try #require(lines.firstIndex { $0.hasPrefix("\(element) = ") })
    let rows = lines[line...].prefix(3).map { $0.drop { $0 != "=" }.dropFirst(2) }.map(String.init)
    return Formula(value: rows[2], symbols: rows[0], numbers: rows[1])
  }

  /// Whether the name of an element's quantity is in reverse over the formula.
  private static func isTabLit(_ element: String, _ screen: VirtualTerminal) throws -> Bool {
    let name = element.prefix { $0 != "[" }
    let place = try #require(screen.find("─ y "))
    let row = screen.rows[place.row]
    let column = row.distance(from: row.startIndex, to: try #require(row.firstRange(of: " \(name) ")).lowerBound) + 1
    return screen[column, place.row]?.rendition.attributes.contains(.reverse) == true
  }

  @Test("lights the way that was taken: training, inference, renorm and its limits", arguments: ScreenHands.types)
  func ways(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script, columns: 180, rows: 40)
    try hands.seeStep(5)
    hands.press("e")
    try lit("moments: [training] / inference", hands)
    try lit("renorm: [off] / on", hands)
    hands.press("t", "s")
    try hands.seeStep(6)
    try lit("moments: training / [inference]", hands)
    hands.press("t", "r", "s")
    try hands.seeStep(7)
    // This needs two lines.
    try lit("[on]", hands)
    // At first the limits are far away, then r would have to be smaller than it ever is.
    try hands.enter("set rmax 100")
    try hands.enter("inspect r")
    hands.press("s")
    try lit("[within its limits] / rmax", hands)
    try hands.enter("set rmax 0.001")
    hands.press("s")
    try hands.see(" r[0] = 0.001")
    try lit("within its limits / [rmax]", hands)
    try hands.quit(unsaved: true)
  }

  /// Waits for a line whose part in brackets is bold and whose other words are not.
  private func lit(_ text: String, _ hands: ScreenHands) throws {
    let screen = try hands.see(text)
    let place = try #require(screen.find(text))
    for (index, character) in text.enumerated() where character != " " {
      let isInside = text.prefix(index + 1).last { "[]:".contains($0) } == "["
      let isBold = screen[place.column + index, place.row]?.rendition.attributes.contains(.bold)
      #expect(isBold == (isInside || character == "]"), "\(character) of \(text) on \(hands.type)")
    }
  }

  @Test("has its hidden lines on Ctrl-D where the pane is small, and says so", arguments: ScreenHands.types)
  func scrolling(_ type: String) throws {
    let hands = try ScreenHands(type, script: Self.script)
    try hands.seeStep(5)
    hands.press("e")
    try hands.see(" below  (Ctrl-D, Ctrl-U)")
    try hands.miss("rounded float32")
    hands.press(.control("d"), .control("d"), .control("d"), .control("d"))
    try hands.see("rounded float32")
    try hands.see(" above  (Ctrl-D, Ctrl-U)")
    hands.press(.control("u"), .control("u"), .control("u"), .control("u"))
    try hands.see(" y[0,0] = ")
    try hands.quit()
  }
}
