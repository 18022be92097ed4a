import Testing

@testable import BNExplorer

@Suite("Little pictures of a layer's channels")
struct ChannelPictureTests {
  @Test("an outlier among thousands has a cell at its place, at any width", arguments: [1, 3, 8, 32, 100, 128])
  func outliers(_ cells: Int) {
    for place in [0, 1, 1_000, 2_047] {
      for outlier in [40, -40, .nan, .infinity, -.infinity] as [Double] {
        var values = (0..<2_048).map { Double($0 % 7) / 7 }
        values[place] = outlier
        let shown = ChannelPicture(values).cells(cells)
        #expect(shown.count == cells)
        // Places are gathered twice, so the cell may be the one beside it.
        let near = shown[max(0, place * cells / 2_048 - 1)...min(cells - 1, place * cells / 2_048 + 1)]
        // Infinities are none of the scale: one below it is the logarithm of nothing, all else is marked.
        #expect(
          near.contains { outlier.isFinite || outlier < 0 ? $0 == outlier : $0.isNaN }, "\(outlier) at \(place)")
      }
    }
  }

  @Test("few channels have a cell each, in their order")
  func few() {
    #expect(ChannelPicture([3, 1, 2]).cells(8) == [3, 1, 2])
    #expect(ChannelPicture([]).cells(8) == [] && ChannelPicture([1]).cells(0) == [])
  }

  @Test("logarithms: powers of ten are whole, nothing lies below the scale, less than nothing is not finite")
  func logarithms() {
    let cells = ChannelPicture(logarithmsOf: [0.01, 0, -1, 1_000]).cells(4)
    // Two quotients of rounded logarithms, each off by an ulp or two.
    #expect(abs(cells[0] + 2) < 1e-14 && abs(cells[3] - 3) < 1e-14)
    #expect(cells[1] == -.infinity && cells[2].isNaN)
  }
}
