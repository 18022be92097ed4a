import BNCore
import Testing

@testable import BNExplorer

@Suite("Variables under a name")
struct ScopeTests {
  static let start = "batch [[1, 2, 3], [3, 6, 5]]; set name bn; assign gamma [1, 2, 3]; train 4"

  private static let exists =
    "already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?"
  private static let doesNotExist =
    "does not exist, or was not created with tf.get_variable(). Did you mean to set reuse=tf.AUTO_REUSE in VarScope?"

  // The words are those that TensorFlow 1.4 answered in p52.
  @Test(
    "are refused or taken by TensorFlow's rules, in its words",
    arguments: [
      ("set name batch_normalization", "Variable batch_normalization/gamma \(exists)"),
      ("set reuse off; set name batch_normalization", "Variable batch_normalization/gamma \(exists)"),
      ("set scale off; set name batch_normalization", "Variable batch_normalization/beta \(exists)"),
      ("set reuse on; set name other", "Variable other/gamma \(doesNotExist)"),
      (
        "set reuse on; set renorm on; set name batch_normalization",
        "Variable batch_normalization/renorm_mean \(doesNotExist)"
      ),
      (
        "generate normal shape=4x5; set reuse on; set name batch_normalization",
        "Trying to share variable batch_normalization/gamma, but specified shape (5,) and found shape (3,)."
      ),
      (
        "set dtype float64; set reuse auto; set name batch_normalization",
        "Trying to share variable batch_normalization/gamma, but specified dtype float64 and found dtype float32_ref."
      ),
      (
        "set reuse auto; generate normal shape=4x5",
        "Trying to share variable bn/gamma, but specified shape (5,) and found shape (3,)."
          + " Set reuse none, or another name, first."
      ),
    ])
  func refused(lines: String, message: String) throws {
    var session = try Session(Self.start)
    let parts = lines.split(separator: "; ").map(String.init)
    try session.run(parts.dropLast().joined(separator: "; "))
    let before = session.fingerprint
    let error = try #require(throws: CommandError.self) { try session.run(parts[parts.count - 1]) }
    #expect(error.message == message)
    #expect(session.fingerprint == before)
  }

  @Test("a layer that must reuse what nobody made is refused where it would be built")
  func nothingThere() throws {
    let session = try Session("set reuse on")
    #expect(
      try refusal(of: "batch [[1, 2]]", in: session).message
        == "Variable batch_normalization/gamma \(Self.doesNotExist)")
    #expect(try refusal(of: "step", in: session).message == "Variable batch_normalization/gamma \(Self.doesNotExist)")
  }

  @Test("another name begins with the initial values and keeps the rest of the session")
  func fresh() throws {
    var session = try Session(Self.start)
    let before = session
    let notes = try session.run("set name second").notes
    #expect(
      notes == [
        "made second/gamma, second/beta, second/moving_mean, second/moving_variance; those of bn are kept"
      ])
    #expect(try session.numbers("gamma") == [1, 1, 1])
    #expect(try session.numbers("moving_mean") == [0, 0, 0])
    #expect(session.step == before.step)
    #expect(session.position == before.position)
    #expect(session.lastStep?.bits == before.lastStep?.bits)
    #expect(session.history.count == before.history.count)
  }

  @Test("a name taken again has its variables as they were, its optimizer's memory too", arguments: ["on", "auto"])
  func back(reuse: String) throws {
    var session = try Session(Self.start + "; set optimizer adam; set loss sum; train 3")
    let variables = session.layer?.variables
    let memory = session.layer?.optimizerBits
    try session.run("set name second; train 5; set reuse \(reuse)")
    let notes = try session.run("set name bn").notes
    #expect(notes == ["took bn/gamma, bn/beta, bn/moving_mean, bn/moving_variance; those of second are kept"])
    #expect(session.layer?.variables == variables)
    #expect(session.layer?.optimizerBits == memory)
    #expect(session.step == 12)
  }

  @Test("a layer that asks for fewer leaves the others where they are")
  func fewer() throws {
    var session = try Session(Self.start + "; set name second; set reuse on; set scale off; set name bn")
    #expect(session.layer?.names == [.beta, .movingMean, .movingVariance])
    try session.run("set name second")
    #expect(session.layer?.names == [.beta, .movingMean, .movingVariance])
    // bn/gamma is still there for a layer that wants it.
    try session.run("set scale on; set name bn")
    #expect(try session.numbers("gamma") == [1, 2, 3])
  }

  @Test("auto makes those that are missing")
  func missing() throws {
    var session = try Session(Self.start + "; set name second; set renorm on; set reuse auto")
    let notes = try session.run("set name bn").notes
    #expect(
      notes.first?.contains("took bn/gamma, bn/beta, bn/moving_mean, bn/moving_variance; made bn/renorm_mean") == true)
    #expect(try session.numbers("renorm_mean") == [0, 0, 0])
    #expect(try session.numbers("gamma") == [1, 2, 3])
  }

  @Test("a name of one's own, a name before any batch, and a reset")
  func others() throws {
    var session = try Session("set name a; set name b; batch [[1, 2]]; train")
    let same = session.fingerprint
    #expect(try session.run("set name b").isEmpty)
    #expect(session.layer?.variables != nil && session.scopes.isEmpty)
    #expect(session.fingerprint.dropLast() == same.dropLast())
    try session.run("set name c; train; reset")
    #expect(session.scopes.isEmpty)
    #expect(session.configuration.name == "c")
    // No graph is left in which b would be there already.
    try session.run("set name b")
  }
}
