import BNCore
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The mouse over the panes")
struct PaneMouseTests {
  private func stage() throws -> Stage {
    var stage = try Stage("generate normal shape=8x3 seed=2", "train 50")
    stage.state.size = Size(columns: 120, rows: 40)
    return stage
  }

  private func layout(_ stage: Stage) -> ScreenView.Layout {
    ScreenView.Layout(stage.state, size: stage.state.size)
  }

  @Test("focuses the pane that is clicked at")
  func focus() throws {
    var stage = try stage()
    for (pane, area) in layout(stage).panes {
      stage.point(MouseEvent(.press(.left), column: area.column + area.columns / 2, row: area.row + area.rows / 2))
      #expect(stage.state.focusedPane == pane)
    }
  }

  @Test("chooses the number that it points at")
  func element() throws {
    var stage = try stage()
    stage.enter("view output numbers")
    stage.enter("focus output")
    let area = try #require(layout(stage).panes[.output])
    var chosen = Set<Int>()
    for row in area.row..<area.row + area.rows {
      for column in area.column..<area.column + area.columns {
        stage.point(MouseEvent(.press(.left), column: column, row: row))
        let cursor = try #require(stage.state.cursor(in: .output))
        let frame = ScreenView.draw(stage.state, size: stage.state.size)
        // The hardware cursor is on the number that is chosen.
        let place = try #require(frame.cursor)
        #expect(place.row >= area.row && place.row < area.row + area.rows)
        chosen.insert(cursor.row * 3 + cursor.channel)
      }
    }
    #expect(chosen.count == 24)
  }

  @Test("chooses no number of a histogram, though the pane shows numbers once it is clicked at")
  func histogram() throws {
    var stage = try stage()
    stage.press("e")
    let (batch, element) = (try #require(layout(stage).panes[.batch]), stage.state.arrangement.element)
    let click = MouseEvent(.press(.left), column: batch.column + 30, row: batch.row + 5)
    stage.point(click)
    #expect(stage.state.focusedPane == .batch && stage.state.arrangement.element == element)
    stage.point(click)
    #expect(stage.state.arrangement.element != element)
  }

  @Test("moves through time along the bar, both ends exactly")
  func time() throws {
    var stage = try stage()
    let bar = layout(stage).time
    stage.point(MouseEvent(.press(.left), column: 0, row: bar.row))
    #expect(stage.session.step == 0)
    stage.point(MouseEvent(.drag(.left), column: 200, row: 3))
    #expect(stage.session.step == 50, "taken hold of, the bar follows the mouse anywhere")
    stage.point(MouseEvent(.drag(.left), column: 60, row: bar.row))
    #expect((15...35).contains(stage.session.step))
    stage.point(MouseEvent(.release(.left), column: 60, row: bar.row))
    let step = stage.session.step
    stage.point(MouseEvent(.wheelUp, column: 60, row: bar.row))
    #expect(stage.session.step == step - 1)
    stage.point(MouseEvent(.wheelDown, column: 60, row: bar.row))
    #expect(stage.session.step == step)
  }

  @Test("reads the curves off where it points, and sorts the table by the title that it points at")
  func curvesAndTable() throws {
    var stage = try stage()
    let area = try #require(layout(stage).panes[.mean])
    stage.point(MouseEvent(.press(.left), column: area.column + area.columns - 2, row: area.row + 3))
    #expect(stage.state.arrangement.chartStep.map { $0 > 40 } == true)
    stage.enter("focus channels")
    let table = try #require(layout(stage).panes[.channels])
    var columns = Set<Int>()
    for column in table.column..<table.column + table.columns {
      stage.point(MouseEvent(.press(.left), column: column, row: table.row + 1))
      if let order = stage.state.arrangement.channelOrder { columns.insert(order.column) }
    }
    #expect(columns.count > 2)
    stage.state.arrangement.channelOrder = nil
    stage.point(MouseEvent(.press(.left), column: table.column + 2, row: table.row + 4))
    #expect(stage.state.arrangement.element.channel == 2)
  }

  @Test("a title sorts the largest first, as the keys do, once for each press however the hand trembles")
  func titles() throws {
    var stage = try stage()
    stage.enter("focus channels")
    var keyed = stage
    keyed.press(.right)
    let order = try #require(keyed.state.arrangement.channelOrder)
    #expect(order == SortedTable.Order(column: 1, isDescending: true))
    let table = try #require(layout(stage).panes[.channels])
    // The first column that belongs to the title of moving_mean.
    let place = try #require(
      (table.column..<table.column + table.columns).first { column in
        ChannelsView.target(at: Position(column: column, row: table.row + 1), in: table, stage.state) == .title(1)
      })
    func report(_ kind: MouseEvent.Kind) { stage.point(MouseEvent(kind, column: place, row: table.row + 1)) }
    report(.press(.left))
    #expect(stage.state.arrangement.channelOrder == order)
    for _ in 0..<3 { report(.drag(.left)) }
    #expect(stage.state.arrangement.channelOrder == order, "a drag is no click")
    report(.release(.left))
    report(.press(.left))
    #expect(stage.state.arrangement.channelOrder == SortedTable.Order(column: 1, isDescending: false))
    #expect(stage.state.arrangement.element.channel == ChannelsView.table(stage.state).sortedRows.first)
  }

  @Test("a drag stays with the pane that it began in")
  func leaving() throws {
    var stage = try stage()
    stage.enter("view output numbers")
    let areas = layout(stage).panes
    let (output, mean) = (try #require(areas[.output]), try #require(areas[.mean]))
    stage.point(MouseEvent(.press(.left), column: output.column + 4, row: output.row + 3))
    let element = stage.state.arrangement.element
    stage.point(MouseEvent(.drag(.left), column: mean.column + 9, row: mean.row + 4))
    #expect(stage.state.focusedPane == .output && stage.state.arrangement.chartStep == nil)
    stage.point(MouseEvent(.drag(.left), column: 60, row: layout(stage).time.row))
    #expect(stage.session.step == 50, "the bar was not taken hold of")
    stage.point(MouseEvent(.drag(.left), column: output.column + 4, row: output.row + 5))
    #expect(stage.state.arrangement.element.row == element.row + 2, "back in the pane it goes on")
  }

  @Test("the bar is let go at every press and release, wherever and over whatever they come")
  func lettingGo() throws {
    let covers: [(inout Stage) -> Void] = [{ $0.press("?") }, { $0.press("p") }, { $0.press(":") }, { _ in }]
    for (index, cover) in covers.enumerated() {
      var stage = try stage()
      let mean = try #require(layout(stage).panes[.mean])
      stage.point(MouseEvent(.press(.left), column: 60, row: layout(stage).time.row))
      let step = stage.session.step
      cover(&stage)
      // Nothing comes of a release off the screen; then the next press is the first that is heard of.
      let kind: MouseEvent.Kind = index == 3 ? .press(.left) : .release(.left)
      stage.point(MouseEvent(kind, column: mean.column + 5, row: mean.row + 2))
      if index < 3 { stage.press(.escape) }
      for kind in [MouseEvent.Kind.drag(.left), .wheelDown] {
        stage.point(MouseEvent(kind, column: mean.column + 9, row: mean.row + 2))
      }
      #expect(stage.session.step == step, "case \(index)")
    }
  }

  @Test("does nothing to panes below a page, the palette or a demo")
  func covered() throws {
    for open in [{ $0.press("?") }, { $0.press("p") }, { $0.enter("demo memory") }] as [(inout Stage) -> Void] {
      var stage = try stage()
      open(&stage)
      let before = (stage.state.arrangement, stage.session.step)
      stage.point(MouseEvent(.press(.left), column: 60, row: 10))
      #expect(stage.state.arrangement == before.0 && stage.session.step == before.1)
    }
  }
}
