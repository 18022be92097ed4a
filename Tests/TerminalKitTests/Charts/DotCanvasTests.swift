import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Dot canvas")
struct DotCanvasTests {
  private let first = Style(.input)
  private let second = Style(.output)

  private func text(_ canvas: DotCanvas) -> [String] {
    var frame = Frame(size: Size(columns: canvas.columns, rows: canvas.rows))
    canvas.draw(in: frame.area, of: &frame, blank: Style())
    return frame.text
  }

  /// The dots of a drawn canvas, read back from its glyphs by Unicode's own numbering of braille dots.
  private func dots(_ canvas: DotCanvas) -> Set<[Int]> {
    var frame = Frame(size: Size(columns: canvas.columns, rows: canvas.rows))
    canvas.draw(in: frame.area, of: &frame, blank: Style())
    let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    var found: Set<[Int]> = []
    for row in 0..<canvas.rows {
      for column in 0..<canvas.columns {
        guard let scalar = frame[column, row]?.glyph.unicodeScalars.first, scalar.value >= 0x2800 else { continue }
        for (bit, place) in places.enumerated() where (scalar.value - 0x2800) >> UInt32(bit) & 1 == 1 {
          found.insert([2 * column + place.0, 4 * row + place.1])
        }
      }
    }
    return found
  }

  @Test("a line from corner to corner is the diagonal")
  func diagonal() {
    var braille = DotCanvas(columns: 4, rows: 2, glyphs: .braille)
    braille.line(from: DotPoint(x: 0, y: 0), to: DotPoint(x: 7, y: 7), first)
    #expect(dots(braille) == Set((0..<8).map { [$0, $0] }))
    #expect(text(braille) == ["⠑⢄", "  ⠑⢄"])
    var block = DotCanvas(columns: 4, rows: 2, glyphs: .block)
    block.line(from: DotPoint(x: 0, y: 3), to: DotPoint(x: 3, y: 0), first)
    #expect(text(block) == ["  ▄▀", "▄▀"])
    var ascii = DotCanvas(columns: 4, rows: 2, glyphs: .ascii)
    ascii.line(from: DotPoint(x: 0, y: 3), to: DotPoint(x: 3, y: 0), first)
    #expect(text(ascii) == ["  .'", ".'"])
  }

  @Test("level and upright lines fill their row and column at every level", arguments: GlyphLevel.allCases)
  func straight(glyphs: GlyphLevel) {
    var canvas = DotCanvas(columns: 3, rows: 2, glyphs: glyphs)
    canvas.line(from: DotPoint(x: -50, y: 0), to: DotPoint(x: 50, y: 0), first)
    canvas.line(from: DotPoint(x: 0, y: 99), to: DotPoint(x: 0, y: -99), first)
    let expected: [GlyphLevel: [String]] = [
      .braille: ["⡏⠉⠉", "⡇"], .block: ["█▀▀", "█"], .ascii: [":''", ":"],
    ]
    #expect(text(canvas) == expected[glyphs])
  }

  @Test("a solid line has no gaps, no dot off the true line, and both its ends")
  func gaps() {
    var random = SplitMix(state: 11)
    for _ in 0..<500 {
      var canvas = DotCanvas(columns: 20, rows: 10, glyphs: .braille)
      let (x0, y0) = (Int.random(in: 0..<40, using: &random), Int.random(in: 0..<40, using: &random))
      let (x1, y1) = (Int.random(in: 0..<40, using: &random), Int.random(in: 0..<40, using: &random))
      canvas.line(from: DotPoint(x: Double(x0), y: Double(y0)), to: DotPoint(x: Double(x1), y: Double(y1)), first)
      let dots = dots(canvas)
      #expect(dots.contains([x0, y0]) && dots.contains([x1, y1]))
      let length = max(abs(x1 - x0), abs(y1 - y0))
      #expect(dots.count == length + 1)
      for dot in dots where length > 0 {
        // The area over the longer side is the distance along the shorter one: half a dot, plus what an odd length
        // loses when it is halved.
        let area = abs((x1 - x0) * (dot[1] - y0) - (y1 - y0) * (dot[0] - x0))
        #expect(2 * area <= length + 1)
        let isNextToAnother = dots.contains { $0 != dot && abs($0[0] - dot[0]) <= 1 && abs($0[1] - dot[1]) <= 1 }
        #expect(isNextToAnother)
      }
    }
  }

  @Test("cutting a line at the edge leaves the dots of the whole line inside, within a dot")
  func clipping() {
    var random = SplitMix(state: 12)
    for _ in 0..<500 {
      func coordinate() -> Double { Double(Int.random(in: -100...140, using: &random)) }
      let (start, end) = (DotPoint(x: coordinate(), y: coordinate()), DotPoint(x: coordinate(), y: coordinate()))
      var small = DotCanvas(columns: 10, rows: 5, glyphs: .braille)
      small.line(from: start, to: end, first)
      // The same line on a canvas that holds it whole, 100 dots further right and down.
      var large = DotCanvas(columns: 130, rows: 65, glyphs: .braille)
      large.line(
        from: DotPoint(x: start.x + 100, y: start.y + 100), to: DotPoint(x: end.x + 100, y: end.y + 100), first)
      let seen = dots(small)
      let whole = dots(large).map { [$0[0] - 100, $0[1] - 100] }
      for dot in whole where (1..<19).contains(dot[0]) && (1..<19).contains(dot[1]) {
        #expect(seen.contains { abs($0[0] - dot[0]) <= 1 && abs($0[1] - dot[1]) <= 1 })
      }
      for dot in seen {
        #expect(whole.contains { abs($0[0] - dot[0]) <= 1 && abs($0[1] - dot[1]) <= 1 })
      }
    }
  }

  @Test("where lines meet the dots are joined and the later style wins")
  func joining() {
    var canvas = DotCanvas(columns: 2, rows: 1, glyphs: .braille)
    canvas.line(from: DotPoint(x: 0, y: 0), to: DotPoint(x: 3, y: 0), first)
    canvas.line(from: DotPoint(x: 2, y: 3), to: DotPoint(x: 3, y: 3), second)
    var frame = Frame(size: Size(columns: 3, rows: 1))
    canvas.draw(in: frame.area, of: &frame, blank: Style(.faint))
    #expect(frame.text == ["⠉⣉"])
    #expect(frame.styles([first: "1", second: "2", Style(): "-"]) == ["12-"])
  }

  @Test("cells without dots carry the plot's style")
  func blanks() {
    var canvas = DotCanvas(columns: 3, rows: 1, glyphs: .ascii)
    canvas.dot(x: 1, y: 0, first)
    var frame = Frame.sentinels(columns: 5, rows: 1)
    canvas.draw(in: Area(column: 1, columns: 9, rows: 9), of: &frame, blank: second)
    #expect(frame.text == ["¤ ' ¤"])
    #expect(frame.styles([first: "1", second: "2", Frame.sentinel.style: "-"]) == ["-212-"])
    #expect(Style(.input, [.bold, .underline, .reverse]).forBlanks == Style(.input, .bold))
  }

  @Test("strokes differ, and a spike's tip is drawn in each")
  func strokes() {
    let marks = [Stroke.solid, .dashed, .dotted, .sparse].map { stroke in
      var canvas = DotCanvas(columns: 8, rows: 1, glyphs: .braille)
      canvas.line(from: DotPoint(x: 0, y: 1), to: DotPoint(x: 15, y: 1), first, stroke)
      return text(canvas)[0]
    }
    #expect(marks == ["⠒⠒⠒⠒⠒⠒⠒⠒", "⠒⠒ ⠒⠒ ⠒⠒", "⠂⠐ ⠂⠐ ⠂⠐", "⠂ ⠂ ⠂ ⠂"])
    for stroke in [Stroke.dashed, .dotted, .sparse] {
      for tip in 0..<30 {
        var canvas = DotCanvas(columns: 3, rows: 10, glyphs: .braille)
        canvas.line(from: DotPoint(x: 2, y: 39), to: DotPoint(x: 3, y: Double(tip)), first, stroke)
        #expect(dots(canvas).contains([3, tip]))
      }
    }
  }

  @Test("no coordinate is too strange", arguments: GlyphLevel.allCases)
  func strange(glyphs: GlyphLevel) {
    let coordinates: [Double] = [.nan, .infinity, -.infinity, 1e308, -1e308, 1e-308, 0, 5, 1e9]
    for (columns, rows) in [(0, 0), (1, 1), (-3, 5), (4, 0), (7, 3)] {
      var canvas = DotCanvas(columns: columns, rows: rows, glyphs: glyphs)
      for x0 in coordinates {
        for y0 in coordinates {
          for x1 in coordinates {
            canvas.line(from: DotPoint(x: x0, y: y0), to: DotPoint(x: x1, y: 3), first, .dashed)
          }
        }
      }
      canvas.dot(x: .max, y: .min, first)
      canvas.dot(x: columns * 2, y: 0, first)
      #expect(canvas.columns == max(0, columns) && canvas.rows == max(0, rows))
    }
  }
}
