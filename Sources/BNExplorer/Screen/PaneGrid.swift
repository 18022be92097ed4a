import TerminalKit

/// Puts panes beside and above each other: parameters left, charts in bands right of them, the table of channels right of
/// these where there is room for a third column.
enum PaneGrid {
  /// Where panes go.
  ///
  /// - Parameters:
  ///   - panes: those that are to be shown.
  ///   - body: where there is room for them.
  ///   - focus: the one that must find a place.
  ///   - knobRows: how many rows the list of parameters has.
  /// - Returns: `nil` where the focused one would find no room.
  static func places(of panes: [Pane], in body: Area, focus: Pane, knobRows: Int) -> [Pane: Area]? {
    if panes == [.parameters, .channels] { return channelPlaces(in: body, focus: focus) }
    if panes.contains(.story) { return storyPlaces(of: panes, in: body, focus: focus, knobRows: knobRows) }
    var places: [Pane: Area] = [:]
    var room = body
    if panes.contains(.parameters) {
      let (own, rest) = split(room, besideCharts: panes.contains { $0 != .parameters && $0 != .channels })
      if !own.isEmpty { places[.parameters] = own }
      room = rest
    }
    if panes.contains(.channels), room.columns >= ScreenView.Layout.threeColumns - 38 {
      let (charts, table) = room.splitColumns(at: room.columns - max(44, room.columns * 3 / 10))
      places[.channels] = table
      room = charts.splitColumns(at: charts.columns - 1).left
    }
    let bands = Self.bands(of: panes, rows: room.rows)
    for (band, area) in zip(bands, Self.areas(of: bands, in: room)) {
      places.merge(Self.columns(of: band, in: area)) { $1 }
    }
    if let own = places[focus], !own.isEmpty { return places }
    // The chosen parameter is in the line of messages, and the charts show what it does.
    if focus == .parameters, !places.isEmpty { return places }
    guard !room.isEmpty else { return nil }
    // What finds no room beside the charts takes theirs.
    return places.filter { $0.key == .parameters }.merging([focus: room]) { $1 }
  }

  /// From so many columns on the parameters stand beside the table.
  private static let columnsBesideTable = 110

  /// The table, and the parameters left of it where it leaves room.
  private static func channelPlaces(in body: Area, focus: Pane) -> [Pane: Area]? {
    guard body.columns >= columnsBesideTable, !body.isEmpty else { return nil }
    let (left, right) = body.splitColumns(at: 34)
    return [.parameters: left, .channels: right.splitColumns(at: 1).right]
  }

  /// A picture needs so many with its title.
  private static let rowsOfExample = 4

  /// From so many rows on there are curves below the story.
  private static let rowsForCurves = 28

  /// The parameters left, the story right of them, and curves below it where there are many rows.
  private static func storyPlaces(of panes: [Pane], in body: Area, focus: Pane, knobRows: Int) -> [Pane: Area]? {
    var places: [Pane: Area] = [:]
    var room = body
    if panes.contains(.parameters), body.columns >= ScreenView.Layout.sideBySide {
      let (left, right) = body.splitColumns(at: min(34, max(23, body.columns / 5)))
      let hasExample = panes.contains(.example) && left.rows - knobRows - 1 >= rowsOfExample
      let (top, below) = left.splitRows(at: hasExample ? max(knobRows + 1, left.rows - 10) : left.rows)
      places[.parameters] = top
      if hasExample { places[.example] = below }
      room = right.splitColumns(at: 1).right
    }
    let curves = [Pane.mean, .variance].filter(panes.contains)
    if room.rows >= rowsForCurves, !curves.isEmpty {
      let (story, below) = room.splitRows(at: room.rows - max(8, room.rows / 4))
      places.merge(columns(of: (.statistics, curves), in: below)) { $1 }
      room = story
    }
    places[.story] = room
    guard !room.isEmpty else { return nil }
    if places[focus]?.isEmpty == false || focus == .parameters { return places }
    // What finds no room beside the story takes its place.
    places[.story] = nil
    places[focus] = room
    return places
  }

  /// The parameters' area and what is left for the rest.
  private static func split(_ body: Area, besideCharts: Bool) -> (parameters: Area, rest: Area) {
    guard besideCharts else { return (body, Area(columns: 0, rows: 0)) }
    if body.columns >= ScreenView.Layout.sideBySide {
      let (left, right) = body.splitColumns(at: min(38, max(28, body.columns * 3 / 10)))
      return (left, right.splitColumns(at: 1).right)
    }
    // A tall narrow screen has the parameters above the charts; a small one has charts only.
    let (top, bottom) = body.splitRows(at: body.rows >= 24 ? body.rows / 3 : 0)
    return (top, bottom)
  }

  /// One of the bands of charts above each other.
  private enum Band: CaseIterable {
    case elements, statistics, renorm, training, figure

    var panes: [Pane] {
      switch self {
      case .elements: [.batch, .output, .eval]
      case .statistics: [.mean, .variance]
      case .renorm: [.renorm]
      case .training: [.gamma, .loss]
      case .figure: [.figure]
      }
    }

    /// Where there are few rows those with a low rank stay.
    var rank: Int {
      switch self {
      case .statistics: 0
      case .training: 1
      case .renorm: 2
      case .elements: 3
      case .figure: 4
      }
    }
  }

  private typealias FilledBand = (band: Band, panes: [Pane])

  /// The bands that have panes and find room, from above.
  private static func bands(of panes: [Pane], rows: Int) -> [FilledBand] {
    let filled = Band.allCases.map { band in (band: band, panes: band.panes.filter(panes.contains)) }
      .filter { !$0.panes.isEmpty }
    let hasTraining = filled.contains { $0.band == .training || $0.band == .renorm }
    let most = rows < (hasTraining ? 12 : 14) ? 1 : rows < 18 ? 2 : rows < 26 ? 3 : 4
    let kept = filled.sorted { $0.band.rank < $1.band.rank }.prefix(most).map(\.band)
    return filled.filter { kept.contains($0.band) }
  }

  /// The moving statistics have the most rows; without them all bands have as many.
  private static func areas(of bands: [FilledBand], in room: Area) -> [Area] {
    let hasStatistics = bands.contains { $0.band == .statistics }
    let others = bands.count - (hasStatistics ? 1 : 0)
    var rest = room
    var left = bands.count
    return bands.map { band in
      let rows =
        !hasStatistics
        ? rest.rows / max(1, left)
        : band.band == .statistics
          ? rest.rows - (left - 1) * rows(of: .training, beside: others, in: room)
          : left == 1 ? rest.rows : Self.rows(of: band.band, beside: others, in: room)
      left -= 1
      let (own, below) = rest.splitRows(at: rows)
      rest = below
      return own
    }
  }

  private static func rows(of band: Band, beside others: Int, in room: Area) -> Int {
    switch (others, band) {
    case (1, .elements): max(7, room.rows * 2 / 5)
    case (3..., _): max(6, room.rows / 4)
    default: max(6, room.rows * 3 / 10)
    }
  }

  /// The panes of a band beside each other; curves that get too narrow for that stand above each other or alone.
  private static func columns(of band: FilledBand, in area: Area) -> [Pane: Area] {
    var panes = band.panes
    // A histogram of fewer columns says little: the batch, which is known, makes room.
    if panes.count == 3, area.columns < 72 { panes.removeFirst() }
    var places: [Pane: Area] = [:]
    var rest = area
    if band.band != .elements, panes.count == 2, area.columns < 44 {
      guard area.rows >= 12 else { return [panes[0]: area] }
      let (top, bottom) = area.splitRows(at: area.rows / 2)
      return [panes[0]: top, panes[1]: bottom]
    }
    for (index, pane) in panes.enumerated() {
      let left = panes.count - index
      let (own, others) = rest.splitColumns(at: left == 1 ? rest.columns : rest.columns / left)
      places[pane] = own
      rest = others.splitColumns(at: 1).right
    }
    return places
  }
}
