import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("Any keys in any order")
struct KeySoupTests {
  private static let lines = [
    "batch [[3], [7]]", "generate normal shape=4x3x2 seed=1", "load builtin:digits batch=8 flatten=on", "set axis 1",
    "train 3", "infer 2", "reset", "show y", "show x + nope", "channel 0 1", "channel 9", "toggle renorm",
    "fork", "together on", "undo", "redo", "goto 2", "back at_most", "inspect y", "view output heatmap", "hide mean",
    "yaxis mean symlog", "focus channels", "zoom", "tour", "compare", "diagnose", "demo memory", "demo 3", "demo",
    "help set", "assert step == 3", "save a.bn", "source a.bn", "export variables v.npz", "run",
    "pause", "ask Why? choices=[a, b] answer=1 hide=y", "ask What? answer=2", "answer 1", "reveal",
    "task Three until step == 3 hint s", "hint", "solution train", "panes mean output", "panes all",
    "speed max", "quit", "trian", "assign gamma [1, 2]", "set renorm_clipping rmax=3 dmax=5", "say \"héllo 漢字\"",
  ]

  /// Keys of every kind, those that do something more often than others.
  private static func key(_ random: inout SplitMix) -> [Key] {
    let specials: [Key] = [
      .enter, .escape, .tab, .backTab, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown,
      .function(12), .paste("a\nb 漢"), .alt("b"), .control("r"), .control("w"), .control("c"), .control("l"),
    ]
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<4: return [specials[Int.random(in: 0..<specials.count, using: &random)]]
    case 4..<8: return [KeyBinding.all[Int.random(in: 0..<KeyBinding.all.count, using: &random)].key]
    case 8: return [.character(Character(Unicode.Scalar(UInt8.random(in: 32..<127, using: &random))))]
    default:
      let line = lines[Int.random(in: 0..<lines.count, using: &random)]
      return [":"] + line.map(Key.character) + (Bool.random(using: &random) ? [.enter] : [])
    }
  }

  /// Anything that a mouse can do, on the screen and beside it.
  private static func mouse(_ random: inout SplitMix, _ size: Size) -> MouseEvent {
    let kinds: [MouseEvent.Kind] = [
      .press(.left), .press(.right), .drag(.left), .release(.left), .wheelUp, .wheelDown,
    ]
    return MouseEvent(
      kinds[Int.random(in: 0..<kinds.count, using: &random)], column: Int.random(in: 0...size.columns, using: &random),
      row: Int.random(in: 0...size.rows, using: &random))
  }

  @Test("never fail, and leave a screen that can be drawn", arguments: 0..<6)
  func soup(_ seed: UInt64) throws {
    var random = SplitMix(state: seed)
    var stage = try Stage(glyphs: GlyphLevel.allCases[Int(seed) % 3])
    for _ in 0..<400 {
      stage.press(Self.key(&random))
      #expect(Parameter.listed.indices.contains(stage.state.parameterRow))
      if let player = stage.state.demo { #expect(player.moments.count == player.index + 1) }
      guard Int.random(in: 0..<8, using: &random) == 0 else { continue }
      let size = Size(columns: Int.random(in: 0...300, using: &random), rows: Int.random(in: 0...80, using: &random))
      #expect(ScreenView.draw(stage.state, size: size).size == size)
      stage.state.size = size
      stage.point(Self.mouse(&random, size))
    }
  }
}
