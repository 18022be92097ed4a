import BNTestSupport
import Testing

@testable import BNExplorer
@testable import Platform
@testable import TerminalKit

@Suite("Formula view")
struct FormulaViewTests {
  private static let script =
    "generate normal mean=2 std=3 shape=8x4 seed=5; set renorm on; set rmax 1.1; set loss sum;"

  private static let explanations: [Explanation] = {
    let subjects = [
      "y[3,2]", "moving_mean[1]", "moving_variance[0]", "batch_mean[1]", "batch_variance[1]", "r[1]", "d[0]",
      "grad_input[2,1]", "grad_gamma[3]", "grad_beta[0]", "renorm_mean_weight",
    ]
    let session = try? Session(script + "train 3; assign moving_mean 5")
    return subjects.compactMap { try? session?.explained($0) }
  }()

  private func draw(_ view: FormulaView, _ columns: Int, _ rows: Int, _ glyphs: GlyphLevel = .ascii) -> Frame {
    var frame = Frame(size: Size(columns: columns, rows: rows))
    view.draw(in: frame.area, of: &frame, glyphs: glyphs)
    return frame
  }

  @Test("the value, the formula broken before operators, what its numbers are, and the way taken in brackets")
  func picture() throws {
    let session = try Session("batch [[0], [4]]; set epsilon 0; set gamma_initializer constant 3; train")
    let view = FormulaView(try session.explained("y[1,0]"))
    let frame = draw(view, 46, 24)
    #expect(
      frame.text == [
        "y[1,0] = 3.0",
        "  = (x - batch_mean) / sqrt(batch_variance",
        "    + epsilon) * gamma + beta",
        "  = (4.0 - 2.0) / sqrt(4.0 + 0.0) * 3.0 + 0.0",
        "moments: [training] / inference",
        "  | implementation: fused / [not fused]",
        "  | arithmetic: [fast] / reference | renorm:",
        "  [off] / on",
        "  x = 4.0: x[1,0], the element itself",
        "  batch_mean = 2.0: mean of the 2 elements of",
        "    channel 0, before it is rounded to float32",
        "  batch_variance = 4.0: biased variance of the",
        "    2 elements of channel 0, before it is",
        "    rounded to float32",
        "  epsilon = 0.0: added to the variance",
        "  gamma = 3.0: factor of channel 0",
        "  beta = 0.0: offset of channel 0",
        "because training: by the batch's own moments",
        "because not fused: rank 2; arithmetic fast,",
        "  moments in double precision",
        "rounded float32; the numbers above give it",
        "  within 1.1e-5",
        "",
        "",
      ])
    let rows = frame.text
    let row = try #require(rows.firstIndex { $0.hasPrefix("moments:") })
    #expect(frame[9, row]?.style == view.takenStyle && frame[22, row]?.style == view.otherStyle)
  }

  @Test("all kinds of explanations are there to be drawn")
  func kinds() { #expect(Self.explanations.count == 11) }

  @Test("says the whole formula at any width, without a digit that the explanation does not have")
  func wholeFormula() {
    for explanation in Self.explanations {
      let view = FormulaView(explanation)
      let own = explanation.lines.joined(separator: " ")
      for columns in 1...100 {
        let lines = view.lines(columns: columns, glyphs: .block).map { $0.map(\.text).joined() }
        #expect(lines.allSatisfy { $0.columns <= columns }, "\(columns)")
        // Without blanks and line breaks the numbers stand as the explanation writes them.
        let text = lines.map { $0.hasSuffix("\\") ? String($0.dropLast()) : $0 }.joined().filter { $0 != " " }
        #expect(text.contains(explanation.formula.symbols.filter { $0 != " " }))
        #expect(!explanation.formula.isComputed || text.contains(explanation.formula.numbers.filter { $0 != " " }))
        #expect(text.contains("=" + explanation.resultText))
        guard columns >= 60 else { continue }
        for line in lines {
          for number in line.split(whereSeparator: { !$0.isNumber && $0 != "." && $0 != "e" && $0 != "-" })
          where number.contains(where: \.isNumber) {
            #expect(own.contains(number), "\(number) in \(line)")
          }
        }
      }
    }
  }

  @Test("scrolls by lines, tells how many lie above and below, and shows every line at some place")
  func scrolling() {
    for explanation in Self.explanations {
      for rows in 1...12 {
        var view = FormulaView(explanation)
        let all = view.lines(columns: 40, glyphs: .ascii).map { $0.map(\.text).joined() }
        var seen: Set<Int> = []
        for first in -2...all.count + 2 {
          view.firstLine = first
          let shown = view.shown(of: all.count, rows: rows)
          seen.formUnion(shown)
          let text = draw(view, 40, rows).text
          for (row, line) in shown.enumerated() {
            #expect(text[row] == String(all[line].reversed().drop { $0 == " " }.reversed()))
          }
          let above = shown.lowerBound > 0 ? "\(shown.lowerBound) above" : ""
          let below = shown.upperBound < all.count ? "\(all.count - shown.upperBound) below" : ""
          if rows > 1, shown.count < all.count {
            #expect(text[rows - 1] == "+ " + [above, below].filter { !$0.isEmpty }.joined(separator: ", "))
          }
        }
        #expect(seen.count == all.count)
      }
    }
  }

  @Test("every size draws and stays inside")
  func everySize() {
    for (index, explanation) in Self.explanations.enumerated() {
      for columns in 0..<60 where columns % 4 == index % 4 {
        for rows in [0, 1, 2, 5, 30] {
          var frame = Frame.sentinels(columns: columns + 4, rows: rows + 2)
          FormulaView(explanation).draw(
            in: Area(column: 2, row: 1, columns: columns, rows: rows), of: &frame, glyphs: .ascii)
          for row in 0..<rows + 2 {
            for column in 0..<columns + 4 where row == 0 || row > rows || !(2..<columns + 2).contains(column) {
              #expect(frame[column, row] == Frame.sentinel)
            }
          }
        }
      }
    }
  }
}
