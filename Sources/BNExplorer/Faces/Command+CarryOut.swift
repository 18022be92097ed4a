import TerminalKit
import BNFiles

extension Command {
  /// Carries out a command: on the session what is a session's; what is the face's comes back for the face to carry out.
  ///
  /// - Parameters:
  ///   - session: what the person works with.
  ///   - environment: the files, and whether to go on with a long command.
  /// - Returns: what there is to show and to do, in the order in which it was asked for.
  /// - Throws: why it does not fit. `source` leaves what the lines before the wrong one did; else see `Session.apply`.
  func carryOut(on session: inout Session, in environment: SessionEnvironment) throws(CommandError) -> [Output] {
    switch self {
    case .session(let command): return try session.apply(command, in: environment)
    case .face(let command): return [.face(command)]
    case .solution(let command): return try command.carryOut(on: &session, in: environment)
    case .copy(let expression, let text):
      return [.copy(try Clipboard.text(of: try expression.evaluated(with: session.value), name: text), name: text)]
    case .source(let path):
      return try session.applyAsOne { session throws(CommandError) in
        try Self.carryOut(scriptAt: path, on: &session, environment)
      }
    }
  }

  /// More than anybody nests by hand; only scripts that carry each other out get there.
  private static let mostScripts = 16

  /// Carries out a script's lines up to the first that is wrong; what the lines before it did and said stays.
  private static func carryOut(
    scriptAt path: String, on session: inout Session, _ environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    guard environment.depth < mostScripts else {
      throw CommandError(
        "\(path): scripts carry each other out \(environment.depth) deep; leave out the source line that leads back")
    }
    let script = try Script.read(path, environment.files)
    let tell = environment.emit
    var outputs: [Output] = []
    var environment = environment
    environment.depth += 1
    environment.emit = { outputs.append($0) }
    for line in script.checkedLines {
      guard line.command != .source(path: path) else {
        throw CommandError("\(line.place): a script can't carry out itself")
      }
      do throws(CommandError) {
        outputs += try line.command.carryOut(on: &session, in: environment).map { $0.said(at: line.place) }
      } catch {
        outputs.forEach(tell)
        throw CommandError("\(line.place(of: error)): \(error.message)", kind: error.kind)
      }
      // The session is over: nothing behind it happens, in the scripts around this one either.
      if outputs.contains(.face(.quit)) { break }
    }
    return outputs
  }
}
