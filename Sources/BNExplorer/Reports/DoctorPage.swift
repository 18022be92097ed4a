import BNCore
import BNFiles
import Platform
import TerminalKit

/// An examination as one page that needs nothing else: no script, no network, no other file.
struct DoctorPage {
  private let examination: Examination
  private let findings: [LayerFinding]
  private let words: DoctorWords
  private let program: String

  /// Shows some of the findings, in their order; the program that writes the page says so in it.
  init(_ examination: Examination, _ findings: [LayerFinding], by program: String) {
    (self.examination, self.findings, self.program) = (examination, findings, program)
    words = DoctorWords(examination)
  }

  /// The page, from its first to its last line.
  var text: String {
    PageFrame.text(
      title: title, hasScript: false, body: [.tag("main", [:], summary + cause + found + folded + table), footer])
  }

  private var title: String { "Batch norms of \(examination.path)" }

  private var own: [LayerFinding] { findings.filter { $0.consequenceOf == nil } }

  private var summary: [Markup] {
    let counts = Finding.Severity.gravestFirst.map { severity in
      counted(own.count { $0.finding.severity == severity }, severity.noun)
    }
    return [.tag("h1", [:], .text(title))] + words.sources.map { .paragraph($0) }
      + [
        Markup.paragraph(
          examination.layers.isEmpty
            ? FoldedText(examination).nothing + "."
            : own.isEmpty ? "Nothing was found." : counts.joined(separator: ", ") + ".")
      ]
  }

  private var cause: [Markup] {
    guard !examination.layers.isEmpty else { return [] }
    return [.tag("h2", [:], .text("The cause")), Markup.paragraph(words.cause), Markup.paragraph(words.prediction)]
  }

  // MARK: What was found

  private var found: [Markup] {
    guard !own.isEmpty else { return [] }
    let groups = Finding.Severity.gravestFirst.flatMap { severity -> [Markup] in
      let some = own.enumerated().filter { $0.element.finding.severity == severity }
      guard !some.isEmpty else { return [] }
      return [.tag("h3", ["class": severity.style], .text("\(severity.plural) (\(some.count))"))]
        + some.map { article($0.element, $0.offset) }
    }
    return [.tag("h2", [:], .text("What was found"))] + groups + consequences
  }

  private func article(_ finding: LayerFinding, _ place: Int) -> Markup {
    let parts = DoctorWords.Finding(finding)
    func entry(_ name: String, _ text: Markup) -> [Markup] {
      [.tag("dt", [:], .text(name)), .tag("dd", [:], text)]
    }
    let kind = "\(finding.finding.severity.rawValue) \(finding.finding.code.rawValue)"
    return .tag(
      "article", ["id": Self.anchor(place)],
      .tag(
        "h4", [:], .tag("span", ["class": finding.finding.severity.style], .text(kind)),
        .text(" " + Self.shown(finding.layer))),
      .tag(
        "dl", [:],
        entry("figure", .text(parts.figures + ".")) + entry("why", .text(parts.why + "."))
          + entry("try", .text(parts.advice + ".")) + entry("see", .tag("code", [:], .text(words.see(finding))))))
  }

  private var consequences: [Markup] {
    let victims = findings.filter { $0.consequenceOf != nil }
    guard let cause = victims.first?.consequenceOf else { return [] }
    return [
      .tag("h3", [:], .text("Consequences (\(victims.count))")),
      Markup.paragraph("Off behind \(Self.shown(cause)), most likely because it is:"),
      .tag(
        "ul", [:],
        victims.map {
          .tag("li", [:], .text("\(Self.shown($0.layer)): \(DoctorWords.Finding($0).figures)"))
        }),
    ]
  }

  private static func anchor(_ place: Int) -> String { "finding-\(place + 1)" }

  private static func shown(_ layer: String) -> String { layer.isEmpty ? "the layer" : layer }

  // MARK: The layers

  private var table: [Markup] {
    guard !examination.layers.isEmpty else { return [] }
    func head(_ text: String, isNumber: Bool = false) -> Markup {
      isNumber
        ? .tag("th", ["scope": "col", "class": "number"], .text(text)) : .tag("th", ["scope": "col"], .text(text))
    }
    let caption =
      "Each batch norm, \(examination.model.isNetworkOrder ? "in the order in which they run" : "in the file's order"); the output is"
      + " off in units of its own deviation, and behind it stands what it may be for all that the examples tell."
    return [
      .tag("h2", [:], .text("The layers")),
      .tag(
        "div", ["class": "wide", "role": "region", "aria-label": "Table of the layers", "tabindex": "0"],
        .tag(
          "table", [:], .tag("caption", [:], .text(caption)),
          .tag(
            "thead", [:],
            .tag("tr", [:], head("layer"), head("channels", isNumber: true), head("output off"), head("found"))),
          .tag("tbody", [:], examination.layers.map(row)))),
    ]
  }

  private func row(_ layer: ExaminedLayer) -> Markup {
    func cell(_ text: String) -> Markup { .tag("td", [:], .text(text)) }
    func short(_ number: Double) -> String { NumberText.significant(number, digits: 2) }
    let off =
      layer.gap.map { gap in
        "\(short(gap.effect)) (\(short(gap.interval.lowerBound)) to \(short(gap.interval.upperBound)))"
      } ?? "not known"
    return .tag(
      "tr", [:], .tag("th", ["scope": "row"], .text(Self.shown(layer.name))),
      .tag("td", ["class": "number"], .text(String(layer.channels))), cell(off), .tag("td", [:], marks(of: layer)))
  }

  /// The findings of a layer, each a way to where it is explained.
  private func marks(of layer: ExaminedLayer) -> [Markup] {
    var marks: [Markup] = []
    for (place, finding) in own.enumerated() where finding.layer == layer.name {
      if !marks.isEmpty { marks.append(.text(", ")) }
      let text = "\(finding.finding.severity.rawValue) \(finding.finding.code.rawValue)"
      marks.append(
        .tag("a", ["href": "#" + Self.anchor(place), "class": finding.finding.severity.style], .text(text)))
    }
    if findings.contains(where: { $0.layer == layer.name && $0.consequenceOf != nil }) {
      marks.append(.text((marks.isEmpty ? "" : ", ") + "a consequence"))
    }
    return marks.isEmpty ? [.text("nothing")] : marks
  }

  // MARK: What was folded

  private var folded: [Markup] {
    let text = FoldedText(examination)
    guard !text.lines.isEmpty else { return [] }
    return [
      .tag("h2", [:], .text("What was folded")),
      .tag("ul", [:], text.lines.map { .tag("li", [:], .text($0)) }),
      .tag("p", [:], .text("To go on: "), .tag("code", [:], .text(text.next))),
    ]
  }

  private var footer: Markup {
    .tag(
      "footer", [:],
      Markup.paragraph("Written by \(program) doctor. docs/diagnosis.md defines each figure.", "faint"))
  }
}

extension Finding.Severity {
  /// "warning".
  var noun: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .info: "note"
    }
  }

  fileprivate var plural: String { noun.prefix(1).uppercased() + noun.dropFirst() + "s" }
  fileprivate var style: String { noun }
}
