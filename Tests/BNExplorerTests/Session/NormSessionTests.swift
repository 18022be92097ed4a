import BNCore
import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("Other norms in a session")
struct NormSessionTests {
  private static func session(_ lines: String...) throws -> Session {
    var session = Session()
    for line in lines { try session.run(line) }
    return session
  }

  private static func value(_ text: String, _ session: Session) throws -> ExpressionValue {
    try ExpressionParser.parse(Word(text: text, column: 1)).evaluated(with: session.value)
  }

  private static func report(_ line: String, _ session: Session) throws -> Report {
    var session = session
    guard case .report(let report)? = try session.run(line).first else { throw CommandError("no report") }
    return report
  }

  @Test("are functions of a batch, by the axis and epsilon as set")
  func functions() throws {
    let session = try Self.session("set epsilon 0.5", "batch [[1, 2, 3, 6], [0, 5, 1, 2]]", "train")
    // By hand: mean 3 and variance 3.5; mean square 12.5; halves 1, 2 and 3, 6.
    func first(_ text: String) throws -> Double { try Self.value(text, session).values[0] }
    #expect(try first("layer_norm(x)[0,0]") == -2 / 4.0.squareRoot())
    #expect(try first("rms_norm(x)[0,0]") == 1 / 13.0.squareRoot())
    #expect(try first("group_norm(x, 2)[0,0]") == -0.5 / 0.75.squareRoot())
    #expect(try first("group_norm(x, 2)[0,3]") == 1.5 / 2.75.squareRoot())
    #expect(try Self.value("instance_norm(x)", session).values == Array(repeating: 0, count: 8))
    #expect(try Self.value("max(abs(batch_norm(x) - y))", session).values[0] < 1e-6)
  }

  @Test(
    "refuse what has no groups or examples in one line",
    arguments: [
      ("group_norm(x, 3)", "group norm: 4 channels are not 3 groups of one size; expected a divisor of 4"),
      ("group_norm(x)", "unexpected \")\"; expected a comma and the number of groups"),
      (
        "layer_norm(gamma)",
        "layer norm: a value of shape 4 with the channels on axis -1 has no examples with channels; expected axis 0 of"
          + " examples and another one of channels"
      ),
      ("layer_norm x", "unexpected \"x\"; expected ( after layer_norm"),
    ])
  func refused(_ text: String, _ message: String) throws {
    let session = try Self.session("batch [[1, 2, 3, 6], [0, 5, 1, 2]]", "train")
    let error = try #require(throws: CommandError.self) { try Self.value(text, session) }
    #expect(error.message == message)
  }

  @Test("show what is averaged over what, a letter a mean")
  func picture() throws {
    let session = try Self.session("generate normal shape=2x3x3x4 seed=1", "train")
    let report = try Self.report("norms", session)
    let lines = report.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "A row an example, a column a channel of 9 positions; one letter, one mean:")
    #expect(lines[1] == "    batch     layer     group 2   instance  RMS")
    #expect(lines[2] == "0   abcd      aaaa      aabb      abcd      aaaa")
    #expect(lines[3] == "1   abcd      bbbb      ccdd      efgh      bbbb")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(report.objects.count == 5)
  }

  @Test("say how far an example moves that is alone: not at all, but under batch norm")
  func alone() throws {
    let session = try Self.session("batch [[1, 2], [3, 6]]", "train")
    let objects = try Self.report("norms batch layer", session).objects
    let alone = objects.map { members in members.first { $0.name == "alone" }?.value }
    // Both are ±1 but for epsilon in the batch, and 0 alone.
    guard case .double(let moved)? = alone[0], case .double(let still)? = alone[1] else {
      Issue.record("\(objects)")
      return
    }
    #expect((moved - 1).magnitude < 1e-3 && still == 0)
  }
}
