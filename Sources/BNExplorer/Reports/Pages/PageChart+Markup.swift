import TerminalKit

extension PageChart {
  /// The chart with its title, legend, drawing and table; `name` tells it from the others of the page.
  func markup(named name: String) -> Markup {
    let drawing = ChartDrawing(self)
    let caption = Markup.tag("figcaption", [:], .tag("h3", [:], .text(title)), .paragraph(about))
    return .tag(
      "figure", ["class": "chart", "data-kind": kind.rawValue],
      [caption] + legend + [plot(drawing, name), .tag("p", ["class": "heard", "aria-live": "polite"])]
        + remarks.map { .paragraph($0, "remark") } + [values(drawing)])
  }

  /// Which line is which; nothing to say of one alone.
  private var legend: [Markup] {
    let entries = series.filter { series in !bands.contains { isEdge(series, of: $0) } }
    guard entries.count + bands.count > 1 else { return [] }
    let lines = entries.map { Self.entry($0.name, "\($0.look.rawValue) \($0.ink.rawValue)", "M1 5H31") }
    let areas = bands.map { Self.entry($0.name, "band \($0.ink.rawValue)", "M1 0H31V10H1Z") }
    return [.tag("ul", ["class": "legend"], lines + areas)]
  }

  private func isEdge(_ series: Series, of band: Band) -> Bool {
    [band.low, band.high].contains { self.series[$0].name == series.name }
  }

  private static func entry(_ name: String, _ style: String, _ line: String) -> Markup {
    let isDots = style.hasPrefix("\(Look.dots.rawValue) ")
    let key = Markup.tag(
      "svg", ["viewBox": "0 0 32 10", "aria-hidden": "true", "xmlns": Markup.svg],
      .tag("path", ["class": style, "d": isDots ? "M16 5h0" : line]))
    return .tag("li", [:], key, .text(name))
  }

  private func plot(_ drawing: ChartDrawing, _ name: String) -> Markup {
    let picture = Markup.tag(
      "svg",
      [
        "role": "img", "aria-labelledby": "\(name)-title \(name)-text", "viewBox": "0 0 1000 1000",
        "preserveAspectRatio": "none", "xmlns": Markup.svg,
      ],
      [.tag("title", ["id": "\(name)-title"], .text(title)), .tag("desc", ["id": "\(name)-text"], .text(description))]
        + drawing.shapes)
    func label(_ text: String, _ style: String, _ side: String, _ place: Double) -> Markup {
      let share = NumberText.fixed(place * 100, digits: 2)
      return .tag("span", ["class": style, "style": "\(side):\(share)%", "aria-hidden": "true"], .text(text))
    }
    let labels =
      drawing.scale.yTicks.map { label($0.label, "y", "bottom", $0.place) }
      + drawing.scale.xTicks.map { label($0.label, "x", "left", $0.place) }
    let axis = kind == .bars ? [] : [Markup.tag("span", ["class": "name", "aria-hidden": "true"], .text(positionName))]
    return .tag("div", ["class": "plot"], [picture] + labels + axis)
  }

  /// What a person hears who does not see the drawing: what it is of, and where each curve begins, ends and lies.
  private var description: String {
    ([about] + series.compactMap(summary)).joined(separator: " ")
  }

  private func summary(_ series: Series) -> String? {
    let finite = series.values.indices.filter { series.values[$0].isFinite }
    guard let first = finite.first, let last = finite.last, let range = ValueRange(of: series.values) else {
      return nil
    }
    func short(_ value: Double) -> String { NumberText.significant(value) }
    if kind == .bars { return "The fullest bar has \(short(range.high))." }
    let reach = "between \(short(range.low)) and \(short(range.high))"
    guard kind == .curves else { return "\(series.name): \(reach)." }
    return "\(series.name): from \(short(series.values[first])) at \(positionName) \(names[first]) to "
      + "\(short(series.values[last])) at \(positionName) \(names[last]), \(reach)."
  }

  // MARK: Its numbers

  private func values(_ drawing: ChartDrawing) -> Markup {
    let heads =
      [Markup.tag("th", ["scope": "col"], .text(positionName))]
      + series.map { .tag("th", ["scope": "col", "class": "number", "data-ink": $0.ink.rawValue], .text($0.name)) }
    let rows = names.indices.map { index in
      Markup.tag(
        "tr", ["data-x": drawing.x(index), "data-y": drawing.y(index)],
        [.tag("th", ["scope": "row"], .text(names[index]))]
          + series.map { .tag("td", ["class": "number"], .text($0.shown(index))) })
    }
    let table = Markup.tag(
      "table", [:], .tag("caption", [:], .text(title)), .tag("thead", [:], .tag("tr", [:], heads)),
      .tag("tbody", [:], rows))
    let frame = Markup.tag(
      "div", ["class": "wide high", "role": "region", "aria-label": "Values of \(title)", "tabindex": "0"], table)
    return .tag("details", [:], .tag("summary", [:], .text("All values (\(counted))")), frame)
  }

  /// How many points there are.
  private var counted: String {
    let count = NumberText.grouped(names.count)
    return kind == .bars ? "\(count) bars" : "\(count) \(positionName)\(names.count == 1 ? "" : "s")"
  }
}

extension PageChart.Series {
  /// A value as it is read; nothing where nothing was measured.
  fileprivate func shown(_ index: Int) -> String {
    NumberText.isMissing(values[index]) ? "" : text(values[index])
  }
}

extension Markup {
  /// What an XML parser needs to know pictures by.
  static let svg = "http://www.w3.org/2000/svg"
}
