import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("What a script carried out by another has to say")
struct SourcedOutputTests {
  private let environment = SessionEnvironment(
    files: MemoryFiles(
      [
        "wrong.bn": "say one\nassert 1 == 2\nassign gamma [1, 2]\nsay never",
        "outer.bn": "say zero\nsource wrong.bn",
        "quits.bn": "step\nquit\nstep 5",
        "around.bn": "source quits.bn\nstep 7",
      ].mapValues { Array($0.utf8) }))

  @Test("is told up to the line that was refused", arguments: [("wrong.bn", ["one"]), ("outer.bn", ["zero", "one"])])
  func beforeAnError(path: String, said: [String]) throws {
    var session = Session()
    var environment = environment
    var outputs: [Output] = []
    environment.emit = { outputs.append($0) }
    #expect(throws: CommandError.self) { try Command.source(path: path).carryOut(on: &session, in: environment) }
    #expect(outputs.compactMap { if case .face(.say(let text)) = $0 { text } else { nil } } == said)
    #expect(outputs.contains { if case .assertion(let outcome) = $0 { !outcome.ok } else { false } })
  }

  @Test("quit ends it and the scripts around it", arguments: ["quits.bn", "around.bn"])
  func quit(path: String) throws {
    var session = Session()
    let outputs = try Command.source(path: path).carryOut(on: &session, in: environment)
    #expect(outputs.last == .face(.quit))
    #expect(session.step == 1)
  }
}
