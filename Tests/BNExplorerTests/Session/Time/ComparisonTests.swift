import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer

@Suite("A comparison of two branches")
struct ComparisonTests {
  private func compare(_ session: Session, _ a: String?, _ b: String? = nil, within: Double = 0) throws -> Comparison {
    try session.compare(
      CompareRequest(first: a, second: b, within: within), SessionEnvironment(files: MemoryFiles()))
  }

  static let names: [Quantity] = [
    .gamma, .beta, .movingMean, .movingVariance, .renormMean, .renormMeanWeight, .renormStddev, .renormStddevWeight, .y,
  ]

  /// The largest difference of all that decides, by another way: the numbers of two sessions, subtracted.
  static func largest(_ a: Session, _ b: Session) -> Double {
    names.map { name -> Double in
      let (x, y) = (try? a.numbers(name.rawValue), try? b.numbers(name.rawValue))
      guard let x, let y, x.count == y.count else { return x == nil && y == nil ? 0 : .infinity }
      return zip(x, y).map { $0 == $1 || ($0.isNaN && $1.isNaN) ? 0 : abs($0 - $1) }.map { $0.isNaN ? .infinity : $0 }
        .max() ?? 0
    }.max() ?? 0
  }

  // Each branch is run by itself from the beginning, step by step, and compared at every step.
  @Test("finds the first step of difference that comparing all steps finds", arguments: 1...24)
  func brute(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let forkAt = Int.random(in: 0...20, using: &random)
    let changes = [
      "set momentum 0.5", "set epsilon 0.5", "assign beta [1, 2]", "set renorm on", "set update_ops off",
      "set gamma_regularizer l2 0.1; set optimizer sgd", "set rmax 2", "infer 2",
    ]
    let a = changes[Int.random(in: 0..<changes.count, using: &random)]
    let b = changes[Int.random(in: 0..<changes.count, using: &random)]
    let waits = (0..<2).map { _ in Int.random(in: 1...9, using: &random) }
    let tolerance = [0, 1e-3, 0.1, 1, 100][Int.random(in: 0..<5, using: &random)]
    let begin = "generate outliers shape=6x2 mean=2 seed=\(seed)"
    let (first, second) = ("step \(waits[0]); \(a); step 12", "step \(waits[1]); \(b); step 9")
    let steps = forkAt > 0 ? "; step \(forkAt)" : ""
    let session = try Session("\(begin)\(steps); fork other; \(first); switch main; \(second)")
    let found = try compare(session, "main", "other", within: tolerance)

    func states(_ lines: String) throws -> [Session] {
      var session = try Session(begin)
      var states = [session]
      for located in try CommandParser.commands(of: lines) {
        var command = located.command
        var count = 1
        if case .session(.step(let steps, let mode)) = command { (command, count) = (.session(.step(1, mode)), steps) }
        for _ in 0..<count {
          _ = try command.carryOut(on: &session, in: SessionEnvironment(files: MemoryFiles()))
          if session.step == states.count { states.append(session) } else { states[session.step] = session }
        }
      }
      return states
    }
    let start = forkAt > 0 ? "step \(forkAt); " : ""
    let pairs = Array(zip(try states(start + second), try states(start + first)))
    let expected = pairs.firstIndex { Self.largest($0, $1) > tolerance }
    #expect(found.parting?.step == expected)
    #expect(found.step == pairs.count - 1)
    let last = try #require(pairs.last)
    let decided = found.differences.filter { Self.names.map(\.rawValue).contains($0.name) }.map(\.largest).max()
    #expect(decided == Self.largest(last.0, last.1))
    if let parting = found.parting, let expected {
      #expect(parting.difference.largest == Self.largest(pairs[expected].0, pairs[expected].1))
    }
  }

  @Test("lists what is set otherwise and how far apart the numbers are, in words")
  func words() throws {
    let session = try Session(
      "batch [[1, 0], [3, 0]]; set momentum 0.5; step 2; fork other; set momentum 0.75; set epsilon 1; step; switch main; step 2"
    )
    // Channel 0 has mean 2: from 1.5, 0.5·1.5 + 0.5·2 = 1.75 and 0.75·1.5 + 0.25·2 = 1.625.
    let comparison = try compare(session, "main", "other")
    #expect(comparison.step == 3)
    #expect(comparison.choices.map(\.name) == ["momentum", "epsilon"])
    let mean = try #require(comparison.differences.first { $0.name == "moving_mean" })
    #expect(mean.largest == 0.125)
    #expect(mean.index == [0])
    #expect(comparison.parting?.step == 3)
    let text = comparison.report.text
    #expect(text.hasPrefix("main and other at step 3, the last that both have\nThey differ from step 3 on: "))
    #expect(text.contains("momentum  0.5    0.75\n"))
    #expect(text.contains("moving_mean      0.125 at [0]\n"))
  }

  @Test("of a branch with itself, or with a copy that goes the same way, finds no difference")
  func same() throws {
    let session = try Session("batch [[1, 0], [3, nan]]; step 4; fork other; train 3; switch main; step 3")
    for comparison in [try compare(session, "main", "main"), try compare(session, "other")] {
      #expect(comparison.parting == nil)
      #expect(comparison.differences.allSatisfy { $0.largest == 0 })
      #expect(comparison.report.text.split(separator: "\n")[1] == "They are the same up to step 7.")
    }
  }

  @Test("without names is with where the present branch came from, or with the one that was made last")
  func unnamed() throws {
    var session = try Session("batch [[3], [7]]; step 4; fork a; step; fork b; step")
    let names = { (comparison: Comparison) in [comparison.first, comparison.second] }
    #expect(names(try compare(session, nil)) == ["a", "b"])
    try session.run("switch a")
    #expect(names(try compare(session, nil)) == ["main", "a"])
    try session.run("switch main")
    #expect(names(try compare(session, nil)) == ["b", "main"])
    #expect(
      try refusal(of: "compare within=1", in: Session("batch [[3], [7]]; step")).message
        == "main is the only branch; fork makes another one")
  }

  @Test("of other channels or types is possible")
  func shapes() throws {
    let session = try Session(
      "batch [[1, 0], [3, 9]]; step 2; fork other; batch [[1], [5]]; set dtype float64; step 2; switch main; step 4")
    let comparison = try compare(session, "main", "other")
    #expect(comparison.parting?.step == 2)
    #expect(comparison.differences.allSatisfy { $0.isOneSided && $0.largest == .infinity })
  }
}
