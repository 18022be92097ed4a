import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("What concerns the terminal")
struct TerminalCommandTests {
  @Test("theme lists the themes, takes one by name or the next, and remembers it")
  func theme() throws {
    var stage = try Stage("batch [[3], [7]]")
    stage.enter("theme")
    #expect(stage.state.overlay?.lines.first?.hasPrefix("* colour-blind") == true)
    stage.press(.escape)
    stage.enter("theme light")
    #expect(stage.state.theme == .light && stage.state.settings.theme == .light)
    stage.press("T")
    #expect(stage.state.theme == .highContrast)
    #expect(stage.actions.suffix(2) == [.useTheme(.light), .useTheme(.highContrast)])
    stage.enter("theme purple")
    #expect(stage.state.message?.isError == true && stage.state.theme == .highContrast)
  }

  @Test("mouse goes on and off, alone it turns around, and it is remembered")
  func mouse() throws {
    var stage = try Stage("batch [[3], [7]]")
    stage.press("m")
    #expect(stage.state.isMouseOn && stage.state.settings.mouse)
    stage.enter("mouse on")
    stage.enter("mouse off")
    stage.press("m")
    stage.press("m")
    #expect(!stage.state.isMouseOn && !stage.state.settings.mouse)
    #expect(stage.actions == [true, true, false, true, false].map { .reportMouse($0) })
  }

  @Test("neither waits behind a long command")
  func atOnce() throws {
    var state = try Stage("batch [[3], [7]]").state
    state.progress = Engine.Progress(done: 1, total: 100)
    #expect(state.handle("T") == [.useTheme(.dark)])
    #expect(state.handle("m") == [.reportMouse(true)])
  }

  @Test("the wheel scrolls a page as far as it goes, and a click beside it closes it")
  func page() throws {
    var stage = try Stage("batch [[3], [7]]")
    func wheel(_ kind: MouseEvent.Kind) -> [ScreenState.Action] {
      stage.state.handle(MouseEvent(kind, column: 5, row: 8))
    }
    #expect(wheel(.wheelDown) == [])
    stage.press("?")
    #expect(stage.state.overlay?.scroll == 0)
    _ = wheel(.wheelDown)
    _ = wheel(.wheelDown)
    #expect(stage.state.overlay?.scroll == 6)
    _ = wheel(.wheelUp)
    #expect(stage.state.overlay?.scroll == 3)
    for _ in 0..<100 { _ = wheel(.wheelDown) }
    let lines = try #require(stage.state.overlay?.lines.count)
    #expect(stage.state.overlay?.scroll == lines - OverlayView.rows(stage.state, size: stage.state.size))
    for _ in 0..<100 { _ = wheel(.wheelUp) }
    #expect(stage.state.overlay?.scroll == 0)
    _ = wheel(.press(.left))
    #expect(stage.state.overlay != nil)
    _ = stage.state.handle(MouseEvent(.press(.left), column: 5, row: stage.state.size.rows - 1))
    #expect(stage.state.overlay == nil)
  }

  @Test("no report of the mouse brings a screen of any size down")
  func anywhere() throws {
    var random = SplitMix(state: 3)
    let kinds: [MouseEvent.Kind] = [
      .press(.left), .release(.right), .drag(.middle), .wheelUp, .wheelDown,
    ]
    for _ in 0..<300 {
      var state = try Stage("batch [[3], [7]]").state
      state.size = Size(columns: .random(in: 1...130, using: &random), rows: .random(in: 1...40, using: &random))
      if Bool.random(using: &random) { state.openHelp(nil) }
      for _ in 0..<5 {
        let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
        _ = state.handle(
          MouseEvent(kind, column: .random(in: 0...140, using: &random), row: .random(in: 0...50, using: &random)))
        _ = ScreenView.draw(state, size: state.size)
      }
    }
  }

  @Test("copy puts a quantity on the clipboard as show prints it")
  @MainActor
  func copy() throws {
    let run = try LoopRun(
      [
        .enter("copy batch_mean"), .shows("copied 5 characters"), .enter("copy nothing"), .shows("unknown"),
        .press(.escape), .press("q"),
      ], commands: "batch [[3], [7]]; train")
    #expect(run.status == 0)
    #expect(run.terminal.copied == ["[5.0]"])
  }

  @Test("what is too long for a terminal's clipboard is said to be so")
  @MainActor
  func tooLong() throws {
    let run = try LoopRun(
      [.enter("copy x"), .shows("more than the 74994"), .press("q")],
      commands: "generate normal shape=64x400; step")
    #expect(run.terminal.copied == [])
  }
}
