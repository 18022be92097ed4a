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

  /// The screen as text.
  private func screen(_ stage: Stage, _ size: Size = Size(columns: 80, rows: 24)) -> [String] {
    ScreenView.draw(stage.state, size: size).text
  }

  @Test(
    "end with the formula: however it is left, no arrow turns x any more",
    arguments: ["1", "2", .escape, .tab] as [Key])
  func left(_ way: Key) throws {
    var stage = try stage()
    stage.press(.right, way)
    #expect(stage.state.imagined == nil && stage.imagined == nil)
    stage.press(.right, .right, .right)
    #expect(stage.state.imagined == nil && stage.imagined == nil)
    #expect(stage.state.knob != .element)
    stage.enter("focus parameters")
    #expect(screen(stage).contains { $0.contains("▸") })
  }

  @Test("another x that a line imagines elsewhere is marked, and Escape gives it up")
  func typed() throws {
    var stage = try Stage(layout: .story)
    for line in Self.lines { stage.carryOut(try Stage.commands(line)) }
    stage.enter("imagine 40")
    #expect(screen(stage).contains { $0.contains("batch x, one imagined") })
    stage.press(.escape)
    #expect(stage.state.imagined == nil && stage.imagined == nil)
    #expect(!screen(stage).contains { $0.contains("imagined ─") })
  }

  @Test("U takes another x back, and nothing of the session")
  func undone() throws {
    var stage = try stage()
    let x = stage.state.elementValue
    stage.press(.right, .right, "U")
    #expect(stage.session.step == 3 && stage.state.imagined == nil && stage.state.elementValue == x)
    #expect(stage.state.focusedPane == .formula)
  }

  @Test("x is said to be imagined once it is, and marked while one stands on it")
  func words() throws {
    var stage = try stage()
    func line() -> String? { screen(stage).first { $0.hasPrefix(" x = ") } }
    #expect(line()?.contains("the chosen element of the batch; another one is only imagined") == true)
    #expect(screen(stage).contains { $0.hasPrefix(" ▸ x = ") })
    #expect(screen(stage).count { $0.contains("▸") } == 1, "nothing else is turned")
    let own = try #require(stage.state.elementValue)
    stage.press(.right)
    #expect(line()?.contains("imagined in place of \(NumberText.significant(own)): no step") == true)
  }

  /// The rows of the two histograms without their axis, and the axis' labels.
  private func picture(_ stage: Stage) throws -> (bars: [String], axis: String) {
    let area = try #require(ScreenView.Layout(stage.state, size: Size(columns: 80, rows: 24)).panes[.output])
    let rows = screen(stage)[area.row..<area.row + area.rows].map { String($0.dropFirst(area.column)) }
    return (Array(rows.dropFirst(2).dropLast()), rows.last ?? "")
  }

  @Test("the picture moves with every press that turns gamma, mostly over an axis that stays")
  func moves() throws {
    for key in [Key.right, .left] {
      var stage = try stage()
      while stage.state.formulaKnob != .variable(.gamma) { stage.press(.down) }
      var pictures = [try picture(stage)]
      for _ in 0..<3 {
        stage.press(key)
        pictures.append(try picture(stage))
      }
      for (before, after) in zip(pictures, pictures.dropFirst()) { #expect(before.bars != after.bars) }
      #expect(Set(pictures.map(\.axis)).count < pictures.count)
    }
  }

  @Test("the picture moves with x, whose place is marked on the axis, and so is that of y")
  func marks() throws {
    var stage = try stage()
    let before = try picture(stage)
    #expect(before.bars.last?.contains("y") == true)
    stage.press([Key](repeating: .right, count: 12))
    #expect(try picture(stage).bars != before.bars)
    let text = screen(stage)
    let axis = try #require(text.first { $0.contains("└") })
    #expect(axis.contains("x"))
  }

  @Test("what the step gave that was taken stands beside what is turned, and the bars behind have their name")
  func before() throws {
    var stage = try stage()
    let y = try #require(stage.session.lastStep?.elements(.output, at: [0])[0])
    let size = Size(columns: 120, rows: 40)
    #expect(!screen(stage, size).contains { $0.contains("at step 3") })
    stage.press(.right, .right)
    #expect(screen(stage, size).contains { $0.contains("at step 3 \(Float(y))") })
    #expect(screen(stage).contains { $0.contains("output y ch 0 ░inference") })
    stage.state.glyphs = .ascii
    #expect(screen(stage).contains { $0.contains("output y ch 0 .inference") })
  }

  @Test("Tab leaves the pictures with the channel of the formula")
  func channel() throws {
    var stage = try stage()
    stage.press(.tab)
    #expect(stage.state.focusedPane == .parameters)
    #expect(screen(stage).contains { $0.contains("batch x ch 0") && $0.contains("output y ch 0") })
  }

  @Test("the formula is of the same channel whatever layout it came from", arguments: LayoutName.allCases)
  func sameChannel(_ layout: LayoutName) throws {
    var stage = try Stage("load builtin:digits batch=32 flatten=on", "step 21", layout: .curves)
    let expected = try Stage("load builtin:digits batch=32 flatten=on", "step 21", layout: .story).state.chosenChannel
    stage.enter("layout \(layout.rawValue)")
    stage.press("4")
    #expect(stage.state.inspectedElement?.indices == [0, expected])
    let variances = try #require(stage.session.lastStep?.numbers(.batchVariance))
    #expect(variances[expected] > 1, "not a nearly dead one")
  }

  @Test("a value is typed in place of the present one, which any other key keeps")
  func values() throws {
    var stage = try stage()
    while stage.state.formulaKnob != .variable(.gamma) { stage.press(.down) }
    stage.press(.enter)
    #expect(stage.state.editor?.text == "assign gamma[0] 1")
    stage.type("2")
    #expect(stage.state.editor?.text == "assign gamma[0] 2")
    stage.press(.enter)
    #expect(stage.session.layer?.values(of: .gamma) == [2, 1, 1, 1])
    stage.press(.enter, .end)
    stage.type("5")
    #expect(stage.state.editor?.text == "assign gamma[0] 25")
    stage.press(.escape, "1")
    stage.state.knob = .parameter(.momentum)
    stage.enter("focus parameters")
    stage.press(.enter)
    stage.type("0.9")
    stage.press(.enter)
    #expect(stage.session.configuration.options.momentum == 0.9)
  }

  @Test("a number of the layer is shown in the digits that its type has")
  func digits() throws {
    var stage = try stage()
    stage.enter("assign gamma[0] 2.2302")
    #expect(stage.state.text(of: .variable(.gamma)) == "2.2302")
    stage.enter("set dtype float64")
    stage.enter("assign gamma[0] 0.1")
    #expect(stage.state.text(of: .variable(.gamma)) == "0.1")
  }
}
