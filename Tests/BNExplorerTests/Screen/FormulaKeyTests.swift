import BNTestSupport
import Testing

@testable import BNCore
@testable import BNExplorer
@testable import TerminalKit

@Suite("Arrow keys in the formula")
struct FormulaKeyTests {
  private static let lines = ["generate normal mean=3 std=2 shape=16x4 seed=1 fixed=on", "step 3"]

  private func stage(_ more: String...) throws -> Stage {
    var stage = try Stage(layout: .story)
    for line in Self.lines + more { stage.carryOut(try Stage.commands(line)) }
    stage.press("4")
    return stage
  }

  /// The number that the formula shows.
  private func result(_ stage: Stage) throws -> Double { try #require(stage.state.scrubbedExplanation).result }

  /// What a session has after some lines.
  private func value(_ quantity: String, _ lines: [String]) throws -> Double {
    try Session(lines.joined(separator: "\n")).numbers(quantity)[0]
  }

  @Test("stand on a number and turn it: the result is what the next step of the same batch gives, to the bit")
  func epsilon() throws {
    var stage = try stage()
    #expect(stage.state.focusedPane == .formula)
    #expect(stage.state.formulaKnob == .element)
    stage.press(.down)
    #expect(stage.state.formulaKnob == .parameter(.epsilon))
    for _ in 0..<4 { stage.press(.right) }
    let epsilon = stage.session.configuration.options.epsilon
    #expect(epsilon > 0.001)
    #expect(try result(stage) == value("y[0,0]", Self.lines + ["set epsilon \(epsilon)", "step"]))
    #expect(stage.session.step == 3, "nothing is taken")
  }

  @Test("the other mode stands beside it as a ghost, in digits and behind the bars")
  func ghost() throws {
    let stage = try stage()
    let element = try #require(stage.state.inspectedElement)
    let ghosts = FormulaGhosts(stage.state, element).lines
    #expect(ghosts.map(\.name) == ["in inference"])
    let inference = try value("y[0,0]", Self.lines + ["infer"])
    #expect(ghosts.first.flatMap { Float($0.number) } == Float(inference))
    let text = ScreenView.draw(stage.state, size: Size(columns: 120, rows: 40)).text.joined(separator: "\n")
    #expect(text.contains("in inference \(Float(inference))"))
    #expect(text.contains("\u{2591}"), "the bars of inference")
  }

  @Test("without renorm is a ghost, too: the same moments without r and d")
  func renormGhost() throws {
    let renorm = ["set renorm on", "set rmax 1.05", "set dmax 0.05", "step"]
    var stage = try Stage(layout: .story)
    for line in Self.lines + renorm { stage.carryOut(try Stage.commands(line)) }
    stage.press("4")
    let ghosts = FormulaGhosts(stage.state, try #require(stage.state.inspectedElement)).lines
    #expect(ghosts.map(\.name) == ["in inference", "without renorm"])
    let plain = try value("y[0,0]", Self.lines + ["step"])
    let shown = try #require(ghosts.last.flatMap { Double($0.number) })
    // It is computed in double precision and shown in seven digits; the step's y is rounded to float32.
    #expect(abs(shown - plain) <= 1e-6 * max(1, abs(plain)))
  }

  @Test("another x is imagined: what comes out is that of a batch with it, and the session stays as it is")
  func imagined() throws {
    var stage = try stage()
    let before = stage.session.log.lines
    stage.press(.right, .right)
    let x = try #require(stage.state.elementValue)
    let batch = try value("x[0,0]", Self.lines)
    #expect(x > batch)
    let shape = [16, 4]
    var scalars = stage.session.lastStep?.numbers(.input) ?? []
    scalars[0] = x
    let literal = "batch [\(scalars.map { "\($0)" }.joined(separator: ", "))] shape=16x4"
    // Training by the batch's own moments: what was learned before does not matter.
    #expect(try result(stage) == value("y[0,0]", [literal, "train"]))
    #expect(stage.session.lastStep?.shape == shape)
    #expect(stage.session.log.lines == before)
    stage.press(.escape)
    #expect(stage.state.imagined == nil, "it ends with the formula")
    #expect(stage.imagined == nil)
  }

  @Test("the next step forgets what was imagined")
  func forgotten() throws {
    var stage = try stage()
    stage.press(.right)
    #expect(stage.state.imagined != nil)
    stage.press("s")
    #expect(stage.state.imagined == nil)
    #expect(try result(stage) == value("y[0,0]", Self.lines + ["step"]))
  }

  @Test("a moving statistic's weight is turned by the momentum, and its curve goes ahead from here")
  func momentum() throws {
    var stage = try stage()
    stage.enter("inspect moving_mean")
    #expect(stage.state.arrangement.panes(in: stage.session) == [.parameters, .output, .mean, .formula])
    while stage.state.formulaKnob != .parameter(.momentum) { stage.press(.down) }
    stage.press(.left)
    let momentum = stage.session.configuration.options.momentum
    #expect(momentum < 0.99)
    #expect(try result(stage) == value("moving_mean[0]", Self.lines + ["set momentum \(momentum)", "step"]))
    let names = CurvesView.charts(of: .mean, stage.state).flatMap { $0.series.map(\.name) }
    #expect(names.contains("ahead") && names.contains("in inference"))
    stage.press(.tab)
    let elsewhere = CurvesView.charts(of: .mean, stage.state).flatMap { $0.series.map(\.name) }
    #expect(!elsewhere.contains("ahead"))
  }

  @Test("a formula of gradients has nothing that can be turned, and says so")
  func gradients() throws {
    var stage = try Stage("set loss sum", "generate normal shape=8x2 seed=1", "step", layout: .story)
    stage.enter("inspect grad_input")
    stage.enter("focus formula")
    #expect(stage.state.focusedPane == .formula)
    #expect(stage.state.isScrubbing == false)
    #expect(stage.state.formulaKnobs.contains(.variable(.gamma)))
    stage.press(.right)
    #expect(stage.session.step == 1)
  }
}
