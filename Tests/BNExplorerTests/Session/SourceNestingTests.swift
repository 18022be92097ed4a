import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("Scripts that carry out scripts")
struct SourceNestingTests {
  private func carryOut(_ files: [String: String]) throws(CommandError) -> Session {
    var session = Session()
    let environment = SessionEnvironment(files: MemoryFiles(files.mapValues { Array($0.utf8) }))
    _ = try Command.source(path: "a.bn").carryOut(on: &session, in: environment)
    return session
  }

  @Test("two scripts that carry out each other end with an error, whatever their names look like")
  func circle() throws {
    let error = try #require(throws: CommandError.self) {
      try carryOut(["a.bn": "step\nsource ./b.bn\n", "./b.bn": "step\nsource a.bn\n"])
    }
    #expect(error.message.contains("leave out the source line that leads back"))
    #expect(error.exitStatus == 64)
  }

  @Test("a script may carry out others that carry out others")
  func nesting() throws {
    let session = try carryOut(["a.bn": "source b.bn\nstep 1", "b.bn": "source c.bn\nstep 2", "c.bn": "step 4"])
    #expect(session.step == 7)
  }
}
