/// A ``ColumnView`` cut into pieces that are summed independently: chunks of rows, times tiles of channels where rows are
/// so wide that their sums would not stay in the first-level cache.
struct ColumnPieces {
  let view: ColumnView
  let tiles: Int
  let chunks: Int

  /// So many columns at a time have their sums in the first-level cache.
  private static let widestTile = 1024

  /// Fewer columns at a time are too few for the lines of a row to follow each other.
  private static let narrowestTile = 128

  struct Piece {
    let chunk: Int
    let rows: Range<Int>
    let channels: Range<Int>
    let columns: Range<Int>
  }

  init(_ view: ColumnView, bytes: Int, threads: Int?) {
    self.view = view
    let wide = view.tiles(widest: Self.widestTile)
    // The chunks make the bits; into how many tiles their columns are cut beyond that does not.
    chunks = min(max(1, KernelGrid.pieces(bytes: bytes) / wide), view.rows)
    let halves = wide == 1 && threads != 1 && Self.isHalved(view, chunks: chunks, bytes: bytes)
    tiles = halves ? 2 : wide
  }

  /// Whether columns are shared out, too: for one chunk or three, which two threads would not be done with together.
  private static func isHalved(_ view: ColumnView, chunks: Int, bytes: Int) -> Bool {
    view.fold == 1 && bytes >= KernelGrid.smallestShared && chunks < 4 && chunks % 2 == 1
      && view.width >= 2 * narrowestTile && view.channels > 1
  }

  func rows(_ chunk: Int) -> Range<Int> { KernelGrid.range(chunk, of: chunks, count: view.rows) }

  @inline(__always)
  func forEach(bytes: Int, threads: Int?, _ body: @escaping (Piece) -> Void) {
    KernelGrid.forEach(chunks * tiles, bytes: bytes, threads: threads) { piece in
      let tile = piece % tiles
      body(
        Piece(
          chunk: piece / tiles, rows: rows(piece / tiles), channels: view.channels(inTile: tile, of: tiles),
          columns: view.columns(inTile: tile, of: tiles)))
    }
  }

  /// Two sums of every channel for each chunk; the pieces write all of them.
  struct Sums: @unchecked Sendable {
    fileprivate let start: UnsafeMutablePointer<Double>
    fileprivate let channels: Int

    func first(_ chunk: Int) -> UnsafeMutablePointer<Double> { start + 2 * chunk * channels }
    func second(_ chunk: Int) -> UnsafeMutablePointer<Double> { start + (2 * chunk + 1) * channels }
  }

  /// Calls the body with memory for the sums.
  @inline(__always)
  func withSums(_ body: (Sums) -> Void) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, 2 * chunks * view.channels)) { memory in
      guard let start = memory.baseAddress else { return }
      body(Sums(start: start, channels: view.channels))
    }
  }
}
