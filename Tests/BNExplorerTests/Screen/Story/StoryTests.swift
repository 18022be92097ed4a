import BNCore
import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The story")
struct StoryTests {
  private static let spread = "generate normal mean=[-8,0,3,12] std=[0.5,4,1,2] shape=64x4 seed=2"
  private static let sizes = [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
    Size(columns: 100, rows: 30),
  ]

  /// The rows of one of the blocks, by its title.
  private func strips(_ title: String, _ stage: Stage, _ size: Size) throws -> (frame: Frame, area: Area) {
    let frame = ScreenView.draw(stage.state, size: size)
    let area = try #require(ScreenView.Layout(stage.state, size: size).panes[.story])
    let sentences = StorySentences.lines(
      stage.session, try #require(stage.session.preview()), columns: area.columns - 2)
    let layout = StoryLayout(area, channels: 4, chosen: stage.state.chosenChannel, sentences: sentences)
    #expect(layout.isWide)
    switch title {
    case "batch": return (frame, layout.batch.strips)
    case "training": return (frame, layout.training.strips)
    default: return (frame, layout.inference.strips)
    }
  }

  /// Where the marks of the means stand in a block, from its left.
  private func means(_ title: String, _ stage: Stage, _ size: Size) throws -> [Int] {
    let (frame, area) = try strips(title, stage, size)
    return (0..<4).compactMap { row in
      (0..<area.columns).first { frame[area.column + $0, area.row + row]?.glyph == "┃" }
    }
  }

  // Normalized, every channel has mean 0: whatever the axis, their marks are in one column.
  @Test("means of every place come to stand in one column", arguments: sizes)
  func snap(_ size: Size) throws {
    let stage = try Stage(Self.spread, "step 3", layout: .story)
    let batch = try means("batch", stage, size)
    #expect(batch == batch.sorted() && Set(batch).count == 4)
    let training = try means("training", stage, size)
    #expect(training.count == 4 && Set(training).count == 1)
    // Inference still believes most of the initial mean 0 and variance 1: there the means are as far apart as in the batch.
    #expect(Set(try means("inference", stage, size)).count == 4)
  }

  @Test(
    "a changed parameter is seen at once, without a step",
    arguments: ["set epsilon 50", "assign gamma 3", "set scale off"])
  func preview(_ line: String) throws {
    var stage = try Stage(Self.spread, "assign gamma 2", "step 3", layout: .story)
    let size = Size(columns: 80, rows: 24)
    let before = try strips("training", stage, size)
    let taken = stage.session.lastStep?.numbers(.output)
    stage.enter(line)
    let after = try strips("training", stage, size)
    let rows = before.area.row..<before.area.row + 4
    #expect(rows.map { before.frame.text[$0] } != rows.map { after.frame.text[$0] })
    #expect(stage.session.lastStep?.numbers(.output) == taken)
    #expect(stage.session.step == 3)
  }

  @Test("starts with a channel that has a spread, and stays with it")
  func channel() throws {
    var stage = try Stage("load builtin:digits batch=32 flatten=on", "step", layout: .story)
    let chosen = stage.state.chosenChannel
    let variances = try #require(stage.session.lastStep?.numbers(.batchVariance))
    #expect(variances[0] == 0 && variances[chosen] == variances.max())
    stage.carryOut(try Stage.commands("step 30"))
    #expect(stage.state.chosenChannel == chosen)
    stage.press(.tab, .down)
    #expect(stage.state.chosenChannel == chosen + 1)
    stage.carryOut(try Stage.commands("channel 0"))
    #expect(stage.state.chosenChannel == 0)
    stage.press(.down)
    #expect(stage.session.viewer.channels == [1] && stage.state.chosenChannel == 1)
  }

  @Test("curves of the story are of the chosen channel")
  func curves() throws {
    let stage = try Stage(Self.spread, "step 5", layout: .story)
    let text = ScreenView.draw(stage.state, size: Size(columns: 120, rows: 40)).text.joined(separator: "\n")
    #expect(text.contains("moving mean ch 0") && !text.contains("(all)"))
  }

  @Test("number keys go to a layout, the formula's gives back the one before")
  func layouts() throws {
    var stage = try Stage(Self.spread, "step 5", layout: .story)
    #expect(stage.state.arrangement.panes(in: stage.session).contains(.story))
    stage.press("2")
    #expect(stage.state.arrangement.layout == .curves)
    #expect(stage.state.arrangement.lines == ["layout curves"])
    stage.press("3")
    #expect(stage.state.focusedPane == .channels)
    stage.press("1", "4")
    #expect(stage.state.isExplaining && stage.state.focusedPane == .formula)
    stage.press(.escape)
    #expect(stage.state.arrangement.layout == .story && !stage.state.isExplaining)
    stage.press("4", "2")
    #expect(!stage.state.isExplaining)
    #expect(stage.state.arrangement.layout == .curves)
  }

  @Test("an option gives one run its layout; going to another is remembered")
  func remembered() throws {
    var arrangement = Arrangement()
    let session = Session()
    let saved = ["hide mean", "layout channels"]
    for line in saved + ["layout curves", "hide mean"] {
      for request in try #require(ScreenRequest.remembered(in: line)) { _ = arrangement.apply(request, in: session) }
    }
    #expect(arrangement.lines(openedWith: .curves, after: saved) == ["layout channels", "hide mean"])
    #expect(arrangement.lines(openedWith: nil, after: saved) == ["layout curves", "hide mean"])
    #expect(arrangement.lines(openedWith: .story, after: saved) == ["layout curves", "hide mean"])
  }

  @Test("a pane that the layout has no place for brings the layout that has")
  func focus() throws {
    var stage = try Stage(Self.spread, "step 5", layout: .story)
    stage.enter("focus output")
    #expect(stage.state.arrangement.layout == .curves && stage.state.focusedPane == .output)
    stage.enter("focus story")
    #expect(stage.state.arrangement.layout == .story && stage.state.focusedPane == .story)
  }

  @Test("a click on a strip chooses its channel")
  func click() throws {
    var stage = try Stage(Self.spread, "step 5", layout: .story)
    stage.state.size = Size(columns: 80, rows: 24)
    let (_, area) = try strips("inference", stage, stage.state.size)
    stage.point(MouseEvent(.press(.left), column: area.column + 5, row: area.row + 2))
    #expect(stage.state.chosenChannel == 2 && stage.state.focusedPane == .story)
  }

  @Test("is drawn at every size without a trap, with any numbers of channels and elements")
  func everySize() throws {
    for line in [
      "batch [[3]]", "batch [1, 2, 3]", Self.spread, "generate normal shape=2x3x4x5 seed=1",
      "batch [[nan, 1], [2, inf]]",
    ] {
      var stage = try Stage(line, "step 2", layout: .story)
      stage.press(.tab)
      for columns in stride(from: 1, through: 130, by: 7) {
        for rows in 1...40 { _ = ScreenView.draw(stage.state, size: Size(columns: columns, rows: rows)) }
      }
    }
  }
}

@Suite("The list of parameters, folded")
struct KnobListTests {
  private func stage() throws -> Stage {
    try Stage("generate normal shape=8x3 seed=1", "step", layout: .story)
  }

  @Test("has those that act at once, and all behind a key")
  func folding() throws {
    var stage = try stage()
    let few = KnobList(stage.state).knobs
    #expect(
      few == [
        .parameter(.training), .parameter(.momentum), .parameter(.updateOps), .parameter(.epsilon), .variable(.gamma),
        .variable(.beta), .parameter(.renorm), .batchSize,
      ])
    stage.press("P")
    #expect(KnobList(stage.state).knobs == Parameter.listed.map { .parameter($0) } + [.batchSize])
    stage.press("P")
    #expect(KnobList(stage.state).knobs == few)
    let text = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24)).text.joined(separator: "\n")
    #expect(text.contains("\(Parameter.listed.count - 5) more: P"))
  }

  @Test("has renorm's limits while renorm is on, and whatever is chosen")
  func shown() throws {
    var stage = try stage()
    stage.press("r")
    #expect(
      KnobList(stage.state).knobs.suffix(4) == [.parameter(.rmax), .parameter(.rmin), .parameter(.dmax), .batchSize])
    stage.state.knob = .parameter(.axis)
    #expect(KnobList(stage.state).knobs.last == .parameter(.axis))
  }

  @Test("turns gamma and beta of the chosen channel")
  func variables() throws {
    var stage = try stage()
    stage.carryOut(try Stage.commands("channel 1"))
    stage.press(.down, .down, .down, .down, .right)
    #expect(stage.session.layer?.values(of: .gamma) == [1, 1.25, 1])
    stage.press(.down, .left, .left)
    #expect(stage.session.layer?.values(of: .beta) == [0, -0.5, 0])
    #expect(
      stage.session.log.lines.suffix(3) == ["assign gamma[1] 1.25", "assign beta[1] -0.25", "assign beta[1] -0.5"])
  }

  @Test(
    "assign takes one channel, and refuses what there is not",
    arguments: ["gamma[3] 1", "gamma[-1] 1", "gamma[x] 1", "gamma[0] x"])
  func refusals(_ text: String) throws {
    let session = try Session("generate normal shape=8x3 seed=1\nassign gamma [1, 2, 3]\nassign gamma[2] 7")
    #expect(session.layer?.values(of: .gamma) == [1, 2, 7])
    let error = try refusal(of: "assign " + text, in: session)
    #expect(error.message.contains("expected") || error.message.contains("needs a number"))
  }
}
