import TerminalKit
import BNFiles
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

  /// The table as far as it is in view: a layer may have thousands of channels.
  private static func worded(_ state: ScreenState, in area: Area) -> SortedTable {
    let columns = self.columns(state.session)
    let channels = state.session.layer?.channels ?? 0
    var table = table(columns, rows: Array(repeating: [], count: channels), state)
    table.knownOrder = order(columns, channels, table.order)
    // What nobody looks at closely has fewer digits, most of which stand still from step to step.
    let digits = state.focusedPane == .channels ? 5 : 3
    for channel in table.layout(in: area, glyphs: state.glyphs).rows {
      table.rows[channel] = row(channel, columns) { NumberText.significant($0, digits: digits) }
    }
    return table
  }

  /// The whole table of a session as a person has sorted it, the numbers not in words.
  static func table(_ state: ScreenState) -> SortedTable {
    let columns = self.columns(state.session)
    let channels = 0..<(state.session.layer?.channels ?? 0)
    return table(columns, rows: channels.map { row($0, columns) { _ in "" } }, state)
  }

  private static func table(_ columns: [Column], rows: [[SortedTable.Item]], _ state: ScreenState) -> SortedTable {
    var table = SortedTable(
      columns: (["channel"] + columns.map(\.name)).map { SortedTable.Column(title: $0, isRightAligned: true) },
      rows: rows, order: state.arrangement.channelOrder)
    table.chosen = min(state.arrangement.element.channel, max(0, rows.count - 1))
    return table
  }

  private static func row(_ channel: Int, _ columns: [Column], _ text: (Double) -> String) -> [SortedTable.Item] {
    [.number(Double(channel), "\(channel)")]
      + columns.map { .number($0.value(of: channel), text($0.value(of: channel))) }
  }

  /// The channels in an order, found without a row for each of them.
  private static func order(_ columns: [Column], _ channels: Int, _ order: SortedTable.Order?) -> [Int] {
    guard let order, order.column <= columns.count else { return Array(0..<channels) }
    let keys = (0..<channels).map { channel in
      SortedTable.Key.number(order.column == 0 ? Double(channel) : columns[order.column - 1].value(of: channel))
    }
    return SortedTable.sorted(keys, isDescending: order.isDescending)
  }

  private struct Column {
    let name: String
    let values: [Double]

    /// NaN for a channel that the column does not have.
    func value(of channel: Int) -> Double { values.indices.contains(channel) ? values[channel] : .nan }
  }

  private static func columns(_ session: Session) -> [Column] {
    var columns: [Column] = []
    func add(_ name: String, _ values: [Double]?) {
      if let values { columns.append(Column(name: name, values: values)) }
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
