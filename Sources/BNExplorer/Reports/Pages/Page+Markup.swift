import Platform
import TerminalKit

extension Page {
  /// The page as a file, from its first to its last line: the same for the same page.
  var text: String {
    let counted = numbered
    let main = Markup.tag("main", [:], head + counted.flatMap(markup))
    return PageFrame.text(
      title: title, hasScript: true,
      body: [main, .tag("footer", [:], .paragraph(footer, "faint"))])
  }

  /// The sections with their numbers.
  private var numbered: [(number: Int, section: Section)] {
    sections.enumerated().map { ($0.offset + 1, $0.element) }
  }

  private var head: [Markup] {
    let links = numbered.map { number, section in
      Markup.tag("li", [:], .tag("a", ["href": "#section-\(number)"], .text(section.title)))
    }
    return [
      .tag("h1", [:], .text(title)),
      .tag(
        "dl", [:], facts.flatMap { Self.entry($0.name, $0.isCode ? .tag("code", [:], .text($0.text)) : .text($0.text)) }
      ),
    ] + (links.isEmpty ? [] : [.tag("nav", ["aria-label": "Sections"], .tag("ul", [:], links))])
  }

  private static func entry(_ name: String, _ text: Markup) -> [Markup] {
    [.tag("dt", [:], .text(name)), .tag("dd", [:], text)]
  }

  private func markup(_ number: Int, _ section: Section) -> [Markup] {
    [.tag("h2", ["id": "section-\(number)"], .text(section.title))]
      + section.blocks.enumerated().flatMap { markup($0.element, "part-\(number)-\($0.offset + 1)") }
  }

  private func markup(_ block: Block, _ name: String) -> [Markup] {
    switch block {
    case .paragraph(let text): return [.paragraph(text)]
    case .remark(let text): return [.paragraph(text, "remark")]
    case .findings(let findings): return findings.map(Self.article)
    case .charts(let charts):
      let figures = charts.enumerated().map { $0.element.markup(named: "\(name)-\($0.offset + 1)") }
      return [.tag("div", ["class": "charts"], figures)]
    case .table(let table): return [table.markup]
    case .folded(let table, let label):
      return [.tag("details", [:], .tag("summary", [:], .text(label)), table.markup)]
    case .code(let text, let label):
      // What is longer than a screen is scrolled, so that what stands behind it is found.
      let style = text.utf8.count > 1500 ? "high" : "low"
      return [
        .tag(
          "pre", ["class": style, "tabindex": "0", "role": "region", "aria-label": label],
          .tag("code", [:], Markup.lines(text)))
      ]
    case .recordings(let recordings):
      return recordings.enumerated().map { $0.element.markup(named: "\(name)-\($0.offset + 1)") }
    }
  }

  private static func article(_ finding: PageFinding) -> Markup {
    .tag(
      "article", [:],
      .tag(
        "h3", [:], .tag("span", ["class": finding.kind], .text(finding.head)), .text(" " + finding.figures)),
      .tag("dl", [:], entry("why", .text(finding.why + ".")) + entry("try", .text(finding.advice + "."))))
  }
}

extension PageTable {
  fileprivate var markup: Markup {
    func style(_ column: Column) -> KeyValuePairs<String, String> {
      column.isNumber ? ["scope": "col", "class": "number"] : ["scope": "col"]
    }
    let heads = columns.map { Markup.tag("th", style($0), .text($0.name)) }
    let body = rows.map { row in
      let cells = zip(row.cells, columns).enumerated().map { index, cell in
        index == 0
          ? Markup.tag("th", ["scope": "row"], .text(cell.0))
          : .tag("td", cell.1.isNumber ? ["class": "number"] : [:], .text(cell.0))
      }
      return Markup.tag("tr", row.isMarked ? ["class": "changed"] : [:], cells)
    }
    let table = Markup.tag(
      "table", [:], .tag("caption", [:], .text(caption)), .tag("thead", [:], .tag("tr", [:], heads)),
      .tag("tbody", [:], body))
    return .tag("div", ["class": "wide", "role": "region", "aria-label": caption, "tabindex": "0"], table)
  }
}

extension Recording {
  /// The picture with what plays it: a box to tick, which keys reach, and which needs no script.
  fileprivate func markup(named name: String) -> Markup {
    let seconds = NumberText.significant(duration, digits: 3)
    return .tag(
      "div", ["class": "recording"], .tag("h3", ["id": "\(name)-title"], .text(title)),
      .tag("input", ["type": "checkbox", "id": "\(name)-play", "aria-describedby": "\(name)-title"]),
      .tag("label", ["for": "\(name)-play"], .text(" Play (\(seconds) s)")),
      .tag("div", ["class": "film", "role": "group", "aria-labelledby": "\(name)-title"], .verbatim(svg)))
  }
}
