import Foundation
import Testing

@testable import BNExplorer

@Suite("How pages look")
struct PageStyleTests {
  /// The relative luminance of WCAG 2.2.
  private func luminance(_ colour: String) throws -> Double {
    let number = try #require(Int(colour.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(number >> shift & 0xFF) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func ratio(_ a: String, _ b: String) throws -> Double {
    let (one, other) = (try luminance(a), try luminance(b))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  /// Whether a colour has a contrast, in both lights, on both grounds.
  private func expect(_ colour: PageStyle.Colour, atLeast least: Double) throws {
    for ground in [PageStyle.background, PageStyle.panel] {
      #expect(try ratio(colour.light, ground.light) >= least, "\(colour.name) on \(ground.name), light")
      #expect(try ratio(colour.dark, ground.dark) >= least, "\(colour.name) on \(ground.name), dark")
    }
  }

  @Test("text has the contrast that AA asks of text, lines and curves that of graphics, in light and in the dark")
  func contrast() throws {
    #expect((try ratio("#000000", "#ffffff") - 21).magnitude < 1e-9)
    for ink in PageStyle.inks { try expect(ink, atLeast: 4.5) }
    #expect(PageStyle.strokes.count == ChartInk.allCases.count)
    for stroke in PageStyle.strokes + [PageStyle.line] { try expect(stroke, atLeast: 3) }
  }

  @Test("every colour that a rule names is in the table, and every one in the table has both lights and paper")
  func names() throws {
    let sheet = PageStyle.sheet
    let named = sheet.matches(of: /var\(--([a-z]+)\)/).map { String($0.1) }
    #expect(Set(named).subtracting(PageStyle.all.map(\.name)) == ["ink"])
    for colour in PageStyle.all { #expect(sheet.split(separator: "--\(colour.name):#").count == 4, "\(colour.name)") }
  }

  @Test("style and script read the same as HTML, which decodes nothing in them, and as XML, which does")
  func verbatim() {
    for text in [PageStyle.sheet, ChartScript.text] {
      #expect(!text.contains("<") && !text.contains("&") && !text.contains("]]>"))
    }
    // A backslash would make another name of the selector behind it.
    #expect(!PageStyle.sheet.contains("\\") && !PageStyle.sheet.contains("\n"))
    #expect(PageStyle.sheet.count { $0 == "{" } == PageStyle.sheet.count { $0 == "}" })
  }

  @Test("what stands in a page of its own style is the sheet itself")
  func sheet() {
    let page = PageFrame.text(title: "a", hasScript: false, body: [])
    #expect(page.contains("<style>\(PageStyle.sheet)</style>"))
  }
}
