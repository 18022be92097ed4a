import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

/// The real program with its screen on a pseudo-terminal.
struct ScreenProgram {
  let terminal: PseudoTerminal

  init(
    _ arguments: [String] = [], layout: LayoutName? = .curves, columns: Int = 80, rows: Int = 24,
    _ environment: [String: String] = [:]
  ) throws {
    terminal = try PseudoTerminal.launch(
      arguments + (layout.map { ["--layout", $0.rawValue] } ?? []), size: Size(columns: columns, rows: rows),
      environment: environment)
  }

  var screen: VirtualTerminal { terminal.screen }

  /// The bottom line.
  var status: String { screen.rows.last { !$0.isEmpty } ?? "" }

  func press(_ keys: Key...) { for key in keys { terminal.send(key) } }

  func enter(_ line: String) { terminal.send(":" + line + "\r") }

  @discardableResult
  func shows(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> VirtualTerminal {
    try terminal.wait(for: "\(text) (line \(sourceLocation.line))") { $0.text.contains(text) }
  }

  func hides(_ text: String) throws { try terminal.wait(for: "no \(text)") { !$0.text.contains(text) } }

  /// The number of steps in the line of status.
  static func steps(_ screen: VirtualTerminal) -> Int? {
    guard let line = screen.rows.last(where: { $0.contains(" step ") }), let range = line.ranges(of: " step ").last
    else { return nil }
    return Int(line[range.upperBound...].prefix { $0.isNumber })
  }

  /// Waits until more steps have been taken than now.
  func moves() throws {
    let before = Self.steps(screen) ?? 0
    try terminal.wait(for: "more than \(before) steps") { (Self.steps($0) ?? 0) > before }
  }

  /// Waits for the end and checks that the terminal is as it was.
  func ends(_ end: PseudoTerminal.End, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(try terminal.waitForExit() == end, sourceLocation: sourceLocation)
    let screen = terminal.screen
    #expect(terminal.modes == terminal.initialModes, sourceLocation: sourceLocation)
    #expect(!screen.isAlternate, sourceLocation: sourceLocation)
    #expect(screen.isCursorVisible, sourceLocation: sourceLocation)
    #expect(screen.rendition == VirtualTerminal.Rendition(), sourceLocation: sourceLocation)
    #expect(screen.modes.isDisjoint(with: [1, 1000, 1002, 1006, 1049, 2004, 2026]), sourceLocation: sourceLocation)
    #expect(screen.unknown == [], sourceLocation: sourceLocation)
  }
}
