import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The table to live in")
struct ChannelTableTests {
  private static let lines = [
    "batch [[0, 5, 1, 2], [0, 7, 2, 9], [0, 9, 6, 4]]", "assign moving_mean [1, -2, 3, 0.5]",
    "assign moving_variance [1e-4, 4, 1e-5, 0.25]",
  ]

  private func stage() throws -> Stage {
    var stage = try Stage(layout: .story)
    for line in Self.lines { stage.carryOut(try Stage.commands(line)) }
    return stage.pressing("3")
  }

  private func channels(_ stage: Stage) -> [Int] { ChannelsView.table(stage.state).sortedRows }

  @Test(
    "a filter leaves the channels of which a claim holds, or whose name has a text",
    arguments: [
      ("var<1e-3", [0, 2]), ("mean > 0", [0, 2, 3]), ("moving_mean >= 1", [0, 2]), ("abs(moving_mean) > 1", [1, 2]),
      ("batch_mean == 0", [0]), ("2", [2]), ("moving_variance ~ 4 within 5%", [1]),
    ] as [(String, [Int])])
  func filter(_ text: String, _ expected: [Int]) throws {
    var stage = try stage()
    stage.carryOut(try Stage.commands("train"))
    for line in Self.lines.dropFirst() { stage.carryOut(try Stage.commands(line)) }
    stage.type("/" + text)
    stage.press(.enter)
    #expect(channels(stage) == expected)
    #expect(expected.contains(stage.state.arrangement.element.channel))
    stage.enter("filter off")
    #expect(channels(stage) == [0, 1, 2, 3])
  }

  @Test(
    "a filter that says nothing of channels, or leaves none, says so and changes nothing",
    arguments: [
      ("var < 0", "no channel matches"), ("mean(moving_mean) > 0", "1 numbers"), ("nothing < 1", "nothing"),
      ("9", "no channel"),
    ])
  func refusals(_ text: String, _ message: String) throws {
    var stage = try stage()
    stage.enter("filter " + text)
    #expect(channels(stage) == [0, 1, 2, 3])
    #expect(stage.state.message?.text.contains(message) == true, "\(stage.state.message?.text ?? "")")
  }

  @Test("sorts what the filter leaves, both ways, and the arrows stay within it")
  func sorted() throws {
    var stage = try stage()
    stage.enter("filter mean > 0")
    stage.press(.right)
    #expect(channels(stage) == [2, 0, 3])
    stage.press("+")
    #expect(channels(stage) == [3, 0, 2])
    stage.press(.end)
    #expect(stage.state.arrangement.element.channel == 2)
    stage.press(.up, .up, .up)
    #expect(stage.state.arrangement.element.channel == 3)
  }

  @Test("the arrows follow the order that is drawn, whatever column it is by")
  func drawnOrder() throws {
    var stage = try stage()
    let size = Size(columns: 80, rows: 24)
    for _ in 0..<4 {
      stage.press(.right)
      let drawn = ScreenView.draw(stage.state, size: size).text[3...6].compactMap {
        $0.split(separator: " ").first.flatMap { Int($0) }
      }
      #expect(channels(stage) == drawn)
    }
  }

  // From -4 (-2 less its deviation 2) to 3.003: thirteen columns, a step of 0.584.
  @Test("a picture has the moving mean with its deviation on the axis of all")
  func picture() {
    let pictures = ChannelPictures(means: [-2, 3, 0.5], variances: [4, 1e-5, 0.25], batch: nil, .ascii)
    #expect(pictures.text(of: 0) == "---|----     ")
    #expect(pictures.text(of: 1) == "            |")
    #expect(pictures.text(of: 2) == "       -|-   ")
    let both = ChannelPictures(means: [0, 10], variances: [1, 0], batch: [12, 10], .braille)
    #expect(both.text(of: 0) == "━┃━" + String(repeating: " ", count: 9) + "○")
    #expect(both.text(of: 1).filter { $0 != " " } == "◉")
  }

  @Test("columns of a file keep their names as channels")
  func names() throws {
    var stage = try Stage(layout: .story)
    stage.files = MemoryFiles(["iris.csv": Array("sepal,petal,Leaf\n1,2,3\n4,6,9\n".utf8)])
    for line in ["load iris.csv", "step"] { stage.carryOut(try Stage.commands(line)) }
    stage.press("3")
    let text = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24)).text
    #expect(text[3].contains("sepal") && text[4].contains("petal") && text[5].contains("Leaf"))
    stage.enter("filter LEAF")
    #expect(channels(stage) == [2])
  }

  @Test("4,096 channels are drawn and moved through")
  func many() throws {
    var stage = try Stage("generate normal shape=4x4096 seed=1", "step", layout: .story)
    stage.press("3", .end)
    #expect(stage.state.arrangement.element.channel == 4095)
    let text = ScreenView.draw(stage.state, size: Size(columns: 80, rows: 24)).text.joined(separator: "\n")
    #expect(text.contains("4095"))
  }
}
