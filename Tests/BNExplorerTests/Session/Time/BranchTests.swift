import BNCore
import Testing

@testable import BNExplorer

@Suite("Branches")
struct BranchTests {
  static let source = "generate normal mean=3 shape=8x2 seed=4"

  @Test("of one state take the same batches and go their own ways")
  func fork() throws {
    var session = try Session(
      "\(Self.source); step 30; back 20; fork low; set momentum 0.5; step 20; fork off; set update_ops off; step 5")
    #expect(
      session.present
        == (try Session("\(Self.source); step 10; set momentum 0.5; step 20; set update_ops off; step 5")).present)
    try session.run("switch low")
    #expect(session.present == (try Session("\(Self.source); step 10; set momentum 0.5; step 20")).present)
    let y = try session.numbers("x")
    try session.run("switch main")
    #expect(session.step == 10)
    try session.run("forward 20")
    #expect(session.present == (try Session("\(Self.source); step 30")).present)
    #expect(try session.numbers("x") == y)
  }

  @Test("are listed with where they stand and where they came from")
  func list() throws {
    var session = try Session("\(Self.source); step 30; goto 10; fork low; step 2; goto 11; step 4; switch main")
    let outputs = try session.run("branches")
    guard case .report(let report) = try #require(outputs.first) else {
      Issue.record("no report")
      return
    }
    #expect(
      report.text == """
        * main   step 10 of 30
          low    step 15 of 15  from step 10 of main
          low~1  step 12 of 12  from step 11 of low
        """)
  }

  @Test(
    "are refused where there is one already, or none",
    arguments: [
      ("fork low", "there is a branch low already; switch low, or take another name"),
      ("fork main", "there is a branch main already; switch main, or take another name"),
      ("switch lwo", "unknown branch \"lwo\"; did you mean low?"),
      ("compare main other", "unknown branch \"other\"; expected main or low"),
    ])
  func refused(line: String, message: String) throws {
    let session = try Session("\(Self.source); step 3; fork low")
    #expect(try refusal(of: line, in: session).message == message)
  }

  @Test(
    "have plain names",
    arguments: [
      "fork a b", "fork a~1", "fork \"\"", "fork é", "switch", "compare a b within=-1", "compare a b c",
      "back 3 steps", "back at_most 3", "forward 0 at_most",
    ])
  func names(line: String) {
    #expect(throws: CommandError.self) { try CommandParser.commands(of: line) }
  }

  @Test("that were left as futures make room for new ones; those with names are eight at most, and stay")
  func bounded() throws {
    var session = try Session("\(Self.source); step 3")
    for number in 1...7 { try session.run("fork b\(number)") }
    #expect(try refusal(of: "fork b8", in: session).message.hasPrefix("there are 8 branches with names"))
    for _ in 0..<20 { try session.run("back; step") }
    #expect(session.branches.names.count == 16)
    #expect(Array(session.branches.names.prefix(8)) == ["main"] + (1...7).map { "b\($0)" })
    #expect(Array(session.branches.names.suffix(8)) == (13...20).map { "b7~\($0)" })
    // The one that the person is in never goes.
    try session.run("switch b7~13; back; step")
    #expect(session.branches.names.contains("b7~13"))
    #expect(!session.branches.names.contains("b7~14"))
  }

  @Test("get a name where none is given, and the log has it")
  func freeNames() throws {
    let session = try Session("\(Self.source); step 3; fork; fork b3; fork; fork; fork")
    #expect(session.branches.names == ["main", "b1", "b3", "b2", "b4", "b5"])
    #expect(session.log.lines.suffix(5) == ["fork b1", "fork b3", "fork b2", "fork b4", "fork b5"])
  }

  @Test("come one after another with switch next, unless one is called so")
  func next() throws {
    var session = try Session("\(Self.source); step 3; fork; fork; switch next")
    #expect(session.branches.current == "main")
    try session.run("switch next; switch next; switch next; switch next")
    #expect(session.branches.current == "b1")
    #expect(session.log.lines.suffix(5) == ["main", "b1", "b2", "main", "b1"].map { "switch \($0)" })
    try session.run("fork next; switch main; switch next")
    #expect(session.branches.current == "next")
    #expect(
      try refusal(of: "switch next", in: Session(Self.source)).message
        == "main is the only branch; fork makes another one")
  }

  @Test("left by reset keep all their steps")
  func reset() throws {
    var session = try Session("\(Self.source); step 5; set momentum 0.5; step 5; goto 7; reset; step 2; switch main~1")
    #expect(session.step == 10)
    try session.run("goto 4")
    #expect(session.present == (try Session("\(Self.source); step 4")).present)
  }
}
