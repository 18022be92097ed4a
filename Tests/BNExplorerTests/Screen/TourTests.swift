import BNCore
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The tour of a first start")
struct TourTests {
  private func stage() throws -> Stage {
    var stage = try Stage("load builtin:digits batch=32 flatten=on", "train 30")
    stage.state.message = nil
    stage.press(" ")
    stage.state.tour = Tour()
    return stage
  }

  @Test("goes on by doing what it asks for")
  func doing() throws {
    var stage = try stage()
    var stops: [Tour.Stop?] = []
    for keys in [[" "], ["["], ["b"], [.down, .down, .down], [.left], ["B"], ["s"], ["e"]] as [[Key]] {
      stops.append(stage.state.tour?.stop)
      stage.press(keys)
    }
    #expect(stops == [.pause, .back, .fork, .momentum, .momentum, .both, .both, .compare])
    #expect(stage.session.configuration.options.momentum < 0.99)
    #expect(stage.state.isExplaining && stage.state.tour?.stop == .compare)
    stage.press(.escape)
    #expect(stage.state.tour != nil, "Escape closes the formula first")
    stage.press(.enter)
    #expect(stage.state.tour == nil && stage.state.settings.isTourDone)
  }

  @Test("ends with two branches that compare finds to differ, where everything was done that it asks for")
  func comparison() throws {
    var stage = try stage()
    stage.press(" ", "[", "[", "b", .down, .down, .down, .left, "B", "s", "s", "c")
    let text = try #require(stage.state.overlay).lines.joined(separator: "\n")
    // The first step that the lower momentum was there for is the one behind the fork, at step 28.
    #expect(text.contains("They differ from step 29 on: moving_"))
    #expect(text.contains("momentum"))
  }

  @Test("promises nothing for ever")
  func words() throws {
    for stop in Tour.Stop.allCases { #expect(!stop.text().contains("for ever") && !stop.brief().contains("for ever")) }
    #expect(Tour().text(try stage().state).contains("Esc ends the tour"))
  }

  @Test("is skipped stop by stop with Enter, and left for later starts, too, with Escape")
  func skipping() throws {
    var stage = try stage()
    for _ in 0..<5 { stage.press(.enter) }
    #expect(stage.state.tour?.stop == .compare && !stage.state.settings.isTourDone)
    stage = try self.stage()
    stage.press(.escape)
    #expect(stage.state.tour == nil && stage.state.settings.isTourDone)
    stage.enter("tour")
    #expect(stage.state.tour?.stop == .pause)
  }

  @Test("ends by one Escape even where a message stands, but not while that has something else to close")
  func escape() throws {
    var stage = try stage()
    stage.enter("show step")
    stage.enter("focus mean")
    stage.press("z", .left)
    stage.state.message = ScreenState.Message(text: "a message")
    stage.press(.escape, .escape)
    #expect(stage.state.arrangement.chartStep == nil && !stage.state.arrangement.isZoomed)
    #expect(stage.state.tour != nil)
    stage.enter("show step")
    #expect(stage.state.message != nil)
    stage.press(.escape)
    #expect(stage.state.tour == nil && stage.state.settings.isTourDone)
  }

  @Test("names keys that there are")
  func keys() {
    for stop in Tour.Stop.allCases {
      let named = stop.text().split { !"[]{}bBceSpace".contains($0) }.map(String.init)
      for word in named where ["[", "]", "{", "b", "B", "c", "e"].contains(word) {
        #expect(KeyBinding.all.contains { $0.label == word }, "\(word)")
      }
    }
  }

  @Test("asks for nothing that skipping has left out")
  func skippedBranch() throws {
    var stage = try stage()
    for _ in 0..<4 { stage.press(.enter) }
    let both = try #require(stage.state.tour)
    #expect(both.stop == .both && both.text(stage.state).contains("b makes a branch, and B makes the old one go along"))
    stage.press(.enter)
    let last = try #require(stage.state.tour)
    #expect(
      last.stop == .compare && !last.text(stage.state).contains(" c ")
        && !last.brief(stage.state).contains("c: compare"))
    stage.enter("fork other")
    #expect(last.text(stage.state).contains("c shows where the two differ"))
  }

  @Test("lets a page go with the key that it asks for next, which does what it always does")
  func page() throws {
    var stage = try stage()
    stage.press(" ", "b", "B", "s", "c")
    #expect(stage.state.overlay != nil)
    stage.press("e")
    #expect(stage.state.overlay == nil && stage.state.isExplaining)
  }

  @Test(
    "begins with what batch normalization is and what is seen, below the formula, before any key",
    arguments: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)])
  func firstMinute(_ size: Size) throws {
    var stage = try Stage("load builtin:digits batch=32 flatten=on", "train 30", layout: .story)
    stage.state.tour = Tour()
    let text = ScreenView.draw(stage.state, size: size).text
    #expect(text[0].contains("y = (x - batch_mean) / sqrt(batch_variance + 0.001) * gamma + beta"))
    let screen = text.map(\.trimmingBlanks).joined(separator: " ")
    for words in [
      "Batch normalization shifts and scales each channel of a batch to mean 0 and variance 1.",
      "Each row is a channel",
      "━ middle half of its values", "─ all of them", "┃ mean", "┊ 0 ± 1", "the initial mean 0",
    ] { #expect(screen.contains(words), "\(words)") }
    // The bars of both outputs are still there, and after the tour the marks keep their meaning.
    let area = try #require(ScreenView.Layout(stage.state, size: size).panes[.story])
    let layout = StoryLayout(
      area, channels: 64, chosen: stage.state.chosenChannel,
      sentences: StorySentences.lines(stage.session, try #require(stage.state.preview), columns: area.columns - 2))
    #expect(!layout.batch.bars.isEmpty && !layout.training.bars.isEmpty)
    stage.press(.escape)
    let after = ScreenView.draw(stage.state, size: size).text.joined(separator: "\n")
    for words in ["a row: a channel", "━ middle half", "─ all of it", "┃ mean", "┊ 0 ± 1"] {
      #expect(after.contains(words), "\(words)")
    }
    #expect(after.contains("1-4 layout") == (size.columns > 80))
  }
}
