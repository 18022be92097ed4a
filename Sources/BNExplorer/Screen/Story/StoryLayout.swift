import TerminalKit

/// Where the parts of the story stand in their pane.
///
/// The batch is above the output of training, and beside that the output of inference; all have the same columns, since
/// they share their axis. On a narrow pane there is one output, the one of the present mode.
struct StoryLayout: Equatable, Sendable {
  /// One of the three: its title, the chosen channel's values as bars, and a strip for each channel.
  struct Block: Equatable, Sendable {
    var title = Area(columns: 0, rows: 0)
    var bars = Area(columns: 0, rows: 0)
    var strips = Area(columns: 0, rows: 0)
  }

  private(set) var batch = Block()
  private(set) var training = Block()
  private(set) var inference = Block()
  /// What either output is normalized by.
  private(set) var belief = Area(columns: 0, rows: 0)
  private(set) var sentences = Area(columns: 0, rows: 0)
  /// What stands there: found once for a frame, since it looks at thousands of elements.
  let lines: [StorySentences.Line]
  private(set) var axes: [Area] = []
  let isWide: Bool
  /// The first of the channels that are shown.
  let channels: Range<Int>
  /// The columns of the channels' numbers.
  let labelColumns: Int

  /// From so many columns on both outputs stand beside each other.
  private static let twoColumns = 46

  /// - Parameters:
  ///   - area: the pane.
  ///   - count: how many channels there are.
  ///   - chosen: the one that is always among those shown.
  ///   - lines: what there is to say; the first sentence is kept longest.
  init(_ area: Area, channels count: Int, chosen: Int, sentences lines: [StorySentences.Line]) {
    self.lines = lines
    isWide = area.columns >= Self.twoColumns
    labelColumns = min(area.columns, String(max(0, count - 1)).count + 1)
    let first = lines.count(where: \.isFirst)
    let mostLines = area.rows >= 22 ? lines.count : area.rows >= 16 ? max(first, min(2, lines.count)) : first
    let sentenceRows = min(mostLines, area.rows / 5)
    let axisRows = area.rows >= 13 ? 2 : area.rows >= 9 ? 1 : 0
    let rows = max(0, area.rows - sentenceRows - axisRows)
    let topRows = (rows + 1) / 2
    let strips = Self.stripRows(of: rows / 2, channels: count)
    let start = max(0, min(chosen - strips / 2, count - strips))
    channels = start..<max(start, min(count, start + strips))

    let (top, rest) = area.splitRows(at: topRows)
    let (middle, below) = rest.splitRows(at: sentenceRows)
    let (bottom, axis) = below.splitRows(at: below.rows - axisRows)
    sentences = middle
    let width = isWide ? (area.columns - 1) / 2 : area.columns
    func columns(_ area: Area) -> (left: Area, right: Area) {
      let (left, rest) = area.splitColumns(at: width)
      return (left, rest.splitColumns(at: 1).right.splitColumns(at: isWide ? width : 0).left)
    }
    batch = block(in: columns(top).left)
    belief = columns(top).right
    training = block(in: columns(bottom).left)
    inference = block(in: columns(bottom).right)
    axes = [columns(axis).left, columns(axis).right].filter { !$0.isEmpty }.map {
      $0.splitColumns(at: labelColumns).right
    }
  }

  private static let leastForTitle = 2
  private static let leastForBars = 6

  /// How many strips a block of some rows has.
  private static func stripRows(of rows: Int, channels: Int) -> Int {
    let title = rows >= leastForTitle ? 1 : 0
    let bars = rows >= leastForBars ? max(2, rows / 4) : 0
    return max(0, min(channels, rows - title - bars))
  }

  private func block(in area: Area) -> Block {
    let (title, rest) = area.splitRows(at: area.rows >= Self.leastForTitle ? 1 : 0)
    // What the strips do not need goes to the bars, where there are any.
    let (bars, strips) = rest.splitRows(at: rest.rows - channels.count)
    let hasBars = area.rows >= Self.leastForBars
    return Block(
      title: title, bars: hasBars ? bars.splitColumns(at: labelColumns).right : Area(columns: 0, rows: 0),
      strips: strips)
  }

  /// The channel whose strip is at a place.
  func channel(at place: Position) -> Int? {
    for block in [batch, training, inference] where block.strips.contains(place) {
      let channel = channels.lowerBound + place.row - block.strips.row
      return channels.contains(channel) ? channel : nil
    }
    return nil
  }
}
