import BNCore
import Testing

@testable import TerminalKit
@testable import BNExplorer
@testable import Platform

@Suite("Copying")
struct CopyTests {
  private func copied(_ stage: Stage) -> String? {
    if case .copy(let text)? = stage.actions.last { text } else { nil }
  }

  @Test("takes the value that is chosen, with all of its digits")
  func values() throws {
    var stage = try Stage("generate normal shape=6x3 seed=5", "train 9")
    stage.press("y")
    #expect(copied(stage) == "on")
    stage.enter("focus output")
    stage.press(.down, .right, "y")
    let value = try stage.session.value(.y, column: 1).values[1 * 3 + 1]
    #expect(copied(stage).flatMap(Float.init) == Float(value))
    stage.enter("focus mean")
    stage.enter("channel 2")
    stage.press(.home, "y")
    let first = stage.session.history.points(.movingMean, channel: 2).values[0]
    let lines = try #require(copied(stage)).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("moving\t1\t") && Double($0.split(separator: "\t")[2]) == first }, "\(lines)")
  }

  @Test("refuses what no terminal takes before it is written out")
  func tooLong() throws {
    let session = try Session("generate normal shape=7500x10; step")
    // Each number is a digit and a blank at the least; two digits of "75,000" more than fit.
    #expect(
      try refusal(of: "copy y", in: session).message
        == "y is longer than the 74994 bytes that terminals take; export it to a file")
    var other = try Session("generate normal shape=4x10; step")
    #expect(try other.run("copy y") == [.copy(try other.value("y").text, name: "y")])
  }

  @Test("takes the whole of a pane")
  func tables() throws {
    var stage = try Stage("generate normal shape=6x3 seed=5", "train 9")
    stage.press("Y")
    #expect(copied(stage)?.split(separator: "\n").contains("momentum\t0.99") == true)
    stage.enter("focus channels")
    stage.press(.right, "Y")
    let rows = try #require(copied(stage)).split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(rows.count == 4 && rows[0][0] == "channel" && rows[0][1] == "moving_mean")
    let means = rows.dropFirst().compactMap { Double($0[1]) }
    #expect(means == means.sorted(by: >) && means.count == 3, "in the order that is shown")
    stage.press("y")
    #expect(
      copied(stage) == rows.first { $0[0] == "\(stage.state.arrangement.element.channel)" }?.joined(separator: "\t"))
    stage.enter("focus mean")
    stage.press("Y")
    #expect(copied(stage) == (try stage.session.value(.movingMean, column: 1)).text)
  }

  @Test("takes the formula while one is open")
  func formula() throws {
    var stage = try Stage("generate normal shape=6x3 seed=5", "train 9")
    stage.enter("focus output")
    stage.press("e", "y")
    let explanation = try stage.session.explanation(of: ElementReference(.y, [0, 0]))
    #expect(copied(stage) == explanation.lines.joined(separator: "\n"))
  }
}
