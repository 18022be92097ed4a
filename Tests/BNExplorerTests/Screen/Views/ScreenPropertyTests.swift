import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The screen at any size")
struct ScreenPropertyTests {
  /// The states to be drawn, each with another thing on the screen.
  private static let states = Result<[(name: String, state: ScreenState)], any Error> {
    try ScreenScene.all.filter { $0.name != "blocks" && $0.name != "ascii" }.map { ($0.name, try $0.stage().state) }
  }

  private func draw(_ state: ScreenState, _ glyphs: GlyphLevel, _ columns: Int, _ rows: Int) -> String? {
    var state = state
    state.glyphs = glyphs
    let frame = ScreenView.draw(state, size: Size(columns: columns, rows: rows))
    guard frame.size == Size(columns: columns, rows: rows), frame.cells.count == columns * rows else { return "size" }
    if let cursor = frame.cursor, frame[cursor.column, cursor.row] == nil { return "cursor outside" }
    guard glyphs == .ascii, let odd = frame.cells.first(where: { !$0.glyph.isASCII }) else { return nil }
    return "\(odd.glyph) is not ASCII"
  }

  /// Every size once, the states and glyphs taking turns so that each meets sizes of every kind.
  @Test("never fails, and draws nothing but ASCII where only that will do", arguments: 0...40)
  func everySize(_ rows: Int) throws {
    let states = try Self.states.get()
    let levels = GlyphLevel.allCases
    for columns in 0...110 {
      let turn = columns * 7 + rows * 11
      let (name, state) = states[turn % states.count]
      let fault = draw(state, levels[(columns + rows) % levels.count], columns, rows)
      #expect(fault == nil, "\(name) at \(columns)x\(rows)")
    }
  }

  @Test("draws everything in every way at small, usual and large sizes", arguments: GlyphLevel.allCases)
  func everyState(_ glyphs: GlyphLevel) throws {
    let tiny = (0...9).flatMap { columns in (0...9).map { (columns, $0) } }
    let edges = [(27, 24), (28, 12), (43, 14), (44, 40), (59, 24), (60, 24), (61, 9), (80, 24), (120, 40), (300, 80)]
    for (name, state) in try Self.states.get() {
      for (columns, rows) in tiny + edges {
        let fault = draw(state, glyphs, columns, rows)
        #expect(fault == nil, "\(name) at \(columns)x\(rows)")
      }
    }
  }
}
