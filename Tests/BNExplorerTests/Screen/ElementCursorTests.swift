import BNCore
import Testing

@testable import BNExplorer
@testable import Platform
@testable import TerminalKit

@Suite("The chosen element")
struct ElementCursorTests {
  @Test(
    "is at the place that its row and channel say, in every layout",
    arguments: [[6], [4, 3], [2, 3, 4], [2, 3, 2, 5]])
  func places(_ shape: [Int]) throws {
    for axis in shape.indices {
      let layout = try AxisLayout(shape: shape, axis: axis)
      var seen = Set<Int>()
      for row in 0..<layout.elementsPerChannel {
        for channel in 0..<layout.channels {
          let cursor = ElementCursor(row: row, channel: channel)
          let indices = cursor.indices(in: layout, shape: shape)
          // The definition: row-major, with the channel along the axis, the row counting the rest in order.
          #expect(indices[axis] == channel)
          let rest = shape.indices.filter { $0 != axis }.reduce(0) { $0 * shape[$1] + indices[$1] }
          #expect(rest == row)
          let flat = shape.indices.reduce(0) { $0 * shape[$1] + indices[$1] }
          #expect(cursor.place(in: layout) == flat)
          seen.insert(flat)
        }
      }
      #expect(seen.count == shape.reduce(1, *))
    }
  }

  @Test("moves by arrows and vim's keys and stays within the batch")
  func moves() throws {
    var stage = try Stage("batch [[1, 2, 3], [4, 5, 6]]", "train", "focus output")
    stage.enter("focus output")
    for (key, row, channel) in [
      (Key.right, 0, 1), ("l", 0, 2), (.right, 0, 2), (.down, 1, 2), ("j", 1, 2), ("h", 1, 1), ("k", 0, 1), (.up, 0, 1),
      (.end, 0, 2), (.home, 0, 0), (.left, 0, 0), (.pageDown, 1, 0),
    ] as [(Key, Int, Int)] {
      stage.press(key)
      #expect(stage.state.cursor(in: .output) == ElementCursor(row: row, channel: channel), "\(key)")
    }
    // A smaller batch has fewer to choose from.
    stage.press(.end)
    stage.enter("batch [[7]]")
    stage.enter("train")
    #expect(stage.state.cursor(in: .output) == ElementCursor(row: 0, channel: 0))
  }

  /// Channels 0 and 1 never vary, channels 2 and 3 do.
  private static let still = "batch [[0, 5, 1, 4], [0, 5, 2, 3]]"

  @Test("goes to the first channel with a variance where the first number to be explained has none")
  func stillChannel() throws {
    var stage = try Stage(Self.still, "train 2")
    stage.press("e")
    #expect(stage.state.cursor(in: .output) == ElementCursor(row: 0, channel: 2))
    // Gone back to it stays: only the first time is anything chosen for a person.
    stage.press(.home, .escape, "e")
    #expect(stage.state.cursor(in: .output) == ElementCursor(row: 0, channel: 0))
  }

  @Test("stays in a channel without variance where a person was before, or where no channel has any")
  func stillChannelChosen() throws {
    for keys in [[Key.right, .left], [.down, .up], [.end, .home], [.home]] {
      var stage = try Stage(Self.still, "train 2")
      stage.enter("focus output")
      stage.press(keys)
      stage.press("e")
      #expect(stage.state.cursor(in: .output) == ElementCursor(row: 0, channel: 0), "\(keys)")
    }
    var later = try Stage("batch [[1, 2], [3, 4]]", "train")
    later.press("e", .escape)
    later.carryOut(try Stage.commands(Self.still + "; train"))
    later.press("e")
    #expect(later.state.cursor(in: .output) == ElementCursor(row: 0, channel: 0))
    var constant = try Stage("batch [[1, 2], [1, 2]]", "train")
    constant.press("e")
    #expect(constant.state.cursor(in: .output) == ElementCursor(row: 0, channel: 0))
  }

  @Test("is explained on the screen by what explain prints")
  func explained() throws {
    var stage = try Stage(
      "generate normal mean=3 shape=5x4 seed=3", "set renorm on", "set rmax 1.1", "set dmax 0.1", "set loss sum",
      "train 7")
    stage.enter("focus output")
    stage.press(.down, .right, .right, "e")
    var quantities: [String] = []
    for _ in 0..<stage.state.session.inspectable.count {
      let element = try #require(stage.state.inspectedElement)
      let explanation = try stage.session.explanation(of: element)
      quantities.append(element.quantity.rawValue)
      let screen = ScreenView.draw(stage.state, size: Size(columns: 200, rows: 60)).text.joined(separator: "\n")
      #expect(screen.contains("\(explanation.subject) = \(explanation.resultText)"), "\(explanation.subject)")
      for choice in explanation.choices { #expect(screen.contains("[\(choice.ways[choice.taken])]"), "\(choice)") }
      stage.press("e")
    }
    #expect(
      quantities == [
        "y", "batch_mean", "batch_variance", "r", "d", "moving_mean", "moving_variance", "renorm_mean",
        "renorm_mean_weight", "renorm_stddev", "renorm_stddev_weight", "grad_input", "grad_gamma", "grad_beta",
      ])
    #expect(stage.state.inspectedElement?.indices == [1, 2])
    stage.press(.escape)
    #expect(!stage.state.isExplaining)
  }
}
