import TerminalKit
import BNFiles
import BNCore

/// The numbers of each channel, a row each, sorted by any column.
enum ChannelsView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    let (top, rest) = split(area)
    let title = state.arrangement.channelFilter.map { "channels with \($0.text)" } ?? "channels"
    PaneTitle.draw(title, in: top, state.glyphs, of: &frame)
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
    let columns = self.columns(state)
    let channels = state.session.layer?.channels ?? 0
    var table = table(columns, rows: Array(repeating: [], count: channels), state)
    table.knownOrder = shown(of: order(columns, channels, table.order), state)
    // What nobody looks at closely has fewer digits, most of which stand still from step to step.
    let digits = state.focusedPane == .channels ? 5 : 3
    for channel in table.layout(in: area, glyphs: state.glyphs).rows {
      table.rows[channel] = row(channel, columns, state.session) { NumberText.significant($0, digits: digits) }
    }
    return table
  }

  /// The whole table of a session as a person has sorted it, the numbers not in words.
  static func table(_ state: ScreenState) -> SortedTable {
    let columns = self.columns(state)
    var table = table(columns, rows: unworded(columns, state), state)
    if state.arrangement.channelFilter != nil { table.knownOrder = shown(of: table.sortedRows, state) }
    return table
  }

  /// The same table without pictures, for the clipboard.
  static func copied(_ state: ScreenState) -> SortedTable {
    let columns = self.columns(state).filter { $0.picture == nil }
    var copied = table(columns, rows: unworded(columns, state), state)
    copied.knownOrder = table(state).sortedRows
    return copied
  }

  private static func unworded(_ columns: [Column], _ state: ScreenState) -> [[SortedTable.Item]] {
    (0..<(state.session.layer?.channels ?? 0)).map { row($0, columns, state.session) { _ in "" } }
  }

  /// Those of the channels that the filter leaves; all where it leaves none any more.
  private static func shown(of order: [Int], _ state: ScreenState) -> [Int] {
    guard let filter = state.arrangement.channelFilter, let matching = try? state.session.channels(matching: filter),
      !matching.isEmpty
    else { return order }
    let kept = Set(matching)
    return order.filter(kept.contains)
  }

  private static func table(_ columns: [Column], rows: [[SortedTable.Item]], _ state: ScreenState) -> SortedTable {
    var table = SortedTable(
      columns: (["channel"] + columns.map(\.name)).map { SortedTable.Column(title: $0, isRightAligned: true) },
      rows: rows, order: state.arrangement.channelOrder)
    table.chosen = min(state.arrangement.element.channel, max(0, rows.count - 1))
    return table
  }

  private static func row(
    _ channel: Int, _ columns: [Column], _ session: Session, _ text: (Double) -> String
  ) -> [SortedTable.Item] {
    [.number(Double(channel), session.channelName(channel))]
      + columns.map { column in
        let value = column.value(of: channel)
        return .number(value, column.picture.map { $0.text(of: channel) } ?? text(value))
      }
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
    /// Drawn in place of the numbers.
    var picture: ChannelPictures?

    /// NaN for a channel that the column does not have.
    func value(of channel: Int) -> Double { values.indices.contains(channel) ? values[channel] : .nan }
  }

  private static func columns(_ state: ScreenState) -> [Column] {
    let session = state.session
    var columns: [Column] = []
    func add(_ name: String, _ values: [Double]?) {
      if let values { columns.append(Column(name: name, values: values)) }
    }
    let step = session.lastStep
    let fits = step?.layout.channels == session.layer?.channels
    // What is learned comes first: of a narrow table the columns behind are left out.
    let means = (moving: session.layer?.values(of: .movingMean), batch: fits ? step?.numbers(.batchMean) : nil)
    let variances = (
      moving: session.layer?.values(of: .movingVariance), batch: fits ? step?.numbers(.batchVariance) : nil
    )
    // Who lives in the table has a picture of each channel, and the batch's own numbers beside the moving ones.
    if state.arrangement.layout == .channels, let mean = means.moving, let variance = variances.moving {
      let pictures = ChannelPictures(means: mean, variances: variance, batch: means.batch, state.glyphs)
      columns.append(Column(name: "mean and sd", values: mean, picture: pictures))
      add("moving_mean", means.moving)
      add("batch_mean", means.batch)
      add("moving_variance", variances.moving)
      add("batch_variance", variances.batch)
    } else {
      add("moving_mean", means.moving)
      add("moving_variance", variances.moving)
      add("batch_mean", means.batch)
      add("batch_variance", variances.batch)
    }
    add("r", fits ? step?.numbers(.r) : nil)
    add("d", fits ? step?.numbers(.d) : nil)
    add("gamma", session.layer?.values(of: .gamma))
    add("beta", session.layer?.values(of: .beta))
    return columns
  }
}
