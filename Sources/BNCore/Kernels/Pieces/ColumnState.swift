/// What is known so far of each column of rows that come piece by piece: arrays of as many numbers as the columns take in
/// eights.
///
/// Where the columns are no multiple of eight, the last eight overlap those before them and are kept apart.
final class ColumnState<Number: PieceNumber> {
  let columns: Int
  let groups: Int
  private let memory: UnsafeMutableRawPointer
  let arrays: Arrays

  /// Where the arrays lie.
  struct Arrays {
    /// What is subtracted before summing.
    let shift: UnsafeMutablePointer<Number>
    let minimum: UnsafeMutablePointer<Number>
    let maximum: UnsafeMutablePointer<Number>
    let count: UnsafeMutablePointer<Double>
    let nonFinite: UnsafeMutablePointer<Double>
    let meanHead: UnsafeMutablePointer<Double>
    let meanRest: UnsafeMutablePointer<Double>
    let squares: UnsafeMutablePointer<Double>
  }

  /// Makes the state of columns without rows.
  ///
  /// - Parameter columns: at least eight.
  init(columns: Int) {
    self.columns = columns
    groups = (columns + 7) / 8
    let slots = groups * 8
    // Not a whole number of pages apart, whose lines would take each other's place in the cache.
    let spacing = (slots * MemoryLayout<Double>.stride + 63) / 64 * 64 + 64
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 8 * spacing, alignment: 64)
    self.memory = memory
    func array<Element: BinaryFloatingPoint & BitwiseCopyable>(_ place: Int, _ value: Element) -> UnsafeMutablePointer<
      Element
    > {
      (memory + place * spacing).initializeMemory(as: Element.self, repeating: value, count: slots)
    }
    arrays = Arrays(
      shift: array(0, 0), minimum: array(1, .infinity), maximum: array(2, -.infinity), count: array(3, 0),
      nonFinite: array(4, 0), meanHead: array(5, 0), meanRest: array(6, 0), squares: array(7, 0))
  }

  deinit { memory.deallocate() }

  /// The column that a group begins at.
  @inline(__always)
  static func column(ofGroup group: Int, of columns: Int) -> Int { min(group &* 8, columns &- 8) }

  /// What is known of a column.
  func channel(ofColumn column: Int) -> MomentSummary.Channel {
    let group = min(column / 8, groups - 1)
    let slot = group * 8 + column - Self.column(ofGroup: group, of: columns)
    var channel = MomentSummary.Channel()
    channel.count = Int(arrays.count[slot])
    channel.nonFinite = Int(arrays.nonFinite[slot])
    (channel.meanHead, channel.meanRest) = (arrays.meanHead[slot], arrays.meanRest[slot])
    channel.squaresHead = arrays.squares[slot]
    (channel.minimum, channel.maximum) = (Double(arrays.minimum[slot]), Double(arrays.maximum[slot]))
    return channel.settled
  }
}

extension MomentSummary.Channel {
  /// As it can be merged: what left the range of double precision is infinite, never NaN.
  var settled: Self {
    guard !(squaresHead.isFinite && meanHead.isFinite && meanRest.isFinite) else { return self }
    var settled = self
    (settled.squaresHead, settled.squaresRest) = (.infinity, 0)
    if !meanRest.isFinite { settled.meanRest = 0 }
    return settled
  }
}
