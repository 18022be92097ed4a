import BNTestSupport
import Testing

@testable import TerminalKit
@testable import BNExplorer

/// What a stranger should be able to do from the footer and `?` alone, as one story.
@Suite("The story of the screen", .serialized)
struct ScreenStoryTests {
  @Test(
    "pause, go back 20 steps, fork, lower the momentum, run both, compare, explain; saved, it replays to the bit",
    arguments: ScreenHands.types)
  func story(_ type: String) throws {
    let hands = try ScreenHands(type)
    let end = try pausedAfter(22, hands)
    // Twenty steps back.
    hands.press("{", "{")
    try hands.seeStep(end - 20)
    hands.press("b")
    try hands.see("C b1")
    try lowerMomentum(hands)
    hands.press("B")
    try hands.see("together is on: main goes along with every step")
    try hands.see("│ b1 + main │")
    let parted = try run(until: end - 5, hands)
    try compare(at: parted, parting: end - 19, hands)
    try explain(hands)
    try replay(parted, hands)
  }

  /// Lets the digits run for so many steps and pauses.
  ///
  /// - Returns: the step at which it stands.
  private func pausedAfter(_ steps: Int, _ hands: ScreenHands) throws -> Int {
    try hands.see("digits")
    hands.press(">", ">")
    return try pause(after: steps, hands)
  }

  private func pause(after steps: Int, _ hands: ScreenHands) throws -> Int {
    try hands.wait("\(steps) steps") { (ScreenProgram.steps($0) ?? 0) >= steps }
    hands.press(" ")
    try hands.see(" PAUSE ")
    // A step may be under way when Space is pressed; the engine answers behind it.
    return try #require(Int(try hands.ask("step")))
  }

  private func lowerMomentum(_ hands: ScreenHands) throws {
    hands.press(.down, .down, .down)
    try hands.wait("the chosen momentum") {
      $0.rows[5].contains("momentum             0.99 ") && $0.rows[5].first != " "
    }
    hands.press(.left)
    try hands.wait("a lower momentum") { $0.rows[5].contains("momentum             0.98 ") }
  }

  private func run(until step: Int, _ hands: ScreenHands) throws -> Int {
    hands.press(" ")
    try hands.see(" RUN ")
    return try pause(after: step, hands)
  }

  private func compare(at step: Int, parting: Int, _ hands: ScreenHands) throws {
    hands.press("c")
    try hands.see("main and b1 at step \(step), the last that both have")
    // The first step that updates by the lower momentum is the first of the new future.
    try hands.see("They differ from step \(parting) on: moving_")
    try hands.wait("what is set otherwise") { screen in
      screen.rows.contains { $0.split(separator: " ") == ["momentum", "0.99", "0.98"] }
    }
    try hands.escape(until: "the panes") { $0.text.contains("─ Parameters") }
  }

  private func explain(_ hands: ScreenHands) throws {
    hands.press("e")
    // The first channel that varies; Home is the first of all.
    try hands.see(" y[0,")
    hands.press(.home)
    try hands.see(" y[0,0] = ")
    hands.press(.down, .right, .right, .right)
    let screen = try hands.see(" y[1,3] = ")
    let line = try #require(screen.rows.first { $0.hasPrefix(" y[1,3] = ") })
    try hands.see("= (x - batch_mean) / sqrt(batch_variance + epsilon) * gamma + beta")
    try hands.escape(until: "no formula") { !$0.text.contains("─ y  batch_mean") }
    #expect(line == " y[1,3] = \(try hands.ask("y[1,3]"))")
  }

  /// Saves the session, leaves, and has it replayed without a screen.
  private func replay(_ step: Int, _ hands: ScreenHands) throws {
    let mean = try hands.ask("mean(moving_mean)")
    let output = try hands.ask("y[1,3]")
    let variables = try hands.variables("screen.json")
    try hands.enter("save \(hands.path("saved.bn"))")
    try hands.wait("the saved file") { $0.text.contains("saved ") && $0.text.contains(" lines to ") }
    try hands.quit()
    let saved = try hands.folder.read("saved.bn")
    #expect(saved.contains("fork b1\n") && saved.contains("set momentum 0.98\n"))
    try hands.folder.write(
      saved + "\nshow step\nshow mean(moving_mean)\nshow y[1,3]\nexport variables again.json\n", to: "again.bn")
    let run = try hands.folder.run("run", "again.bn")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.lines.suffix(3) == ["step = \(step)", "mean(moving_mean) = \(mean)", "y[1,3] = \(output)"])
    #expect(try hands.folder.read("again.json") == variables)
  }
}
