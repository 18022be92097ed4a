import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("A refused command")
struct AtomicityTests {
  static let files = MemoryFiles(
    [
      "bad.csv": Array("a,b\n1,x\n".utf8), "three.csv": Array("1,2,3\n".utf8),
      "wrong.bn": Array("step\nset momentun 3\n".utf8), "half.bn": Array("train 2\nassign gamma [1]\ntrain 5\n".utf8),
      "self.bn": Array("step\nsource self.bn\n".utf8), "a.bn": Array("source b.bn\n".utf8),
      "b.bn": Array("source a.bn\n".utf8),
    ], readOnly: ["locked.bn", "locked.npy"])

  /// Carries out lines one by one like a script, and gives the error that ends it.
  func error(_ lines: String, in session: inout Session) throws -> CommandError {
    var after = session
    defer { session = after }
    return try #require(throws: CommandError.self) { try after.run(lines, Self.files) }
  }

  static let refused = [
    "set axis 5", "set gamma_initializer [1, 2, 3]", "generate normal mean=[1, 2, 3] shape=4x2",
    "generate normal std=nan",
    "load missing.csv", "load bad.csv", "load three.csv divide=nan", "batch [] shape=3x0", "assign gamma [1]",
    "assign renorm_mean 1", "assign gamma missing.npy", "assign gamma three.csv", "show y[9]", "show r",
    "assert x[9] == 1",
    "export y locked.npy", "export r r.npy", "save locked.bn", "source missing.bn", "source wrong.bn", "channel 2",
  ]

  @Test("leaves the session as it was", arguments: refused)
  func unharmed(line: String) throws {
    var session = try Session("batch [[1, 2], [3, 6]]; set momentum 0.5; train 3; channel 1")
    let before = session.fingerprint
    _ = try error(line, in: &session)
    #expect(session.fingerprint == before)
    // And it goes on as if nothing had been said.
    try session.run("train")
    #expect(session.step == 4)
  }

  @Test(
    "leaves a session that has not begun as it was: nothing is loaded on the way",
    arguments: [
      "assign gamma [1, 2]", "assign renorm_mean 1", "assign gamma missing.npy", "set axis 1; train; set axis 2",
    ])
  func fresh(lines: String) throws {
    var session = Session()
    var reference = Session()
    if lines.contains(";") { try reference.run("set axis 1; train") }
    _ = try error(lines, in: &session)
    #expect(session.fingerprint == reference.fingerprint)
  }

  @Test("that fails after some of its steps takes those back")
  func laterStep() throws {
    // Examples along the channels' axis: the digits' 45th batch has 29 of them and not 32.
    var session = try Session("set axis 0; load builtin:digits batch=32 flatten=on; train 10")
    let before = session.fingerprint
    let error = try error("train 100", in: &session)
    #expect(error.message.contains("expected axis 0 of input shape to have value 32 but got shape (29, 64)"))
    #expect(session.fingerprint == before)
    try session.run("train 34")
    #expect(session.step == 44)
  }

  @Test("within a script that is carried out leaves what the lines before it did")
  func sourced() throws {
    var session = try Session("batch [[1, 2], [3, 6]]")
    let error = try error("source half.bn", in: &session)
    #expect(error.message == "half.bn:2:1: gamma has 2 values; 1 were given")
    #expect(session.step == 2)
    #expect(session.log.lines.last == "train 2")
  }

  @Test("scripts that carry out themselves or each other end in an error")
  func circles() throws {
    var session = Session()
    #expect(try error("source self.bn", in: &session).message == "self.bn:2:1: a script can't carry out itself")
    session = Session()
    #expect(try error("source a.bn", in: &session).message.contains("leave out the source line that leads back"))
  }
}
