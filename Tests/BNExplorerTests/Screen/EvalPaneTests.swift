import BNCore
import Testing

@testable import BNExplorer
@testable import Platform
@testable import TerminalKit

@Suite("The pane of the second pipeline")
struct EvalPaneTests {
  /// Four examples to train with and forty to evaluate, all of which are in view.
  private func stage() throws -> Stage {
    var stage = try Stage(
      "generate normal shape=4x3 seed=1", "eval generate normal mean=2 shape=40x3 seed=2", "train 3")
    stage.state.size = Size(columns: 120, rows: 60)
    stage.enter("focus eval")
    stage.enter("view numbers")
    stage.enter("zoom on")
    return stage
  }

  private func copied(_ stage: Stage) -> Float? {
    if case .copy(let text)? = stage.actions.last { Float(text) } else { nil }
  }

  /// A quantity of the second pipeline, as `show` has it, by row and channel.
  private func values(_ name: Quantity, _ stage: Stage) throws -> [Float] {
    try stage.session.value(name, column: 1).values.map(Float.init)
  }

  @Test("its arrows reach each of its own elements, which y copies and the line of messages says")
  func arrows() throws {
    var stage = try stage()
    let (x, y) = (try values(.evalX, stage), try values(.evalY, stage))
    for row in 0..<40 {
      stage.press("y")
      #expect(copied(stage) == y[row * 3], "row \(row)")
      stage.press(.down)
    }
    stage.press("y")
    #expect(copied(stage) == y[39 * 3], "the last row is the end")
    stage.press(.home, .pageUp, .right, .right, .up)
    let text = ScreenView.draw(stage.state, size: stage.state.size).text.joined(separator: "\n")
    #expect(text.contains(" eval_x[28,2] = \(x[28 * 3 + 2])   eval_y[28,2] = \(y[28 * 3 + 2])"))
  }

  @Test("what is clicked at is what is copied")
  func clicks() throws {
    var stage = try stage()
    let y = try values(.evalY, stage)
    let area = try #require(ScreenView.Layout(stage.state, size: stage.state.size).panes[.eval])
    var seen: Set<Float> = []
    for row in area.row..<area.row + area.rows {
      stage.point(MouseEvent(.press(.left), column: area.column + 8, row: row))
      stage.press("y")
      if let value = copied(stage) { seen.insert(value) }
    }
    #expect(seen == Set((0..<40).map { y[$0 * 3] }))
  }

  @Test("the other panes have the same element as far as their batch goes")
  func otherPanes() throws {
    var stage = try stage()
    stage.press(.pageDown, .right)
    stage.enter("focus batch")
    stage.press("y")
    #expect(copied(stage) == (try values(.x, stage))[3 * 3 + 1])
    stage.press(.up, "y")
    #expect(copied(stage) == (try values(.x, stage))[2 * 3 + 1])
    stage.enter("focus eval")
    stage.press("y")
    #expect(copied(stage) == (try values(.evalY, stage))[2 * 3 + 1])
  }

  @Test("e explains the element of its own batch first, then what belongs to the last step")
  func formula() throws {
    var stage = try stage()
    stage.press(.pageDown, .pageDown, .right, "e")
    #expect(stage.state.inspectedElement == ElementReference(.evalY, [20, 1]))
    let explanation = try stage.session.explanation(of: ElementReference(.evalY, [20, 1]))
    let text = ScreenView.draw(stage.state, size: stage.state.size).text.joined(separator: "\n")
    #expect(text.contains("\(explanation.subject) = \(explanation.resultText)"))
    stage.press("y")
    #expect(stage.actions.last == .copy(explanation.lines.joined(separator: "\n")))
    stage.press("e")
    #expect(stage.state.inspectedElement == ElementReference(.y, [3, 1]))
    stage.enter("inspect eval_y")
    #expect(stage.state.inspectedElement == ElementReference(.evalY, [20, 1]))
  }
}
