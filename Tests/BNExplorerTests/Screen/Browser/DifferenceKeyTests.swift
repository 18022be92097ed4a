import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The list of what differs between two models")
struct DifferenceKeyTests {
  private func list(_ stage: Stage) throws -> DifferenceBrowser { try #require(stage.state.differences) }

  private func text(_ stage: Stage, _ columns: Int = 80, _ rows: Int = 24) -> String {
    ScreenView.draw(stage.state, size: Size(columns: columns, rows: rows)).text.joined(separator: "\n")
  }

  @Test("the one layer of fifty that was changed stands first, with its channel and what it is in both")
  func first() throws {
    let stage = try BrowserModels.differenceStage()
    let entries = try list(stage).entries
    #expect(entries.count == 50 && entries[0].name == "stage4.bn3")
    #expect(entries.map(\.differs) == [true] + Array(repeating: false, count: 49))
    // What is equal stands in the order of the file.
    #expect(entries[1].name == "stage0.bn0" && entries[49].name == "stage4.bn9")
    let screen = text(stage)
    for part in ["1 of 50 layers differ", "stage4.bn3", "variance 1.605 -> 6.42"] {
      #expect(screen.contains(part), "\(part) in\n\(screen)")
    }
    // The scale is 1/2 of what it was where the variance is four times as large: 1/2 of a deviation is lost.
    guard case .pair(let pair, _) = entries[0] else { return #expect(Bool(false), "no pair") }
    #expect(abs(pair.comparison.scale - 0.5) < 1e-5 && pair.comparison.channel == 5)
  }

  @Test("Enter opens both as branches that infer the same batch, and Backspace comes back to the same row")
  func opens() throws {
    var stage = try BrowserModels.differenceStage()
    stage.press(.enter)
    #expect(stage.state.differences == nil)
    #expect(stage.state.overlay?.title == "compare")
    #expect(stage.session.branches.names == ["main", "stage4.bn3-A", "stage4.bn3-B"])
    #expect(stage.session.branches.current == "stage4.bn3-A" && stage.session.step == 1)
    let page = try #require(stage.state.overlay).lines.joined(separator: "\n")
    #expect(page.contains("moving_mean") && page.contains("at [5]"))
    stage.press(.escape)
    // Both saw the same batch: only the channel that differs came out otherwise.
    let comparison = try stage.session.compare(
      CompareRequest(first: "stage4.bn3-A", second: "stage4.bn3-B"), SessionEnvironment(files: stage.files))
    let y = try #require(comparison.differences.first { $0.name == "y" })
    #expect(y.index.last == 5 && comparison.choices.map(\.name) == [])
    stage.press(.backspace)
    #expect(try list(stage).list.chosen == 0)
    stage.press(.down, .enter)
    #expect(stage.session.branches.names.contains("stage0.bn0-B"))
    // A pair that is open already is gone to, not opened once more.
    stage.press(.escape, .backspace, .home, .enter)
    #expect(stage.session.branches.names.count == 5 && stage.session.branches.current == "stage4.bn3-B")
  }

  @Test("keys that move stay within the list, at any size; Esc and q close it")
  func moves() throws {
    var stage = try BrowserModels.differenceStage()
    stage.press(.end, .down, .pageDown)
    #expect(try list(stage).list.chosen == 49)
    stage.press(.home, .up, .pageUp)
    #expect(try list(stage).list.chosen == 0)
    for size in [(20, 5), (1, 1), (80, 3), (200, 60)] { _ = text(stage, size.0, size.1) }
    stage.press("q")
    #expect(stage.state.differences == nil && !stage.hasQuit)
  }

  @Test("what is in one file alone has no partner to be opened with, and says so")
  func alone() throws {
    var stage = try BrowserModels.differenceStage(without: "stage2.bn7")
    let place = try #require(try list(stage).entries.firstIndex { $0.name == "stage2.bn7" })
    #expect(place == 1)
    stage.press(.down, .enter)
    #expect(stage.state.message?.isError == true && stage.state.differences != nil)
    #expect(text(stage).contains("only in A"))
  }
}
