extension LineChart {
  /// Where the parts of a chart go.
  ///
  /// What does not fit is left out, the plot last of all.
  package struct Layout: Hashable, Sendable {
    package var title: Area
    package var legend: Area
    /// The labels and the line of the vertical axis.
    var vertical: Area
    var plot: Area
    /// One column right of the plot for the letters at the lines' ends.
    package var letters: Area
    /// The line of the horizontal axis and its labels, below the plot.
    var horizontal: Area

    /// - Parameters:
    ///   - area: what there is.
    ///   - titleColumns: how long the title is.
    ///   - legend: which lines it names.
    package init(_ area: Area, titleColumns: Int, legend: ChartLegend) {
      let lines = legend.lines(columns: area.columns)
      let (title, below) = area.splitRows(at: area.rows >= 3 ? 1 : 0)
      let first = lines.first.map { ChartLegend.columns(of: $0) } ?? 0
      let fitsBesideTitle = lines.count == 1 && titleColumns + 3 + first <= area.columns
      let room = fitsBesideTitle ? 0 : area.rows >= 8 ? max(1, (area.rows - 5) / 3) : 0
      let (ownLegend, body) = below.splitRows(at: min(room, lines.count))
      (self.title, self.legend) =
        fitsBesideTitle ? title.splitColumns(at: title.columns - first) : (title, ownLegend)
      let (above, horizontal) = body.splitRows(at: body.rows - (area.rows >= 6 ? 2 : 0))
      let hasLetters = area.columns >= 20 && legend.entries.contains { $0.letter != nil }
      let (middle, letters) = above.splitColumns(at: above.columns - (hasLetters ? 1 : 0))
      self.letters = letters
      vertical = middle.splitColumns(at: 0).left
      plot = middle
      self.horizontal = horizontal.splitColumns(at: middle.columns).left
    }

    /// Gives the vertical axis its columns, if the plot keeps at least half of them.
    package mutating func makeRoom(forLabels columns: Int) {
      let wanted = columns + 1
      guard plot.columns >= 20, wanted <= plot.columns / 2 else { return }
      (vertical, plot) = plot.splitColumns(at: wanted)
      horizontal = horizontal.splitColumns(at: wanted).right
    }
  }
}
