import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Row composer")
struct RowComposerTests {
  /// Every scalar has the columns of the program's own table, as in a locale that knows all.
  private func composer(isASCII: Bool = false, width: (@Sendable (Unicode.Scalar) -> Int)? = nil) -> RowComposer {
    RowComposer(theme: Theme(depth: .palette), isASCII: isASCII, width: width ?? { Character($0).columns })
  }

  private func text(_ glyphs: [ScreenGlyph]) -> String {
    String(String.UnicodeScalarView(glyphs.flatMap { [$0.base, $0.mark1, $0.mark2].compactMap { $0 } }))
  }

  private func row(_ cells: [Cell], columns: Int) -> Frame {
    var frame = Frame(size: Size(columns: columns, rows: 1))
    for (column, cell) in cells.enumerated() { frame.put(cell, column: column, row: 0) }
    return frame
  }

  @Test("fills the width exactly, whatever the cells hold")
  func width() {
    var random = SplitMix(state: 6)
    for _ in 0..<500 {
      var frame = Frame(size: random.size(columns: 1...20, rows: 1...3))
      random.draw(on: &frame, pieces: 3)
      random.spoil(&frame, cells: 20)
      let columns = Int.random(in: 1...30, using: &random)
      for isASCII in [false, true] {
        for index in -1...frame.size.rows {
          let glyphs = composer(isASCII: isASCII).compose(frame, row: index, columns: columns)
          #expect(glyphs.reduce(0) { $0 + Character($1.base).columns } == columns)
          #expect(!glyphs.contains { $0.base.value < 0x20 || (0x7f..<0xa0).contains($0.base.value) })
          if isASCII { #expect(glyphs.allSatisfy { $0.base.isASCII && $0.mark1 == nil }) }
        }
      }
    }
  }

  @Test("of a part that changed fits between the parts that did not, as if the whole row were composed")
  func parts() {
    var random = SplitMix(state: 7)
    var narrower = 0
    for round in 0..<2000 {
      let size = random.size(columns: 1...40, rows: 1...1)
      var old = Frame(size: size)
      for column in 0..<size.columns { old.put(random.plainCell(), column: column, row: 0) }
      var new = old
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        new.put(random.plainCell(), column: .random(in: 0..<size.columns, using: &random), row: 0)
      }
      if round % 10 == 0 { random.draw(on: &new, pieces: 1) }
      for isASCII in [false, true] {
        let composer = composer(isASCII: isASCII)
        var glyphs = composer.compose(old, row: 0, columns: size.columns)
        let whole = composer.compose(new, row: 0, columns: size.columns)
        if let columns = new.columnsToCompose(row: 0, after: old) {
          if columns.count < size.columns { narrower += 1 }
          let part = composer.compose(new, row: 0, columns: columns)
          if new.hasWide || old.hasWide { glyphs = part } else { glyphs.replaceSubrange(columns, with: part) }
        } else {
          #expect(new.cells == old.cells)
        }
        #expect(glyphs == whole, "round \(round)")
      }
    }
    #expect(narrower > 1000)
  }

  @Test("keeps two marks of a letter, and neither joiners nor selectors")
  func marks() {
    let frame = row([Cell("x\u{302}"), Cell("n\u{303}\u{323}\u{301}"), Cell("e\u{fe0f}")], columns: 3)
    #expect(text(composer().compose(frame, row: 0, columns: 3)) == "x\u{302}n\u{303}\u{323}e")
    #expect(text(composer(isASCII: true).compose(frame, row: 0, columns: 3)) == "xne")
  }

  @Test("what the C library gives other columns than the frame does becomes ASCII of the frame's width")
  func disagreement() {
    let frame = row([Cell("漢"), Cell(Cell.continuationGlyph), Cell("γ"), Cell("|")], columns: 4)
    #expect(text(composer(width: { _ in -1 }).compose(frame, row: 0, columns: 4)) == "? g|")
    let marked = row([Cell("x\u{302}"), Cell("|")], columns: 2)
    #expect(text(composer(width: { _ in 1 }).compose(marked, row: 0, columns: 2)) == "x|")
    #expect(text(composer(width: { $0 == "γ" ? 2 : 1 }).compose(frame, row: 0, columns: 4)) == "? g|")
  }

  @Test("a plain blank before another colour takes it, one that has a look of its own keeps it")
  func blanksBetweenColours() {
    let frame = row(
      [
        Cell("a", Style(.gamma)), Cell(), Cell(), Cell("b", Style(.beta)), Cell(" ", Style(.loss)),
        Cell(" ", Style(.gamma)),
        Cell("c", Style(.input)), Cell(),
      ], columns: 8)
    let composer = composer()
    let looks = composer.compose(frame, row: 0, columns: 8).map(\.look)
    #expect(looks[1] == composer.look(of: Style(.beta)) && looks[2] == looks[1])
    // The loss has the terminal's own colour: it is plain.
    #expect(looks[4] == composer.look(of: Style(.input)))
    #expect(looks[5] == composer.look(of: Style(.gamma)))
    #expect(looks[7].colour == nil)
  }

  @Test("blanks take the look of equal neighbours, never a look that shows")
  func blanks() {
    let red = Style(.error)
    let blue = Style(.movingMean)
    let frame = row(
      [
        Cell("a", blue), Cell(), Cell("b", blue), Cell(), Cell("c"), Cell(), Cell("d", red), Cell(), Cell("e", red),
        Cell(),
      ],
      columns: 10)
    let looks = composer().compose(frame, row: 0, columns: 10).map(\.look)
    #expect(looks[1] == looks[0])
    #expect(looks[3].colour == nil)
    #expect(looks[7].colour == nil)
    #expect(looks[7].emphasis == [])
    #expect(looks[9].colour == nil)
  }
}
