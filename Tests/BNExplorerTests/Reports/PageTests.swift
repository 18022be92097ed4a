import TerminalKit
import Testing

@testable import BNExplorer

@Suite("A page with charts")
struct PageTests {
  private static let exact: @Sendable (Double) -> String = { "\($0)" }

  private static func chart(_ values: [Double], title: String = "A chart", name: String = "moving") -> PageChart {
    PageChart(
      title: title, about: "About it.", steps: values.indices.map { Double($0 + 1) },
      series: [
        PageChart.Series(name, .moving, .strong, values, text: exact),
        PageChart.Series("batch", .batch, .thin, values.map { $0 / 3 }, text: exact),
      ])
  }

  private static func page(_ blocks: [Page.Block], title: String = "A page") -> Page {
    Page(title: title, sections: [Page.Section("A section", blocks)], footer: "By a test.")
  }

  @Test("is well-formed, with headings without gaps, and every way and every reference leads to where it says")
  func form() throws {
    let table = PageTable(
      caption: "Numbers", columns: [PageTable.Column(name: "a"), PageTable.Column(name: "b", isNumber: true)],
      rows: [PageTable.Row(cells: ["x", "1"], isMarked: true)])
    let finding = PageFinding(kind: "error", head: "ERROR A1", figures: "f", why: "w", advice: "d")
    let film = Recording(title: "A film", svg: "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>", duration: 2.5)
    let page = Self.page([
      .paragraph("p"), .remark("r"), .findings([finding]), .charts([Self.chart([1, 2]), Self.chart([3])]),
      .table(table), .folded(table, label: "More"), .code("a\nb", label: "Lines"), .recordings([film, film]),
    ]).text
    let reading = try PageReading(page)
    #expect(reading.names("h1") == 1 && reading.names("main") == 1 && reading.names("title") == 3)
    var level = 0
    for case let (name, _) in reading.elements where name.count == 2 && name.first == "h" {
      guard let own = name.last.flatMap({ Int(String($0)) }) else { continue }
      #expect(own <= level + 1, "\(name) behind h\(level)")
      level = own
    }
    let ids = reading.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let ways = reading.elements.compactMap { $0.attributes["href"] }
    #expect(ways == ["#section-1"])
    let references = ["aria-labelledby", "aria-describedby", "for"].flatMap { name in
      reading.elements.compactMap { $0.attributes[name] }.flatMap { $0.split(separator: " ").map(String.init) }
    }
    #expect(references.count == 10 && Set(references).isSubset(of: ids))
    #expect(reading.elements.filter { $0.name == "th" }.allSatisfy { $0.attributes["scope"] != nil })
    #expect(reading.texts["pre"] == "a\nb")
  }

  @Test("needs nothing from elsewhere, and says so to the browser")
  func alone() throws {
    let page = Self.page([.charts([Self.chart([1, 2])])]).text
    let reading = try PageReading(page)
    for name in ["link", "img", "iframe", "object", "form", "base"] { #expect(reading.names(name) == 0) }
    #expect(!page.contains("url(") && !page.contains("@import") && !page.contains("src="))
    let policy = reading.elements.compactMap { $0.attributes["http-equiv"] == nil ? nil : $0.attributes["content"] }
    #expect(policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'unsafe-inline'"])
    // The only addresses are the names that XML knows HTML and SVG by.
    let addresses = Set(page.matches(of: /https?:[^"' ]*/).map { String($0.output) })
    #expect(addresses == ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"])
  }

  @Test("shows names as they are, whatever they would mean to a browser")
  func hostile() throws {
    let names = ["</script><script>alert(1)</script>", "a\" onfocus=\"x", "&lt;<b>", "'\u{1B}\u{202E}]]>--><!--"]
    for name in names {
      let page = Self.page(
        [
          .charts([Self.chart([1, 2], title: name, name: name)]), .code(name, label: name), .paragraph(name),
        ], title: name
      ).text
      let reading = try PageReading(page)
      #expect(reading.names("script") == 1 && reading.names("b") == 0)
      #expect(reading.elements.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
      let shown = name.replacing("\u{1B}", with: "\\u{1b}").replacing("\u{202E}", with: "\\u{202e}")
      for place in ["h1", "h3", "p", "pre"] {
        #expect(reading.texts[place]?.contains(shown) == true, "\(place) of \(name)")
      }
      #expect(reading.cells.contains(shown))
    }
  }

  @Test("has every number that it draws in a table, exactly")
  func numbers() throws {
    let finite = [0.1 + 0.2, 1 / 3.0, -Double.leastNonzeroMagnitude, 1.7976931348623157e308]
    let values = finite + [.nan, .infinity, NumberText.notMeasured]
    let reading = try PageReading(Self.page([.charts([Self.chart(values)])]).text)
    #expect(reading.cells.prefix(3) == ["step", "moving", "batch"])
    for (index, value) in values.enumerated() {
      let row = Array(reading.cells[(3 * (index + 1))..<(3 * (index + 2))])
      #expect(row[0] == "\(index + 1)")
      if NumberText.isMissing(value) {
        #expect(row[1] == "")
      } else {
        let read = try #require(Double(row[1]))
        #expect(read.bitPattern == value.bitPattern || (read.isNaN && value.isNaN), "\(value)")
      }
    }
    // What cannot be drawn is said.
    #expect(reading.texts["p"]?.contains("moving: 2 of 7 values are not finite, the first at step 5.") == true)
  }

  @Test("draws each point where the row says that it is, from the left to the right and from the bottom up")
  func places() throws {
    let reading = try PageReading(Self.page([.charts([Self.chart([0, 10, 5])])]).text)
    let rows = reading.elements.filter { $0.name == "tr" && $0.attributes["data-x"] != nil }
    #expect(rows.map { $0.attributes["data-x"] } == ["0", "0.5", "1"])
    let heights = rows.compactMap { $0.attributes["data-y"]?.split(separator: " ").first.flatMap { Double($0) } }
    // A margin of 5 % of the values' range on both sides: places are (value + 0.5) / 11, in five digits.
    for (height, value) in zip(heights, [0.0, 10, 5]) { #expect((height - (value + 0.5) / 11).magnitude < 1e-5) }
    let paths = reading.elements.filter { $0.name == "path" && $0.attributes["class"] == "strong moving" }
    #expect(paths.last?.attributes["d"] == "M0.0 954.5L500.0 45.5L1000.0 500.0")
  }

  @Test("leaves gaps where there is no number, and shows a number alone as a dot")
  func gaps() throws {
    let reading = try PageReading(Self.page([.charts([Self.chart([1, .nan, 1, 1, .infinity])])]).text)
    let paths = reading.elements.filter { $0.name == "path" && $0.attributes["class"] == "strong moving" }
    let line = try #require(paths.last?.attributes["d"])
    #expect(line.count { $0 == "M" } == 2 && line.count { $0 == "L" } == 1 && line.contains("h0"))
  }

  @Test("draws at most about 600 points of a curve, the extremes among them, and says so")
  func long() throws {
    var values = (0..<5000).map { Double($0 % 7) }
    (values[1234], values[4321]) = (100, -100)
    let chart = Self.chart(values)
    #expect(chart.positions.count <= 600)
    #expect(chart.series[0].values.max() == 100 && chart.series[0].values.min() == -100)
    #expect(chart.names.contains("1235") && chart.names.contains("4322"))
    #expect(chart.remarks.contains { $0.contains("of 5,000 steps") })
  }

  @Test("counts every value of a histogram in one bar, and says what lies beyond")
  func histogram() throws {
    let values = (0..<1000).map { Double($0) / 1000 } + [.nan]
    let chart = PageChart(histogramOf: values, title: "h", about: "a", ink: .first)
    #expect(chart.series[0].values.reduce(0, +) == 1000)
    #expect(chart.positions.count == chart.names.count + 1)
    #expect(chart.remarks.contains { $0.contains("1 NaN") })
    let one = PageChart(histogramOf: [5, 5, 5], title: "h", about: "a", ink: .first)
    #expect(one.series[0].values == [3] && one.positions[0] < 5 && one.positions[1] > 5)
    #expect(PageChart(histogramOf: [], title: "h", about: "a", ink: .first).series[0].values.reduce(0, +) == 0)
  }

  @Test("plays recordings by a box that is not ticked, and has their pictures as they are")
  func recordings() throws {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect class=\"f1\" width=\"1\" height=\"1\"/></svg>"
    let page = Self.page([.recordings([Recording(title: "A & B", svg: svg, duration: 12)])]).text
    let reading = try PageReading(page)
    #expect(page.contains(svg))
    let box = try #require(reading.elements.first { $0.name == "input" })
    #expect(box.attributes["type"] == "checkbox" && box.attributes["checked"] == nil)
    #expect(reading.texts["label"] == " Play (12 s)")
  }
}
