import Testing

@testable import BNCore
@testable import BNExplorer
@testable import TerminalKit

@Suite("Arrow keys that come faster than answers")
struct AwaitedKnobTests {
  private func lines(_ actions: [ScreenState.Action]) -> [String] {
    actions.flatMap { action -> [String] in
      guard case .submit(let commands) = action else { return [] }
      return commands.compactMap(\.line)
    }
  }

  @Test("each press goes on from the one before it, which the engine has not carried out yet")
  func presses() throws {
    var state = try Stage("batch [[3, 1], [7, 2]]", "train 2").state
    state.knob = .parameter(.momentum)
    let ladder = Parameter.momentum.ladder(rank: 2)
    let start = try #require(ladder.firstIndex(of: "0.99"))
    let actions = (0..<3).flatMap { _ in state.handle(.left) }
    #expect(lines(actions) == (1...3).map { "set momentum \(ladder[start - $0])" })
  }

  @Test("an answer to an earlier press changes nothing, the last one ends the waiting")
  func answers() throws {
    let stage = try Stage("batch [[3, 1], [7, 2]]", "train 2")
    var state = stage.state
    state.knob = .parameter(.momentum)
    let actions = (0..<2).flatMap { _ in state.handle(.left) }
    var engine = stage
    for (index, line) in lines(actions).enumerated() {
      engine.carryOut(try Stage.commands(line))
      _ = state.receive(EngineUpdate(session: engine.session))
      #expect((state.awaited == nil) == (index == 1))
    }
  }

  @Test("a press that is refused is not waited for")
  func refusals() throws {
    var state = try Stage("batch [[3, 1], [7, 2]]", "train 2").state
    state.knob = .parameter(.momentum)
    _ = state.handle(.left)
    #expect(state.awaited != nil)
    _ = state.receive(EngineUpdate(session: state.session, events: [.failure(CommandError("no"))]))
    #expect(state.awaited == nil)
  }
}
