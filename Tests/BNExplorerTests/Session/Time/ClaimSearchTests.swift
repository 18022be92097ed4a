import BNTestSupport
import Foundation
import Testing

@testable import BNExplorer

@Suite("When a claim that fails held")
struct ClaimSearchTests {
  private static func claim(_ text: String) throws -> Assertion { try Assertion.parse(Word(text: text, column: 1)) }

  private static func history(
    _ claim: String, in session: Session, limit: Int = ClaimSearch.mostNumbers
  ) throws -> ClaimHistory? {
    ClaimSearch(try Self.claim(claim), in: session, limit: limit).history
  }

  /// Training on 3 and 7, whose moving mean after n steps is 5 (1 - m^n).
  private static func session(momentum: Double, steps: Int) throws -> Session {
    try Session("batch [[3], [7]]; set momentum \(momentum); train \(steps)")
  }

  /// A bound that lies between the moving mean after a step and the one after the next, far from both beside rounding.
  private static func bound(momentum: Double, behind step: Int) -> Double {
    5 * (1 - pow(momentum, Double(step) + 0.5))
  }

  // Where float32's rounding and the distance between two steps are a hundred times apart.
  @Test(
    "is the step that the closed form of the moving mean gives",
    arguments: [(0.5, 40, 3), (0.9, 60, 0), (0.9, 60, 30), (0.99, 700, 1), (0.99, 700, 250), (0.99, 1500, 500)])
  func closedForm(momentum: Double, steps: Int, expected: Int) throws {
    let session = try Self.session(momentum: momentum, steps: steps)
    let bound = Self.bound(momentum: momentum, behind: expected)
    let history = try #require(try Self.history("moving_mean[0] < \(bound)", in: session))
    #expect(history.before == expected && history.nearest == expected)
    #expect(history.first <= expected && history.end == steps && history.after == nil)
    #expect(history.text == "it held last at step \(expected) (\(steps - expected) steps ago)")
  }

  @Test("is looked for in the recorded future, too", arguments: [0, 10, 59])
  func future(present: Int) throws {
    var session = try Self.session(momentum: 0.9, steps: 120)
    try session.run("goto \(present)")
    let bound = Self.bound(momentum: 0.9, behind: 60)
    let history = try #require(try Self.history("moving_mean[0] > \(bound)", in: session))
    #expect(history.before == nil && history.after == 61 && history.nearest == 61)
    let range = "it holds at no step from 0 to 60"
    #expect(history.text == "\(range); it holds next at step 61 (\(61 - present) steps ahead)")
  }

  @Test("is the nearer of two")
  func nearer() throws {
    var session = try Session("batch [[3], [7]]; train 40")
    try session.run("goto 20")
    let near = { (text: String) in try Self.history(text, in: session)?.nearest }
    #expect(try near("(step - 17) * (step - 24) == 0") == 17)
    #expect(try near("(step - 15) * (step - 22) == 0") == 22)
    #expect(try near("(step - 18) * (step - 22) == 0") == 18)
    #expect(try near("step == 41") == nil)
  }

  // The second implementation goes to every step and asks there.
  @Test("is what going to each step would show, whatever was set on the way", arguments: 1...12)
  func everyStep(seed: UInt64) throws {
    let path = TimePath(seed: seed, lines: 30)
    var session = path.session
    var random = SplitMix(state: seed)
    let present = Int.random(in: 0...path.last, using: &random)
    try session.run("goto \(present)", TimePath.files)
    let before = session.fingerprint
    for text in ["mean(y) > 0", "moving_mean[0] < batch_mean[0]", "moving_variance[0] < 1", "step * gamma[0] == 3"] {
      let claim = try Self.claim(text)
      func holds(_ session: Session) -> Bool { (try? session.outcome(of: claim, text: text))?.ok ?? false }
      guard !holds(session) else { continue }
      var other = session
      var steps: [Int] = []
      for step in 0...path.last {
        try other.run("goto \(step)", TimePath.files)
        if holds(other) { steps.append(step) }
      }
      let history = try #require(ClaimSearch(claim, in: session).history)
      #expect(history.before == steps.last { $0 < present }, "\(text) at \(present)")
      #expect(history.after == steps.first { $0 > present }, "\(text) at \(present)")
    }
    #expect(session.fingerprint == before)
  }

  @Test("counts a step with the changes made behind it, as goto does")
  func changes() throws {
    let session = try Session("batch [[3], [7]]; train 10; assign moving_mean 100; train 5")
    #expect(try Self.history("moving_mean[0] == 100", in: session)?.before == 10)
    let begun = try Session("batch [[3], [7]]; assign moving_mean 100; train 5")
    #expect(try Self.history("moving_mean[0] == 100", in: begun)?.before == 0)
  }

  @Test("is looked for in the second pipeline where the claim is about it")
  func evaluation() throws {
    let session = try Session("batch [[3], [7]]; eval batch [[3], [7]]; set loss mse target=0; train 30")
    // In inference the loss is that of moving statistics that come nearer; the first is of a mean of 0.05.
    let first = try #require(
      try Session("batch [[3], [7]]; eval batch [[3], [7]]; set loss mse target=0; train")
        .numbers("eval_loss").first)
    #expect(try Self.history("eval_loss == \(first)", in: session)?.before == 1)
  }

  @Test(
    "is not asked of claims that steps have nothing to do with",
    arguments: ["1 == 2", "momentum == 0.5", "channels > momentum", "population_mean == 3"])
  func setup(_ claim: String) throws {
    #expect(try Self.history(claim, in: try Session("batch [[3], [7]]; train 5")) == nil)
  }

  @Test("is not asked where there are no other steps, or where the claim holds")
  func nothing() throws {
    let session = try Session("batch [[3], [7]]; assign gamma 2")
    #expect(try session.examined(try Self.claim("gamma == 3"), text: "").history == nil)
    let trained = try Session("batch [[3], [7]]; train 3")
    #expect(try trained.examined(try Self.claim("step == 3"), text: "").history == nil)
    #expect(try trained.examined(try Self.claim("step == 2"), text: "").history?.before == 2)
  }

  /// A step of two numbers and one channel, by what a claim is about.
  private static let numbers = (variables: 256 + 8 + 2, output: 256 + 8 + 2 * 5)

  @Test("is looked for as far as a bound on numbers, and says where it ends")
  func bound() throws {
    let session = try Self.session(momentum: 0.99, steps: 200)
    // A window of 16 steps, one of 32, and of the next what is left.
    let limit = 49 * Self.numbers.output
    let never = try #require(try Self.history("mean(y) > 100", in: session, limit: limit))
    #expect(never.before == nil && never.first == 151 && never.end == 200)
    #expect(never.text == "it holds at no step from 151 to 200; earlier steps were not looked at")
    let none = try #require(try Self.history("mean(y) > 100", in: session, limit: 1))
    #expect(none.text == "it fails at step 200; earlier steps were not looked at")
    var past = session
    try past.run("goto 50")
    let short = try #require(try Self.history("mean(y) > 100", in: past, limit: 20 * Self.numbers.output))
    #expect(short.end == 70)
    #expect(
      short.text == "it holds at no step from \(short.first) to 70; earlier steps were not looked at; "
        + "steps behind 70 were not looked at")
  }

  @Test("beyond the bound is looked for in what is kept of each step, and says what was left out")
  func checkpoints() throws {
    // Of 1100 steps every fourth is kept, so that the step itself may have to be replayed.
    for (steps, expected) in [(300, 77), (1100, 402), (1100, 403)] {
      let session = try Self.session(momentum: 0.99, steps: steps)
      let bound = Self.bound(momentum: 0.99, behind: expected)
      let history = try #require(
        try Self.history("moving_mean[0] < \(bound)", in: session, limit: 64 * Self.numbers.variables))
      #expect(history.before == expected && history.first > expected + 1)
      #expect(
        history.text == "it held at step \(expected) (\(steps - expected) steps ago), but steps \(expected + 1) to "
          + "\(history.first - 1) were not all looked at")
    }
  }

  @Test("ends the sentence about the failure")
  func sentence() throws {
    let session = try Session("batch [[3], [7]]; train 3")
    let outcome = try session.examined(try Self.claim("step < 3"), text: "step < 3")
    #expect(outcome.failure == "assertion failed: step < 3: is 3, expected 3; it held last at step 2 (1 step ago)")
    #expect(outcome.step == 3)
  }

  @Test("and the worst of several elements is one that is no number, then the furthest")
  func worst() throws {
    let session = try Session("batch [[1, 2], [3, 9]]; train")
    let far = try session.examined(try Self.claim("x == 0"), text: "")
    #expect(far.index == [1, 1] && far.actual == 9 && far.failures == 4)
    let none = try session.examined(try Self.claim("log(2.5 - x) ~ 0 within 0.1"), text: "")
    #expect(none.index == [1, 0] && none.actual.isNaN)
    #expect(try session.examined(try Self.claim("x[0,0] == 0"), text: "").index == nil)
  }
}
