import Testing

@testable import BNCore

@Suite("Pieces of the grid")
struct KernelGridTests {
  @Test("are the same for sums whatever the threads, and cover every channel and row once")
  func columns() throws {
    for shape in [[256, 1024], [700, 1024], [2100, 400], [3000, 300], [6272, 256], [1100, 5000]] {
      let view = ColumnView(try AxisLayout(shape: shape, axis: 1))
      let (one, two) = (pieces(view, threads: 1), pieces(view, threads: 2))
      // Where sums of rows are cut makes the bits.
      #expect(one.chunks == two.chunks)
      #expect((0..<one.chunks).map(one.rows) == (0..<two.chunks).map(two.rows))
      for pieces in [one, two] {
        let cut = (0..<pieces.tiles).flatMap { Array(view.channels(inTile: $0, of: pieces.tiles)) }
        #expect(cut == Array(0..<shape[1]))
      }
    }
  }

  @Test("come out even for two threads where a batch is small")
  func even() throws {
    let view = ColumnView(try AxisLayout(shape: [256, 1024], axis: 1))
    #expect(pieces(view, threads: 1).tiles == 1)
    #expect(pieces(view, threads: 2).tiles == 2)
    #expect(KernelGrid.fills(bytes: 1 << 20, threads: 1) == 1)
    #expect(KernelGrid.fills(bytes: 1 << 20, threads: nil) == 2)
    #expect(KernelGrid.fills(bytes: 40 << 20, threads: 2) == 32)
  }

  private func pieces(_ view: ColumnView, threads: Int?) -> ColumnPieces {
    ColumnPieces(view, bytes: view.count * 4, threads: threads)
  }
}
