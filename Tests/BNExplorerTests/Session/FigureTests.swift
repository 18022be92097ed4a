import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer
@testable import BNFiles

@Suite("Figure 1")
struct FigureTests {
  /// Small networks: a build without the optimizer takes long for those of the paper, which an end-to-end check trains.
  private static let line = "figure1 layers=1 width=8 batch=20 std=0.5 rate=1"

  @Test("has a point at every tenth step, and at the last")
  func points() throws {
    let session = try Session(Self.line + " steps=25")
    #expect(try session.numbers("figure_step") == [0, 10, 20, 25])
    for name in ["accuracy", "plain_accuracy"] {
      #expect(try session.value(name).shape == [4])
      #expect(try session.numbers(name).allSatisfy { (0...1).contains($0) })
    }
    #expect(try session.value("percentiles").shape == [4, 3])
    let spread = try session.numbers("plain_percentiles[:,2] - plain_percentiles[:,0]")
    #expect(spread.allSatisfy { $0 > 0 })
  }

  @Test("begins with the same weights, so that both guess alike before the first step")
  func beginning() throws {
    // A fresh layer divides by the root of 1.001 alone; the logits' order stays.
    let session = try Session(Self.line + " steps=1")
    #expect(try session.numbers("accuracy[0]") == session.numbers("plain_accuracy[0]"))
    let both = try session.numbers("percentiles[0,:] * sqrt(1.001) - plain_percentiles[0,:]")
    #expect(both.allSatisfy { $0.magnitude < 1e-6 })
  }

  @Test("learns the digits in some steps")
  func learns() throws {
    let session = try Session("figure1 layers=1 width=12 batch=40 std=0.5 rate=2 steps=60")
    // A tenth would be chance.
    #expect(try session.numbers("accuracy[-1]")[0] > 0.5)
  }

  @Test("is the same from the same line, and from a saved session")
  func replay() throws {
    let session = try Session("\(Self.line) steps=12 seed=5 norm=renorm order=sorted nonlinearity=relu unit=3")
    let figure = try #require(session.figure)
    #expect(try Session(session.log.script).figure == figure)
    #expect(
      try Session("\(Self.line) steps=12 seed=6 norm=renorm order=sorted nonlinearity=relu unit=3").figure != figure)
  }

  @Test("has one network alone where no norm is asked for")
  func alone() throws {
    let session = try Session(Self.line + " norm=none steps=2")
    #expect(session.figure?.normalized == nil)
    let error = try refusal(of: "show accuracy", in: session)
    #expect(error.message.hasPrefix("accuracy: the figure has one network alone; figure1 norm=batch"))
    #expect(try refusal(of: "show plain_accuracy").message == "plain_accuracy: there is no figure; figure1 makes one")
  }

  @Test("leaves the layer and its time as they are, and undo brings back the figure before")
  func beside() throws {
    var session = try Session("batch [[3], [7]]; train 5; \(Self.line) steps=2; back 2")
    let experiment = session.experiment
    let first = session.figure
    try session.run(Self.line + " steps=3 seed=2")
    #expect(session.isInPast && session.step == 3 && session.branches.names.count == 1)
    #expect(session.experiment.state.step == experiment.state.step)
    try session.run("forward 2")
    #expect(session.figure?.request.seed == 2)
    try session.run("undo; undo")
    #expect(session.figure == first)
    try session.run("redo")
    #expect(session.figure?.request.seed == 2)
  }

  @Test("that is interrupted has the steps that were taken, and shows each of them")
  func interrupted() throws {
    var session = Session()
    var seen: [[Int]] = []
    let environment = SessionEnvironment(files: MemoryFiles()) { step, session in
      seen.append(session().figure?.steps ?? [])
      return step < 13
    }
    let commands = try CommandParser.commands(of: Self.line + " steps=40").map(\.command)
    let error = try #require(throws: CommandError.self) {
      try commands[0].carryOut(on: &session, in: environment)
    }
    #expect(error.kind == .interrupted && error.message == "interrupted after 13 of 40 steps")
    #expect(seen.first == [0] && seen.last == [0, 10])
    #expect(session.figure?.steps == [0, 10, 13])
    #expect(try Session(session.log.script).figure == session.figure)
    try session.run("undo")
    #expect(session.figure == nil)
  }

  @Test("reports some of its points, and all of them to programs")
  func report() throws {
    let figure = try #require(try Session(Self.line + " steps=250 norm=none").figure)
    #expect(figure.report.objects.count == 26)
    let lines = figure.report.text.split(separator: "\n")
    #expect(lines.first == "64-8-10 sigmoid, batches of 20, rate 1, seed 0")
    #expect((5...14).contains(lines.count))
    #expect(lines.last?.hasPrefix("250") == true)
  }

  @Test("takes percentiles between two numbers in proportion")
  func percentiles() {
    // numpy.percentile([0, 1, 4, 10], [15, 50, 85]).
    for (percent, expected) in [(15, 0.45), (50, 2.5), (85, 7.3)] {
      #expect((Figure.percentile(percent, of: [0, 1, 4, 10]) - expected).magnitude <= expected.ulp)
    }
    #expect(Figure.percentile(85, of: [3]) == 3)
  }
}
