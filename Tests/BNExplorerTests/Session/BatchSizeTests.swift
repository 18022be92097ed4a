import BNTestSupport
import Testing

@testable import BNCore
@testable import BNExplorer
@testable import TerminalKit

@Suite("Batches of another size")
struct BatchSizeTests {
  private func session(_ lines: String...) throws -> Session { try Session(lines.joined(separator: "\n")) }

  @Test(
    "are those that the source's own line gives with that size",
    arguments: [
      ("generate normal mean=3 std=2 shape=64x4 seed=7", "generate normal mean=3 std=2 shape=8x4 seed=7"),
      (
        "generate uniform low=-1 high=[1,2] shape=4x6x2 seed=2 drift=0.1",
        "generate uniform low=-1 high=[1,2] shape=8x6x2 seed=2 drift=0.1"
      ),
      ("load builtin:digits batch=32 flatten=on shuffle=3", "load builtin:digits batch=8 flatten=on shuffle=3"),
      ("load builtin:digits batch=32", "load builtin:digits batch=8"),
    ])
  func same(_ line: String, _ other: String) throws {
    let resized = try session(line, "step 2", "batch_size 8", "step 3")
    let expected = try session(line, "step 2", other, "step 3")
    #expect(resized.lastStep?.numbers(.input) == expected.lastStep?.numbers(.input))
    #expect(resized.lastStep?.numbers(.output) == expected.lastStep?.numbers(.output))
    #expect(resized.sourceName == expected.sourceName)
  }

  @Test("are kept by a saved session, and taken back by undo")
  func kept() throws {
    let resized = try session("generate normal shape=64x4 seed=7", "batch_size 8", "step")
    #expect(resized.log.lines.contains("batch_size 8"))
    #expect(try session("generate normal shape=64x4 seed=7", "batch_size 8", "undo").batchShape == [64, 4])
  }

  @Test(
    "are refused where there are none, with what to do",
    arguments: [
      (["batch_size 8"], "generate or load"),
      (["batch [[1, 2], [3, 4]]", "batch_size 8"], "a literal batch has the size that it has"),
      (["generate normal shape=8x4", "batch_size 0"], "1"),
      (["generate normal shape=8x1024", "batch_size 1000000"], "make it smaller"),
      (["load builtin:digits batch=32 drop_last=on", "batch_size 2000"], "1437 examples"),
    ])
  func refusals(_ lines: [String], _ words: String) throws {
    let session = try Session(lines.dropLast().joined(separator: "\n"))
    let message = try refusal(of: lines[lines.count - 1], in: session).message
    #expect(message.contains(words), "\(message)")
  }

  @Test("are turned by the arrows: powers of two, of data at most all of it")
  func arrows() throws {
    var stage = try Stage("load builtin:digits batch=32 flatten=on", "step", layout: .story)
    stage.state.knob = .batchSize
    stage.state.arrangement.focus = .parameters
    let sizes = (0..<7).map { _ in
      stage.press(.right)
      return stage.session.batchShape?.first ?? 0
    }
    #expect(sizes == [64, 128, 256, 512, 1024, 1437, 1437])
    stage.press(.left)
    #expect(stage.session.batchShape?.first == 1024)
    #expect(stage.state.preview?.training.shape.first == 1024, "the effect is under the finger")
    #expect(stage.session.step == 1)
  }
}
