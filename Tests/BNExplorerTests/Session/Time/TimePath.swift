import BNCore

@testable import BNExplorer

/// Commands that were carried out one after another on one path of time, steps one by one, and the states between them.
struct TimePath {
  static let files = ReplayTests.files

  private(set) var commands: [Command] = []
  /// The steps taken after each command.
  private(set) var steps: [Int] = []
  /// What the session is after the last command at each step.
  private(set) var states: [Int: [String]] = [:]
  /// The session that has never gone anywhere.
  private(set) var session = Session()

  /// Lines drawn at random that fit, without any that moves in time.
  init(seed: UInt64, lines count: Int) {
    var source = RandomCommands(seed: seed)
    states[0] = session.present
    // There are steps to go back to whatever comes.
    for command in (try? Self.commands(of: "generate normal mean=2 shape=6x3; step 4")) ?? [] { take(command) }
    var lines = 0
    while lines < count {
      let line = ReplayTests.line(&source)
      let moves = ["reset", "back", "forward", "goto", "fork", "switch", "together"].contains(line.prefix { $0 != " " })
      guard !moves, let commands = try? Self.commands(of: line) else { continue }
      for command in commands { take(command) }
      lines += 1
    }
  }

  private static func commands(of line: String) throws -> [Command] {
    line == "source inner.bn"
      ? try Script.read("inner.bn", files).lines.map(\.command)
      : try CommandParser.commands(of: line).map(\.command)
  }

  private mutating func take(_ command: Command) {
    guard case .session(.step(let count, let mode)) = command else { return takeOne(command) }
    for _ in 0..<count { takeOne(.session(.step(1, mode))) }
  }

  private mutating func takeOne(_ command: Command) {
    guard (try? command.carryOut(on: &session, in: SessionEnvironment(files: Self.files))) != nil else { return }
    commands.append(command)
    steps.append(session.step)
    states[session.step] = session.present
  }

  var last: Int { session.step }

  /// A fresh session that carries out the commands up to the last one at a step.
  func fresh(to step: Int) throws -> Session {
    var session = Session()
    let count = (steps.lastIndex { $0 <= step } ?? -1) + 1
    for command in commands[..<count] {
      _ = try command.carryOut(on: &session, in: SessionEnvironment(files: Self.files))
    }
    return session
  }
}
