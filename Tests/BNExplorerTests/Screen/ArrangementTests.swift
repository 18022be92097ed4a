import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("Panes")
struct ArrangementTests {
  private func stage() throws -> Stage {
    var stage = try Stage("generate normal shape=8x3 seed=2", "train 5")
    stage.state.message = nil
    return stage
  }

  /// What is arranged within the layout.
  private func arranged(_ stage: Stage) -> [String] {
    stage.state.arrangement.lines.filter { $0 != "layout curves" }
  }

  private func areas(_ stage: Stage, _ columns: Int, _ rows: Int) -> [Pane: Area] {
    ScreenView.Layout(stage.state, size: Size(columns: columns, rows: rows)).panes
  }

  @Test("never overlap and stay within the body, whatever is shown and focused, at any size")
  func disjoint() throws {
    var random = SplitMix(state: 4)
    for _ in 0..<600 {
      var stage = try stage()
      if Bool.random(using: &random) { stage.carryOut(try Stage.commands("set renorm on; set loss sum; train")) }
      if Bool.random(using: &random) { stage.carryOut(try Stage.commands("eval generate normal shape=4x3; train")) }
      for pane in Pane.allCases where Int.random(in: 0..<4, using: &random) == 0 {
        stage.enter("hide \(pane.rawValue)")
      }
      stage.enter("focus \(Pane.allCases[Int.random(in: 0..<Pane.allCases.count, using: &random)].rawValue)")
      let size = Size(columns: Int.random(in: 0...300, using: &random), rows: Int.random(in: 0...80, using: &random))
      let layout = ScreenView.Layout(stage.state, size: size)
      var taken = Set<Position>()
      for area in layout.panes.values {
        for row in area.row..<area.row + area.rows {
          for column in area.column..<area.column + area.columns {
            #expect(taken.insert(Position(column: column, row: row)).inserted)
            #expect(layout.body.contains(Position(column: column, row: row)))
          }
        }
      }
      // Where there is any room at all, the focused pane has some.
      if !layout.body.isEmpty, stage.state.focusedPane != .parameters {
        let pane = stage.state.focusedPane
        let area = pane == .formula ? layout.formula : layout.panes[pane]
        #expect(area?.isEmpty == false, "\(size)")
      }
    }
  }

  @Test("take turns with Tab, back with Shift-Tab, and leave out what is hidden or has nothing to show")
  func turns() throws {
    var stage = try stage()
    var seen: [Pane] = []
    for _ in 0..<6 {
      seen.append(stage.state.focusedPane)
      stage.press(.tab)
    }
    #expect(seen == [.parameters, .batch, .output, .mean, .variance, .channels])
    #expect(stage.state.focusedPane == .parameters)
    stage.press(.backTab)
    #expect(stage.state.focusedPane == .channels)
    stage.enter("hide output")
    stage.enter("focus batch")
    stage.press(.tab)
    #expect(stage.state.focusedPane == .mean)
    // Focusing what is hidden shows it.
    stage.enter("focus output")
    #expect(stage.state.arrangement.panes(in: stage.session).contains(.output))
  }

  @Test("hide but for the last one, and all come back")
  func hiding() throws {
    var stage = try stage()
    for _ in 0..<20 { stage.press("x") }
    #expect(stage.state.arrangement.panes(in: stage.session).count == 1)
    #expect(stage.state.message?.text.contains("only pane left") == true)
    stage.press("X")
    #expect(stage.state.arrangement.panes(in: stage.session).count == 6)
  }

  @Test("fill the body alone while zoomed, and where they find no room beside the others")
  func zoom() throws {
    var stage = try stage()
    stage.press(.tab, .tab, "z")
    let body = ScreenView.Layout(stage.state, size: Size(columns: 80, rows: 24)).body
    #expect(areas(stage, 80, 24) == [.output: body])
    stage.press("z")
    #expect(areas(stage, 80, 24).count == 5)
    stage.enter("focus channels")
    #expect(areas(stage, 80, 24).keys.sorted { $0.rawValue < $1.rawValue } == [.channels, .parameters])
    // With room for three columns the table stands beside the charts.
    #expect(areas(stage, 200, 60).count == 6)
  }

  @Test("that were arranged come back from their lines")
  func remembered() throws {
    var random = SplitMix(state: 9)
    for _ in 0..<100 {
      var stage = try stage()
      for _ in 0..<8 {
        let pane = Pane.allCases[Int.random(in: 0..<Pane.allCases.count, using: &random)].rawValue
        let line = [
          "hide \(pane)", "focus \(pane); view", "focus \(pane); yaxis", "view output heatmap", "yaxis mean symlog",
        ][Int.random(in: 0..<5, using: &random)]
        for part in line.split(separator: ";") { stage.enter(String(part)) }
      }
      var other = try self.stage()
      // As the program starts.
      _ = other.state.arrangement.apply(.layout(.story), in: other.session)
      other.state.restoreArrangement(from: stage.state.arrangement.lines)
      #expect(other.state.arrangement.lines == stage.state.arrangement.lines)
      #expect(
        other.state.arrangement.panes(in: other.session)
          == stage.state.arrangement.panes(in: stage.session).filter { $0 != .formula },
        "a formula is looked at and closed")
    }
  }

  @Test("are taken back and made again in turn with what the session did")
  func undo() throws {
    var stage = try stage()
    stage.enter("set momentum 0.5")
    stage.press(.tab, "v", "z")
    stage.enter("set epsilon 0.5")
    stage.press("U")
    #expect(stage.session.configuration.options.epsilon != 0.5)
    #expect(stage.state.arrangement.view(of: .batch) == .heatmap)
    stage.press("U")
    #expect(stage.state.arrangement.view(of: .batch) == .histogram)
    // Moving about is nothing to be taken back.
    stage.press(.tab, "z", "z", "U")
    #expect(stage.session.configuration.options.momentum != 0.5)
    stage.press(.control("r"))
    #expect(stage.session.configuration.options.momentum == 0.5)
    #expect(stage.state.arrangement.view(of: .batch) == .histogram)
    stage.press(.control("r"))
    #expect(stage.state.arrangement.view(of: .batch) == .heatmap)
  }

  @Test("are taken back in turn however much the session has forgotten of what it did")
  func undoOfMany() throws {
    var stage = try stage()
    for number in 1...121 { stage.enter("set momentum 0.\(100 + number)") }
    stage.enter("hide variance")
    for number in 1...10 { stage.enter("set momentum 0.\(300 + number)") }
    #expect(stage.session.undo.done.count < 121, "the oldest are forgotten")
    for number in (301...309).reversed() {
      stage.press("U")
      #expect(stage.session.configuration.options.momentum == Double("0.\(number)"))
    }
    stage.press("U")
    #expect(stage.session.configuration.options.momentum == 0.221)
    #expect(arranged(stage) == ["hide variance"])
    stage.press("U")
    #expect(stage.session.configuration.options.momentum == 0.221)
    #expect(arranged(stage) == [])
    for _ in 0..<150 { stage.press("U") }
    for _ in 0..<150 { stage.press(.control("r")) }
    #expect(stage.session.configuration.options.momentum == 0.31)
    #expect(arranged(stage) == ["hide variance"])
  }

  @Test("are taken back even where the session has forgotten what it did after them")
  func undoOfForgotten() throws {
    var stage = try stage()
    stage.enter("hide variance")
    for number in 1...150 { stage.enter("set momentum 0.\(100 + number)") }
    let count = stage.session.undo.done.count
    for _ in 0..<count { stage.press("U") }
    #expect(arranged(stage) == ["hide variance"])
    stage.press("U")
    #expect(arranged(stage) == [])
    for _ in 0...count { stage.press(.control("r")) }
    #expect(arranged(stage) == ["hide variance"])
    #expect(stage.session.configuration.options.momentum == 0.25)
  }

  @Test("are taken back behind what a demo did after them, where it went back to do it again too")
  func undoInDemo() throws {
    var stage = try stage()
    for number in 1...9 { stage.enter("set momentum 0.\(number)") }
    stage.enter("hide variance")
    stage.start(
      try Script(
        text: "say \"one\"\nset momentum 0.5\nsay \"two\"\nset epsilon 0.5\nset epsilon 0.25\nsay \"three\"",
        name: "demo"))
    #expect(stage.session.undo.done.count == 1)
    stage.enter("undo")
    #expect(stage.session.configuration.options.momentum == 0.99, "the demo's own line came last")
    #expect(arranged(stage) == ["hide variance"])
    stage.enter("redo")
    stage.press(" ")
    stage.enter("hide mean")
    stage.press("b")
    #expect(stage.session.configuration.options.epsilon != 0.25)
    #expect(stage.session.configuration.options.momentum == 0.5)
    stage.enter("undo")
    #expect(stage.session.configuration.options.momentum == 0.99, "the scene's line was carried out again")
    #expect(arranged(stage).count == 2)
    stage.enter("undo")
    #expect(arranged(stage) == ["hide variance"])
    stage.enter("undo")
    #expect(arranged(stage) == [])
  }

  @Test("are taken back in turn with moves in a row, which the session takes back as one")
  func undoOfMoves() throws {
    var stage = try stage()
    stage.enter("step 9")
    stage.press("[")
    stage.enter("hide variance")
    stage.press("[", "U")
    #expect(stage.session.step == stage.session.end.step)
    #expect(arranged(stage) == ["hide variance"], "the last key was a move")
    stage.press("U")
    #expect(arranged(stage) == [])
    stage.press(.control("r"), .control("r"))
    #expect(arranged(stage) == ["hide variance"])
    #expect(stage.session.step == stage.session.end.step - 2)
  }

  @Test("name in the hints what their arrows do")
  func hints() throws {
    for (pane, word) in [
      (Pane.parameters, "change"), (.output, "element"), (.mean, "read off"), (.channels, "channel"),
    ] {
      var stage = try stage()
      stage.enter("focus \(pane.rawValue)")
      let lines = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24)).text
      #expect(lines[21].contains(word), "\(lines[21])")
      #expect(lines[21].contains("? help"), "\(lines[21])")
    }
  }

  @Test("name in the hints all four arrows of the parameters, and all four keys of time")
  func fourKeys() throws {
    let lines = ScreenView.draw(try stage().state, size: Size(columns: 80, rows: 24)).text
    #expect(lines[21].contains(" \u{2190}\u{2191}\u{2192}\u{2193} change [ ] { } time "), "\(lines[21])")
  }

  @Test("get the focus back that a formula took from the parameters, unless it went elsewhere meanwhile")
  func focusBack() throws {
    for close in [[Key.escape], ":inspect off".map(Key.character) + [.enter]] {
      var stage = try stage()
      stage.press("e", .down, .right)
      #expect(stage.state.focusedPane == .output)
      stage.press(close)
      #expect(stage.state.focusedPane == .parameters && !stage.state.isExplaining)
      stage.press(.down, .down, .down, .left)
      #expect(stage.session.configuration.options.momentum < 0.99)
    }
    for (keys, pane) in [([.tab], Pane.mean), ([.tab, .backTab], .output)] as [([Key], Pane)] {
      var stage = try stage()
      stage.press("e")
      stage.press(keys)
      stage.press(.escape)
      #expect(stage.state.focusedPane == pane)
    }
    var stage = try stage()
    stage.press(.tab, "e", .escape)
    #expect(stage.state.focusedPane == .batch)
  }
}
