import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("A question on the screen")
struct QuestionKeyTests {
  private static let text = """
    say one
    batch [[3], [7]]
    ask "How large is y?" choices=["about 1", "about 5"] answer=1 hide=y
    train
    show y
    wait 5
    reveal
    show y
    say "the end"
    """

  private func stage(_ text: String = text, size: Size = Size(columns: 80, rows: 24)) throws -> Stage {
    var stage = try Stage()
    stage.state.resize(to: size)
    stage.start(try Script(text: text, name: "talk.bn"))
    return stage
  }

  private func screen(_ stage: Stage) -> String {
    ScreenView.draw(stage.state, size: stage.state.size).text.joined(separator: "\n")
  }

  @Test("leaves room for the pictures that were hidden, and for every key, on 80 columns")
  func room() throws {
    var stage = try Stage(layout: .story)
    stage.state.resize(to: Size(columns: 80, rows: 24))
    stage.start(try #require(Lesson.named("three-numbers")).script())
    while !stage.state.isAsked { stage.press(" ") }
    let keys = "1-3 answer Space next b back p pause r again Esc leave : command <> pace c time"
    #expect(screen(stage).contains(keys))
    stage.press("1")
    #expect(screen(stage).contains("Right: nearly 10 (1)."))
    let area = try #require(ScreenView.Layout(stage.state, size: stage.state.size).panes[.story])
    let rows = ScreenView.draw(stage.state, size: stage.state.size).text[area.row..<area.row + area.rows]
    // Three elements in three bars, above the batch and above both outputs.
    #expect(rows.count { $0.contains("█") } >= 6)
  }

  @Test("in a demo is answered by a number key, which goes on to what became of it", arguments: ["1", "2"] as [Key])
  func answered(_ key: Key) throws {
    var stage = try stage()
    stage.press(" ")
    #expect(stage.state.isAsked && stage.state.demo?.shown == ["y = hidden until the answer"])
    #expect(!screen(stage).contains("0.99987") && screen(stage).contains("2: about 5"))
    stage.press(key)
    #expect(stage.state.demo?.index == 2 && !stage.state.isAsked)
    let isRight = key == "1"
    let verdict = isRight ? "Right: about 1 (1)." : "You said about 5 (2). It is about 1 (1)."
    #expect(stage.state.question?.verdict == verdict)
    let text = screen(stage)
    #expect(text.contains("0.99987"))
    #expect(text.contains(verdict))
    stage.press(" ")
    #expect(stage.state.question == nil && stage.state.demo?.scene.caption == "the end")
    // Back to the answer that was given, and to the question before it.
    stage.press("b")
    #expect(stage.state.question?.given == (isRight ? "1" : "2"))
    #expect(stage.state.question?.isRevealed == true)
    stage.press("b")
    #expect(stage.state.isAsked && stage.state.question?.given == nil)
  }

  @Test("a number that is no choice is refused, a choice can be typed, and Space goes on without an answer")
  func others() throws {
    var stage = try stage()
    stage.press(" ", "7")
    #expect(stage.state.message?.text == "\"7\" is none of the choices; expected a number from 1 to 2")
    #expect(stage.state.isAsked)
    stage.press(.enter)
    #expect(stage.state.editor?.text == "answer ")
    stage.type("About 5")
    stage.press(.enter)
    #expect(stage.state.question?.given == "2" && stage.state.demo?.index == 2)
    stage.press("b", " ")
    #expect(stage.state.question?.verdict == "It is about 1 (1).")
  }

  @Test("without choices takes what is typed, which a digit begins")
  func typed() throws {
    var stage = try stage("ask \"What is the mean of 3 and 7?\" answer=5\nbatch [[3], [7]]\nsay next")
    stage.press("5")
    #expect(stage.state.editor?.text == "answer 5")
    stage.press(.enter)
    #expect(stage.state.question?.verdict == "Right: 5." && stage.state.demo?.index == 0)
    #expect(screen(stage).contains("Right: 5."))
    stage.press("5")
    #expect(stage.state.editor == nil, "it has been answered")
    stage.press(" ")
    #expect(stage.state.question == nil && stage.state.demo?.index == 1)
  }

  @Test("outside a demo stands in the place of the formula until Escape")
  func alone() throws {
    var stage = try Stage("batch [[3], [7]]", "train")
    let before = screen(stage)
    stage.enter("ask \"Which?\" choices=[a, b] answer=2 hide=moving_mean")
    #expect(screen(stage).contains("Which?") && screen(stage).contains("1: a"))
    stage.enter("show moving_mean")
    #expect(stage.state.message?.text == "moving_mean = hidden until the answer")
    stage.press("2")
    #expect(screen(stage).contains("Right: b (2)."))
    stage.press(.escape)
    #expect(screen(stage) == before)
    stage.enter("answer 1")
    #expect(stage.state.message?.text == "no question is open")
    stage.enter("ask \"Which?\" choices=[a, b] answer=2 hide=moving_mean")
    stage.enter("reveal")
    #expect(screen(stage).contains("It is b (2)."))
    stage.press("1")
    #expect(stage.state.question?.given == nil)
  }

  /// Numbers that occur nowhere else.
  private static let setup = [
    "batch [[31.25, -0.5], [47.5, 1.5]]", "set renorm on", "set optimizer sgd", "set loss mse target=1",
    "eval batch [[12.75, 3.25]]", "train 3", "focus channels",
  ]

  @Test(
    "hides every pane that would draw what it asks for, the formula, and what would be copied",
    arguments: Quantity.allCases.filter { ![.step, .updates].contains($0) })
  func hides(_ quantity: Quantity) throws {
    for pane in Pane.allCases {
      var stage = try Stage()
      for line in Self.setup { stage.carryOut(try Stage.commands(line)) }
      stage.enter("focus \(pane.rawValue)")
      stage.press("z", "e")
      let moments: [Quantity] = pane == .batch ? [.batchMean, .batchVariance] : []
      let isHidden = (pane.quantities + moments).contains(quantity)
      stage.enter("ask \"Which?\" hide=\(quantity.rawValue)")
      if isHidden {
        #expect(screen(stage).contains(ScreenState.hiddenNote), "\(pane)")
      }
      #expect(!screen(stage).contains(" = ") || pane == .parameters, "no formula, no value of an element: \(pane)")
      stage.actions = []
      if pane != .parameters {
        stage.press("y", "Y")
        #expect(stage.actions == [], "\(pane)")
      }
      stage.enter("reveal")
      stage.press(.escape)
      #expect(!screen(stage).contains(ScreenState.hiddenNote))
    }
  }
}
