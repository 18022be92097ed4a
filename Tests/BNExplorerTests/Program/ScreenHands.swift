import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

/// The real program on a terminal of a type, with a person in front of it who presses that terminal's keys.
///
/// What it waits for is looked for in whole frames only: no number is read before its last digit is there.
struct ScreenHands {
  /// Those in which every feature of the screen is tried.
  static let types = [
    "xterm-256color", "xterm", "screen-256color", "tmux-256color", "linux", "vt100", "vt220", "ansi",
  ]

  let program: ScreenProgram
  let type: String
  let folder: ProgramFolder

  /// Starts the program, after a script or plainly, which runs.
  ///
  /// Its settings are its own unless a folder is given that outlives it.
  init(
    _ type: String, script: String? = nil, arguments: [String] = [], columns: Int = 80, rows: Int = 24,
    folder: ProgramFolder? = nil, settings: String? = nil
  ) throws {
    self.type = type
    self.folder = try folder ?? ProgramFolder()
    var arguments = arguments
    if let script {
      try self.folder.write(script, to: "start.bn")
      arguments.append(self.folder.path + "/start.bn")
    }
    var environment = ["TERM": type]
    if let settings { environment["XDG_CONFIG_HOME"] = settings }
    program = try ScreenProgram(arguments, columns: columns, rows: rows, environment)
  }

  var screen: VirtualTerminal { program.screen }

  func path(_ name: String) -> String { folder.path + "/" + name }

  // MARK: Keys

  /// Presses keys as a terminal of this type sends them.
  func press(_ keys: Key...) { for key in keys { program.terminal.send(bytes: KeyBytes.bytes(key, on: type)) } }

  /// Presses Escape and waits for what it does, since Escape and a key at once are Alt and that key.
  func escape(until what: String, _ isWanted: (VirtualTerminal) -> Bool) throws {
    press(.escape)
    try wait(what, isWanted)
  }

  /// Types a line at the prompt and gives it, once it is whole on the screen.
  func enter(_ line: String) throws {
    program.terminal.send(":" + line)
    try wait("the line \(line)") { $0.rows.contains { $0.hasSuffix(":" + line) } }
    press(.enter)
  }

  // MARK: What is seen

  /// Waits for a whole frame that is as wanted.
  @discardableResult
  func wait(_ what: String, _ isWanted: (VirtualTerminal) -> Bool) throws -> VirtualTerminal {
    try program.terminal.wait(for: "\(what) on \(type)") { $0.isWholeFrame && isWanted($0) }
  }

  /// Waits for a text.
  @discardableResult
  func see(_ text: String) throws -> VirtualTerminal { try wait("\"\(text)\"") { $0.text.contains(text) } }

  /// Waits until a text is gone.
  func miss(_ text: String) throws { try wait("no \"\(text)\"") { !$0.text.contains(text) } }

  /// Waits until the session stands at a step.
  func seeStep(_ step: Int) throws {
    try wait("step \(step)") { ScreenProgram.steps($0) == step && $0.text.contains(" PAUSE ") }
  }

  /// Asks for a quantity at the prompt, which the engine answers when all that was asked before is done.
  ///
  /// - Returns: its value as `show` prints it.
  func ask(_ expression: String) throws -> String {
    try enter("show \(expression)")
    let screen = try wait("the value of \(expression)") { Self.answer(expression, in: $0) != nil }
    return try #require(Self.answer(expression, in: screen))
  }

  private static func answer(_ expression: String, in screen: VirtualTerminal) -> String? {
    screen.rows.last { $0.hasPrefix(" \(expression) = ") }.map { String($0.dropFirst(expression.count + 4)) }
  }

  /// Everything that the layer has learned, to the bit.
  func variables(_ name: String) throws -> String {
    try enter("export variables \(path(name))")
    try see("wrote ")
    try see(name)
    return try folder.read(name)
  }

  /// Leaves, where work is unsaved behind the word about it, and checks that the terminal is as it was.
  func quit(unsaved: Bool = false, sourceLocation: SourceLocation = #_sourceLocation) throws {
    if unsaved {
      press("q")
      try see("lines are not saved")
    }
    press("q")
    try program.ends(.exited(0), sourceLocation: sourceLocation)
  }
}
