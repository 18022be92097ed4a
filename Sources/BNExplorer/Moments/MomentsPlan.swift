import BNCore

/// How an array is cut: into pieces that are read at a time, and chunks of them that are summed by one thread.
///
/// It follows from the array alone, so that any number of threads makes the same bits, and so does going on where an
/// interrupted run stopped.
struct MomentsPlan: Equatable, Sendable {
  /// A piece is read into memory of this size: large enough for whole blocks of rows, small enough for a core's own cache.
  static let smallestPiece = 1 << 18
  static let largestPiece = 1 << 20
  /// A chunk's moments are merged with the others one after the other; it is so large that this hardly counts.
  private static let smallestChunk = 1 << 20
  private static let largestChunk = 1 << 25
  private static let fewestRows = 2048

  /// What a piece is.
  private enum Cut: Equatable, Sendable {
    /// So many whole rows.
    case rows(Int)
    /// So many whole channels of one row.
    case channels(Int)
    /// So many numbers of one channel in one row.
    case places(Int)
  }

  let layout: AxisLayout
  private let cut: Cut
  /// How many pieces a chunk has, the last one perhaps fewer.
  private let piecesPerChunk: Int
  let pieces: Int

  init(_ layout: AxisLayout, size: Int) {
    self.layout = layout
    let row = max(1, layout.channels * layout.inner * size)
    guard layout.outer * layout.channels * layout.inner > 0 else {
      (cut, pieces, piecesPerChunk) = (.rows(1), 0, 1)
      return
    }
    if row <= Self.largestPiece {
      let bytes = min(Self.largestPiece, max(Self.smallestPiece, 128 * row))
      // Narrow rows are taken together; a multiple of 64 leaves none over.
      let rows = bytes / row > 64 ? bytes / row / 64 * 64 : max(1, bytes / row)
      cut = .rows(rows)
      pieces = (layout.outer + rows - 1) / rows
      let chunk = min(Self.largestChunk, max(Self.smallestChunk, Self.fewestRows * row))
      piecesPerChunk = max(1, chunk / (rows * row))
      return
    }
    let run = layout.inner * size
    if run <= Self.largestPiece {
      let channels = max(1, Self.largestPiece / run)
      cut = .channels(channels)
      pieces = layout.outer * ((layout.channels + channels - 1) / channels)
    } else {
      let places = Self.largestPiece / size
      cut = .places(places)
      pieces = layout.outer * layout.channels * ((layout.inner + places - 1) / places)
    }
    piecesPerChunk = 8
  }

  var chunks: Int { (pieces + piecesPerChunk - 1) / piecesPerChunk }

  /// The pieces of a chunk.
  func pieces(ofChunk chunk: Int) -> Range<Int> {
    chunk * piecesPerChunk..<min(pieces, (chunk + 1) * piecesPerChunk)
  }

  /// Where a piece begins, and what it is.
  func piece(_ index: Int) -> (start: Int, box: PieceBox) {
    let (channels, inner) = (layout.channels, layout.inner)
    switch cut {
    case .rows(let rows):
      let first = index * rows
      let count = min(rows, layout.outer - first)
      return (first * channels * inner, PieceBox(rows: count, channels: 0..<channels, inner: inner))
    case .channels(let most):
      let perRow = (channels + most - 1) / most
      let first = index % perRow * most
      let range = first..<min(channels, first + most)
      return ((index / perRow * channels + first) * inner, PieceBox(rows: 1, channels: range, inner: inner))
    case .places(let most):
      let perRun = (inner + most - 1) / most
      let (run, first) = (index / perRun, index % perRun * most)
      let channel = run % channels
      return (
        run * inner + first, PieceBox(rows: 1, channels: channel..<channel + 1, inner: min(most, inner - first))
      )
    }
  }

  /// How many numbers the chunks before one have.
  func numbers(beforeChunk chunk: Int) -> Int {
    chunk >= chunks ? layout.outer * layout.channels * layout.inner : piece(pieces(ofChunk: chunk).lowerBound).start
  }
}
