import BNCore

/// The numbers of each channel, a row each, sorted by any column.
enum ChannelsView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    let (top, rest) = split(area)
    PaneTitle.draw("channels", in: top, state.glyphs, of: &frame)
    let place = worded(state, in: rest).draw(in: rest, of: &frame, glyphs: state.glyphs)
    if let place, state.focusedPane == .channels, state.overlay == nil { frame.cursor = place }
  }

  private static func split(_ area: Area) -> (top: Area, rest: Area) {
    let (top, rest) = area.splitRows(at: area.rows > 4 ? 1 : 0)
    return (top, rest)
  }

  /// What is at a place of the pane, for a mouse.
  static func target(at place: Position, in area: Area, _ state: ScreenState) -> SortedTable.Target? {
    let rest = split(area).rest
    return worded(state, in: rest).layout(in: rest, glyphs: state.glyphs).target(at: place)
  }

  /// The table with its numbers in words, as far as they are in view: a layer may have thousands of channels.
  private static func worded(_ state: ScreenState, in area: Area) -> SortedTable {
    var table = table(state)
    // What nobody looks at closely has fewer digits, most of which stand still from step to step.
    let digits = state.focusedPane == .channels ? 5 : 3
    for row in table.layout(in: area, glyphs: state.glyphs).rows {
      table.rows[row] = table.rows[row].map { item in
        guard case .number(let value) = item.key, item.text.isEmpty else { return item }
        return .number(value, NumberText.significant(value, digits: digits), style: item.style)
      }
    }
    return table
  }

  /// The table of a session as a person has sorted it, the numbers not yet in words.
  static func table(_ state: ScreenState) -> SortedTable {
    let session = state.session
    let columns = self.columns(session)
    let rows = (0..<(session.layer?.channels ?? 0)).map { channel in
      [SortedTable.Item.number(Double(channel), "\(channel)")]
        + columns.map { column in
          let value = column.values.indices.contains(channel) ? column.values[channel] : .nan
          return .number(value, "")
        }
    }
    var table = SortedTable(
      columns: ([("channel")] + columns.map(\.name)).map { SortedTable.Column(title: $0, isRightAligned: true) },
      rows: rows, order: state.arrangement.channelOrder)
    table.chosen = min(state.arrangement.element.channel, max(0, rows.count - 1))
    return table
  }

  private typealias Column = (name: String, values: [Double])

  private static func columns(_ session: Session) -> [Column] {
    var columns: [Column] = []
    func add(_ name: String, _ values: [Double]?) {
      if let values { columns.append((name, values)) }
    }
    let step = session.lastStep
    let fits = step?.layout.channels == session.layer?.channels
    // What is learned comes first: of a narrow table the columns behind are left out.
    add("moving_mean", session.layer?.values(of: .movingMean))
    add("moving_variance", session.layer?.values(of: .movingVariance))
    add("batch_mean", fits ? step?.numbers(.batchMean) : nil)
    add("batch_variance", fits ? step?.numbers(.batchVariance) : nil)
    add("r", fits ? step?.numbers(.r) : nil)
    add("d", fits ? step?.numbers(.d) : nil)
    add("gamma", session.layer?.values(of: .gamma))
    add("beta", session.layer?.values(of: .beta))
    return columns
  }
}
