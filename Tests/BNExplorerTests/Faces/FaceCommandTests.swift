import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("Commands for the face")
struct FaceCommandTests {
  private static let lines = [
    "run", "pause", "focus mean", "zoom on", "hide batch", "view output numbers", "yaxis log", "inspect y", "tour",
    "theme next", "mouse on", "title One", "say two", "wait 3", "demo memory", "demo t.bn speed=2",
    "help set", "answer 2", "hint", "panes mean output", "quit",
    "export screen s.txt size=80x24",
  ]

  private func faceCommand(_ line: String) throws -> FaceCommand {
    let command = try #require(CommandParser.commands(of: line).first).command
    guard case .face(let command) = command else { throw CommandError("\(line) is not the face's") }
    return command
  }

  @Test("come back as they are, and neither the session nor what it can take back has changed", arguments: lines)
  func untouched(line: String) throws {
    var session = try Session("batch [[3], [7]]; train 2; undo")
    let (before, depth) = (session.fingerprint, session.undo.depth)
    #expect(try session.run(line) == [.face(try faceCommand(line))])
    #expect(session.fingerprint == before && session.undo.depth == depth && session.undo.lastUndone != nil)
  }

  @Test("within a script come back between what the session says, in their turn", arguments: [false, true])
  func order(isSourced: Bool) throws {
    let lines = [
      "batch [[3], [7]]", "say one", "train", "show step", "theme next", "copy step", "infer", "show step", "run",
    ]
    let files = MemoryFiles(["a.bn": Array(lines.joined(separator: "\n").utf8)])
    var session = Session()
    let outputs = try session.run(isSourced ? "source a.bn" : lines.joined(separator: "; "), files)
    let steps = [1, 2].map {
      Output.value(ExpressionValue(Double($0), dtype: ExpressionValue.countType), text: "step", step: $0)
    }
    #expect(
      outputs == [
        .face(.say("one")), steps[0], .face(.theme(.next)), .copy("1", name: "step"), steps[1], .face(.run),
      ])
    #expect(session.log.lines == ["batch [[3.0], [7.0]] shape=2x1", "train 1", "infer 1"])
  }
}
