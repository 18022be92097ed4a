import CLevels

/// The moments of rows of columns, put to what is known of each column.
///
/// As in ``ColumnMoments``, each block of rows is shifted by the mean of those before it, which bounds what is lost to
/// cancellation; but all sums are in double precision, and means in pairs of doubles. Eight columns at a time have their sums
/// in registers for a whole block.
struct ColumnPiece<Scalar: PieceScalar>: PieceWork {
  typealias Number = Scalar.Number
  typealias Pair = DoublePair<WideLine>

  let x: UnsafeRawPointer
  let rows: Int
  let columns: Int
  let groups: Int
  /// Whether no rows came before these.
  let isFirst: Bool
  let state: ColumnState<Number>.Arrays

  static func function(_ functions: bncore_piece_functions) -> bncore_function { functions.column_piece }

  @inline(__always)
  func run() {
    var row = 0
    while row < rows {
      let block = min(isFirst && row == 0 ? 8 : 128, rows &- row)
      for group in 0..<groups {
        let column = ColumnState<Number>.column(ofGroup: group, of: columns)
        take(block, from: row &* columns &+ column, slot: group &* 8)
      }
      row = row &+ block
    }
  }

  /// Sums of a block's eight columns.
  struct Sums {
    var count: WideLine
    var first = WideLine(repeating: 0)
    var second = WideLine(repeating: 0)
    var minimum = Number.repeating(.infinity)
    var maximum = Number.repeating(-.infinity)

    /// What is NaN or infinite leaves a sum that is not finite.
    @inline(__always)
    var isFinite: Bool { ((first - first) + (second - second)).wideSum == 0 }
  }

  @inline(__always)
  private func take(_ block: Int, from start: Int, slot: Int) {
    var count = WideLine.load(state.count, slot)
    if Scalar.isShifted { openShifts(block, from: start, slot, count) }
    let shift = Scalar.isShifted ? Number.wide(Number.load(state.shift, slot)) : WideLine(repeating: 0)
    var sums = Sums(count: WideLine(repeating: Double(block)))
    var index = start
    for _ in 0..<block {
      let eight = Scalar.eight(x, index)
      let deviation = Scalar.isShifted ? Number.wide(eight) - shift : Number.wide(eight)
      sums.first = sums.first + deviation
      sums.second = sums.second + deviation * deviation
      sums.minimum = Number.least(sums.minimum, eight)
      sums.maximum = Number.greatest(sums.maximum, eight)
      index = index &+ columns
    }
    if !sums.isFinite {
      sums = finiteSums(block, from: start, shift)
      let left = WideLine(repeating: Double(block)) - sums.count
      (WideLine.load(state.nonFinite, slot) + left).store(state.nonFinite, slot)
    }
    count = merge(sums, shift, count, slot)
    count.store(state.count, slot)
  }

  /// Shifts columns that have no numbers yet by their first one.
  @inline(__always)
  private func openShifts(_ block: Int, from start: Int, _ slot: Int, _ count: WideLine) {
    for lane in 0..<8 where count[lane] == 0 {
      for row in 0..<block {
        let number = Scalar.number(x, start &+ row &* columns &+ lane)
        guard number.isFinite else { continue }
        state.shift[slot &+ lane] = number
        break
      }
    }
  }

  /// The sums once more, of the finite numbers alone.
  @inline(__always)
  private func finiteSums(_ block: Int, from start: Int, _ shift: WideLine) -> Sums {
    var sums = Sums(count: WideLine(repeating: 0))
    let (zero, one) = (WideLine(repeating: 0), WideLine(repeating: 1))
    for row in 0..<block {
      let eight = Scalar.eight(x, start &+ row &* columns)
      let wide = Number.wide(eight)
      let isFinite = (wide - wide) .== zero
      let deviation = zero.replacing(with: wide - shift, where: isFinite)
      sums.count = sums.count + zero.replacing(with: one, where: isFinite)
      sums.first = sums.first + deviation
      sums.second = sums.second + deviation * deviation
      sums.minimum = Number.least(sums.minimum, Number.finite(eight, else: .infinity))
      sums.maximum = Number.greatest(sums.maximum, Number.finite(eight, else: -.infinity))
    }
    return sums
  }

  /// Puts a block's sums to the columns, and shifts the next block by their mean; returns the new counts.
  @inline(__always)
  private func merge(_ sums: Sums, _ shift: WideLine, _ count: WideLine, _ slot: Int) -> WideLine {
    let one = WideLine(repeating: 1)
    let all = count + sums.count
    // A column that has nothing but NaN in the block has nothing to divide by.
    let divisor = sums.count.replacing(with: one, where: sums.count .< one)
    let block = BlockMoments(count: divisor, sum: sums.first, squares: sums.second)
    let weight = sums.count / all.replacing(with: one, where: all .< one)
    let before = Pair(.load(state.meanHead, slot), .load(state.meanRest, slot))
    let apart = Pair.difference(shift, before.high)
    let between = Pair.sum(apart.high, block.mean.high)
    let rest = (between.low + apart.low) + (block.mean.low - before.low)
    let difference = Pair.ordered(between.high, rest)
    // Of the first numbers the weight is 1, and nothing is rounded.
    let moved = Pair.sum(before.high, difference.high * weight)
    let mean = Pair.ordered(moved.high, moved.low + (before.low + difference.low * weight))
    mean.high.store(state.meanHead, slot)
    mean.low.store(state.meanRest, slot)
    Number.store(mean.high, state.shift, slot)
    let zero = WideLine(repeating: 0)
    let within = block.squares.replacing(with: zero, where: block.squares .< zero)
    let added = within + difference.high * difference.high * (count * weight)
    (WideLine.load(state.squares, slot) + added).store(state.squares, slot)
    Number.store(Number.least(Number.load(state.minimum, slot), sums.minimum), state.minimum, slot)
    Number.store(Number.greatest(Number.load(state.maximum, slot), sums.maximum), state.maximum, slot)
    return all
  }
}
