extension LineChart {
  /// Draws the chart into an area of a blank frame.
  ///
  /// Every rectangle is good enough: parts that find no room are left out, down to a single cell of plot.
  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return }
    let plan = plan(of: area, glyphs)
    let layout = plan.layout
    frame.write(plan.heading, in: layout.title, glyphs: glyphs)
    guard let y = plan.y else {
      // A narrow title leaves the survey's note out; NaN must not pass for nothing.
      write(plan.note.isEmpty ? "no values to draw" : "no finite values", inMiddleOf: layout.plot, of: &frame)
      return
    }
    plan.legend.draw(in: layout.legend, of: &frame, glyphs: glyphs)
    VerticalAxis(y, rows: layout.plot.rows, glyphs: glyphs).draw(in: layout.vertical, of: &frame, glyphs: glyphs)
    let horizontal = HorizontalAxis(
      xLabels(plan.x, plan.steps, columns: layout.plot.columns, glyphs), columns: layout.plot.columns)
    let hasCorner = !layout.vertical.isEmpty
    horizontal.draw(in: layout.horizontal, of: &frame, glyphs: glyphs, hasCorner: hasCorner)
    drawPlot(plan.x, y, layout, &frame, glyphs)
  }

  /// The recorded position nearest to a column of the screen, for a mouse; `nil` beside the plot.
  package func recordedPosition(atColumn column: Int, in area: Area, glyphs: GlyphLevel) -> Double? {
    let plan = plan(of: area, glyphs)
    let plot = plan.layout.plot
    guard plan.y != nil, column >= plot.column, column - plot.column < plot.columns else { return nil }
    let across = Double(glyphs.dotsPerCell.across)
    let dot = Double(column - plot.column) * across + (across - 1) / 2
    return recordedPosition(nearestTo: plan.x.value(atDot: dot, among: plot.columns * Int(across)))
  }

  /// What has to be known before anything is drawn.
  private struct Plan {
    let x: AxisScale
    /// `nil` if there is nothing to draw.
    let y: AxisScale?
    let steps: ValueRange?
    let heading: [(text: String, style: Style)]
    let note: String
    let legend: ChartLegend
    var layout: Layout
  }

  private func plan(of area: Area, _ glyphs: GlyphLevel) -> Plan {
    let positions = series.compactMap(\.xRange)
    let steps = positions.dropFirst().reduce(positions.first) { $0?.union($1) }
    let x = AxisScale(xRange ?? steps ?? .unit)
    let survey = SeriesSurvey(series, within: x.range, yKind)
    let legend = legend(glyphs)
    let heading = heading(survey, columns: area.columns, glyphs)
    let titleColumns = heading.reduce(0) { $0 + ($1.text.isEmpty ? 0 : $1.text.columns + 2) }
    var layout = Layout(area, titleColumns: titleColumns, legend: legend)
    let y = steps == nil ? nil : yScale(survey)
    if let y {
      let vertical = VerticalAxis(y, rows: layout.plot.rows, glyphs: glyphs)
      layout.makeRoom(forLabels: vertical.labelColumns)
    }
    return Plan(x: x, y: y, steps: steps, heading: heading, note: survey.note, legend: legend, layout: layout)
  }

  /// What the vertical axis shows; `nil` if there is nothing to draw.
  private func yScale(_ survey: SeriesSurvey) -> AxisScale? {
    guard let data = survey.range else { return nil }
    let kind = survey.settled(yKind)
    if let yRange { return AxisScale(yRange, kind) }
    let shown = references.filter { $0.isAlwaysShown && (kind != .logarithmic || $0.value > 0) }
    return AxisScale(around: widened(shown.reduce(data) { $0.union($1.value) }, kind), kind)
  }

  /// The range with room for the bands.
  private func widened(_ data: ValueRange, _ kind: AxisScale.Kind) -> ValueRange {
    let bounds = bands.compactMap(\.range)
    guard let all = bounds.dropFirst().reduce(bounds.first, { $0?.union($1) }) else { return data }
    let widest = AxisScale(around: data, kind, margin: Band.mostRoom).range
    // A band that lies beside the curves altogether does not widen the range farther either.
    return [all.low, all.high].reduce(data) { $0.union(min(max($1, widest.low), widest.high)) }
  }

  /// The title and what is missing; with a cursor what it reads, which is worth more than the title.
  private func heading(
    _ survey: SeriesSurvey, columns: Int, _ glyphs: GlyphLevel
  ) -> [(text: String, style: Style)] {
    let title = (text: glyphs.spelled(title), style: Style(.title))
    let note = (text: survey.note, style: Style(.warning))
    let read = cursor.map { readout(at: $0) } ?? []
    guard !read.isEmpty else { return [title, note] }
    let full = pieces(of: read, glyphs, digits: Self.readoutDigits)
    let shorter = (4..<Self.readoutDigits).reversed().lazy.map { [title] + pieces(of: read, glyphs, digits: $0) }
    let candidates = [[title] + full + [note], [title] + full] + shorter + [Self.instead(of: title, full)]
    return candidates.first { Self.columns(of: $0) <= columns }
      ?? Self.instead(of: title, pieces(of: read, glyphs, digits: 4))
  }

  /// What is read off in the place of the title, its step as the title: a focused chart is known by how that is drawn.
  private static func instead(
    of title: (text: String, style: Style), _ pieces: [(text: String, style: Style)]
  ) -> [(text: String, style: Style)] {
    pieces.prefix(1).map { (text: $0.text, style: title.style) } + pieces.dropFirst()
  }

  private static func columns(of pieces: [(text: String, style: Style)]) -> Int {
    pieces.filter { !$0.text.isEmpty }.reduce(-2) { $0 + $1.text.columns + 2 }
  }

  private func legend(_ glyphs: GlyphLevel) -> ChartLegend {
    let lines = series.indices.map { index in
      ChartLegend.Entry(
        name: glyphs.spelled(series[index].name), letter: letter(index), style: series[index].style,
        stroke: stroke(index))
    }
    let named = references.filter { !$0.isNamedOnLine }.compactMap { reference in
      reference.name.map {
        ChartLegend.Entry(name: glyphs.spelled($0), letter: nil, style: reference.style, stroke: .sparse)
      }
    }
    // A single line with no name of its own is what the title says.
    let isSelfEvident = series.count == 1 && (series[0].name.isEmpty || series[0].name == title)
    let shaded = bands.filter { !$0.name.isEmpty }.map {
      ChartLegend.Entry(name: glyphs.spelled($0.name), letter: nil, style: $0.style, stroke: .sparse, isBand: true)
    }
    return ChartLegend(entries: (isSelfEvident ? [] : lines) + named + shaded)
  }

  private func stroke(_ index: Int) -> Stroke {
    series[index].stroke ?? Stroke.inTurn[index % Stroke.inTurn.count]
  }

  private func letter(_ index: Int) -> Character? {
    series.count < 2 ? nil : Self.letters[index % Self.letters.count]
  }

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

  /// The places of the letters.
  ///
  /// Where there is no column for them only lines have one that are drawn like others.
  private func placedLetters(
    _ runs: [[SeriesRun]], _ y: AxisScale, _ layout: Layout, _ canvas: DotCanvas
  ) -> Letters {
    let strokes = series.indices.map(stroke)
    let lines = series.indices.map { index in
      let isNeeded = !layout.letters.isEmpty || strokes.count { $0 == strokes[index] } > 1
      let style = series[index].style
      return Letters.Line(letter: isNeeded ? letter(index) : nil, style: style, runs: runs[index]) { canvas in
        draw(runs[index], y, style, strokes[index], on: &canvas)
      }
    }
    return Letters(lines, on: canvas, row: { Self.dotRow($0, y, canvas.height) }, layout)
  }

  /// The last and the first step, then the nice ones between them.
  private func xLabels(
    _ x: AxisScale, _ steps: ValueRange?, columns: Int, _ glyphs: GlyphLevel
  ) -> [(text: String, column: Int)] {
    func column(_ value: Double) -> Int {
      Int(x.dot(value, among: columns * glyphs.dotsPerCell.across) + 0.5) / glyphs.dotsPerCell.across
    }
    let low = max(x.range.low, steps?.low ?? x.range.low)
    let high = min(x.range.high, steps?.high ?? x.range.high)
    guard low <= high else { return [] }
    let ends = [high, low].map { (text: NumberText.compact($0, width: 10, digits: 7), column: column($0)) }
    let name = glyphs.spelled(xName)
    let isNamed = !name.isEmpty && name.columns + ends[0].text.columns + ends[1].text.columns + 3 <= columns
    let first = (text: isNamed ? "\(name) \(ends[1].text)" : ends[1].text, column: ends[1].column)
    // Between whole steps there are no others, so no label claims one.
    let isWhole = low == low.rounded() && high == high.rounded()
    let ticks = Ticks.linear(x.range, limit: max(2, columns / 12), whole: isWhole).map {
      (text: $0.label, column: column($0.value))
    }
    return (low == high ? [first] : [ends[0], first]) + ticks
  }

  private func drawPlot(
    _ x: AxisScale, _ y: AxisScale, _ layout: Layout, _ frame: inout Frame, _ glyphs: GlyphLevel
  ) {
    var canvas = DotCanvas(columns: layout.plot.columns, rows: layout.plot.rows, glyphs: glyphs)
    for band in bands { band.draw(x, y, on: &canvas) }
    drawCursor(x, on: &canvas)
    drawReferences(x, y, on: &canvas)
    let runs = series.map { $0.runs(over: x, columns: canvas.width, shownOn: y) }
    for index in series.indices { draw(runs[index], y, series[index].style, stroke(index), on: &canvas) }
    canvas.draw(in: layout.plot, of: &frame, blank: (series.first?.style ?? Style()).forBlanks)
    let letters = placedLetters(runs, y, layout, canvas)
    letters.draw(on: &frame)
    nameLines(y, canvas, besides: letters, in: layout.plot, of: &frame)
  }

  private func drawReferences(_ x: AxisScale, _ y: AxisScale, on canvas: inout DotCanvas) {
    for reference in references where y.accepts(reference.value) {
      let row = Self.dotRow(reference.value, y, canvas.height)
      guard !reference.isNamedOnLine else {
        drawLimit(row, reference.style, on: &canvas)
        continue
      }
      let end = DotPoint(x: Double(canvas.width), y: row)
      canvas.line(from: DotPoint(x: 0, y: row), to: end, reference.style, .sparse)
    }
    if let marker, x.accepts(marker) {
      let column = x.dot(marker, among: canvas.width)
      let end = DotPoint(x: column, y: Double(canvas.height))
      canvas.line(from: DotPoint(x: column, y: 0), to: end, Style(.accent), .sparse)
    }
  }

  private func draw(
    _ runs: [SeriesRun], _ y: AxisScale, _ style: Style, _ stroke: Stroke, on canvas: inout DotCanvas
  ) {
    var previous: DotPoint?
    for run in runs {
      let column = Double(run.column)
      let first = DotPoint(x: column, y: Self.dotRow(run.first, y, canvas.height))
      let low = DotPoint(x: column, y: Self.dotRow(run.low, y, canvas.height))
      let high = DotPoint(x: column, y: Self.dotRow(run.high, y, canvas.height))
      if run.isJoined, let previous { canvas.line(from: previous, to: first, style, stroke) }
      if !run.isJoined || run.low < run.high { canvas.line(from: low, to: high, style, stroke) }
      previous = DotPoint(x: column, y: Self.dotRow(run.last, y, canvas.height))
    }
  }

  /// The row of dots of a value, from the top.
  static func dotRow(_ value: Double, _ y: AxisScale, _ height: Int) -> Double {
    Double(max(0, height - 1)) - y.dot(value, among: height)
  }

  private func write(_ text: String, inMiddleOf area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    let column = area.column + max(0, area.columns - text.columns) / 2
    frame.write(text, column: column, row: area.row + area.rows / 2, limit: area.columns, Style(.faint))
  }
}
