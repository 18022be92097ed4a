/// A batch seen as a matrix in which every column belongs to one channel.
///
/// Channels last is such a matrix as it lies in memory. Channels with a few numbers behind them (`inner` is small) have as
/// many columns each. Narrow matrices have several of their rows written as one, so that a row fills whole lines:
///
///     column = (fold · channels + channel) · inner + place
struct ColumnView {
  let channels: Int
  let inner: Int
  /// How many rows of the batch make one row here.
  let fold: Int
  /// How many columns a row has.
  let width: Int
  /// How many whole rows there are; what is left behind them is less than one row.
  let rows: Int
  /// All elements, those behind the last whole row included.
  let count: Int

  /// Rows that are narrower than this are folded.
  static let narrowest = 64
  init(_ layout: AxisLayout) {
    channels = layout.channels
    inner = layout.inner
    count = layout.outer * layout.channels * layout.inner
    let unit = layout.channels * layout.inner
    fold = Self.fold(unit, rows: layout.outer)
    width = fold * unit
    rows = layout.outer / fold
  }

  private static func fold(_ unit: Int, rows: Int) -> Int {
    guard unit < narrowest else { return 1 }
    // The fewest rows that fill whole lines of 16 and make a row wide enough.
    let step = 16 >> min(unit.trailingZeroBitCount, 4)
    let unitsNeeded = (narrowest + unit - 1) / unit
    let fold = (unitsNeeded + step - 1) / step * step
    // With few rows, enough for one line.
    return rows < 4 * fold ? (16 + unit - 1) / unit : fold
  }

  /// The channel of a column.
  @inline(__always)
  func channel(of column: Int) -> Int { column / inner % channels }

  /// Whether elements of so many bytes are likely to be in the cache still, when they have been written or read before.
  func isInCache(stride: Int) -> Bool { count * stride <= Self.cache }

  /// What a core may count on in the cache that it shares with others.
  private static let cache = 8 << 20

  /// How many elements a channel has in one row.
  var elementsPerRow: Int { fold * inner }

  /// How many tiles the columns make, each of whole channels.
  func tiles(widest: Int) -> Int { min((width + widest - 1) / widest, channels) }

  /// The channels of a tile.
  func channels(inTile tile: Int, of tiles: Int) -> Range<Int> {
    KernelGrid.range(tile, of: tiles, count: channels)
  }

  /// The columns of a tile: those of its channels, and all of a folded matrix, which has one tile.
  func columns(inTile tile: Int, of tiles: Int) -> Range<Int> {
    guard tiles > 1 else { return 0..<width }
    let channels = channels(inTile: tile, of: tiles)
    return channels.lowerBound * inner..<channels.upperBound * inner
  }
}

extension ColumnView {
  /// Calls the body with each of a channel's columns.
  @inline(__always)
  func forEachColumn(of channel: Int, _ body: (_ column: Int) -> Void) {
    for fold in 0..<fold {
      let first = (fold &* channels &+ channel) &* inner
      for column in first..<first &+ inner { body(column) }
    }
  }

  /// The sum over a channel's columns of a term that is given for eight of them at a time, and for one.
  @inline(__always)
  func sum(
    of channel: Int, _ eight: (_ column: Int) -> WideLine, _ one: (_ column: Int) -> Double
  ) -> Double {
    var lines = WideLine(repeating: 0)
    var rest = 0.0
    for fold in 0..<fold {
      var column = (fold &* channels &+ channel) &* inner
      let end = column &+ inner
      while column &+ WideLine.width <= end {
        lines = lines + eight(column)
        column = column &+ WideLine.width
      }
      while column < end {
        rest += one(column)
        column = column &+ 1
      }
    }
    return lines.wideSum + rest
  }

  /// How many elements lie behind the last whole row.
  var rest: Int { count - rows * width }

  /// Calls the body with the indices and channels of the elements behind the last whole row.
  @inline(__always)
  func forEachInRest(_ body: (_ index: Int, _ channel: Int) -> Void) {
    for index in rows * width..<count { body(index, channel(of: index)) }
  }
}
