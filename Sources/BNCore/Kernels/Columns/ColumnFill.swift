import CLevels

/// Writes every element of a batch seen as columns.
enum ColumnFill<Formula: ElementFormula> {
  typealias Scalar = Formula.Scalar
  typealias Number = Scalar.Number

  /// The numbers of so many columns are laid out at a time.
  private static var widest: Int { 4096 }
  /// A period is at least this wide, so that the columns of a line begin again in it at most once.
  private static var narrow: Int { 64 }

  /// Writes y.
  ///
  /// - Parameters:
  ///   - y: where to write.
  ///   - view: how elements and channels lie.
  ///   - formula: what to write.
  ///   - numbers: what the formula knows of the channels.
  ///   - bytes: how much memory is read and written.
  ///   - execution: what to run on.
  static func fill(
    _ y: UnsafeMutablePointer<Scalar>, _ view: ColumnView, _ formula: Formula, _ numbers: ChannelNumbers<Number>,
    bytes: Int, _ execution: Execution
  ) {
    let unit = view.channels * view.inner
    guard view.count >= Scalar.Line.width else {
      for index in 0..<view.count {
        y[index] = Scalar(number: formula.element(index) { numbers[$0, view.channel(of: index)] })
      }
      return
    }
    let size = view.count * MemoryLayout<Scalar>.stride
    let nonTemporal = NonTemporalStore.pays(bytes: size)
    let tiles = unit <= widest ? 1 : view.tiles(widest: widest)
    // Not so few rows that laying their numbers out takes longer than they do.
    let chunks = max(1, min(KernelGrid.fills(bytes: size, threads: execution.threads) / tiles, view.count / unit / 16))
    numbers.storage.withUnsafeBufferPointer { numbers in
      KernelGrid.forEach(chunks * tiles, bytes: bytes, threads: execution.threads) { piece in
        let piece = Piece(
          y: y, view: view, formula: formula, numbers: numbers, chunks: chunks, tiles: tiles,
          // From the end: what the pass before left in the cache is read first.
          piece: chunks * tiles - 1 - piece, nonTemporal: nonTemporal)
        execution.level.run(piece)
      }
    }
  }

  /// Some rows, or some columns of them.
  struct Piece: KernelWork {
    typealias Scalar = Formula.Scalar

    let y: UnsafeMutablePointer<Scalar>
    let view: ColumnView
    let formula: Formula
    let numbers: UnsafeBufferPointer<Number>
    /// How many pieces the rows make.
    let chunks: Int
    /// How many the columns make.
    let tiles: Int
    let piece: Int
    let nonTemporal: Bool

    static func function(_ functions: bncore_functions) -> bncore_function { Formula.columns(functions) }

    @inline(__always)
    func run() {
      let (chunk, tile) = (piece / tiles, piece % tiles)
      let channels = view.channels(inTile: tile, of: tiles)
      let width = channels.count * view.inner
      // Narrow rows are laid out several times.
      let period = tiles > 1 ? width : period(view.channels * view.inner)
      withColumns(numbers, channels, inner: view.inner, period: period) { columns in
        let lines = LineFill(y: y, formula: formula, columns: columns, period: period, nonTemporal: nonTemporal)
        // One range of whole rows, or a tile's part of each row.
        let all = KernelGrid.range(chunk, of: chunks, count: view.count)
        let rows = tiles == 1 ? 0..<1 : KernelGrid.range(chunk, of: chunks, count: view.rows)
        for row in rows {
          let start = row * view.width + channels.lowerBound * view.inner
          lines.fill(tiles == 1 ? all : start..<start + width, column: tiles == 1 ? all.lowerBound % period : 0)
        }
      }
    }
  }

  /// After how many columns the numbers of rows begin again: so many rows that they fill whole lines, if those are few.
  @inline(__always)
  private static func period(_ unit: Int) -> Int {
    let rows = Scalar.Line.width >> min(unit.trailingZeroBitCount, Scalar.Line.width.trailingZeroBitCount)
    let period = unit * rows
    guard period <= widest / 4 else { return unit }
    return period * ((narrow + period - 1) / period)
  }

  /// Lays the numbers of some channels out by column, with the first columns once more behind the last.
  @inline(__always)
  private static func withColumns(
    _ numbers: UnsafeBufferPointer<Number>, _ channels: Range<Int>, inner: Int, period: Int,
    _ body: (NumberColumns<Number>) -> Void
  ) {
    let length = period + LineFill<Formula>.padding
    withUnsafeTemporaryAllocation(byteCount: Formula.numbers * length * MemoryLayout<Number>.stride, alignment: 64) {
      guard let start = $0.bindMemory(to: Number.self).baseAddress else { return }
      for array in 0..<Formula.numbers {
        let column = start + array * length
        let first = array * (numbers.count / Formula.numbers)
        let these = UnsafeBufferPointer(rebasing: numbers[first + channels.lowerBound..<first + channels.upperBound])
        layOut(these, inner: inner, at: column, length: length)
      }
      body(NumberColumns(start: UnsafePointer(start), length: length))
    }
  }

  /// Writes each number `inner` times, and all of them again and again until the place is full.
  @inline(__always)
  private static func layOut(
    _ numbers: UnsafeBufferPointer<Number>, inner: Int, at start: UnsafeMutablePointer<Number>, length: Int
  ) {
    var next = start
    if inner == 1, let first = numbers.baseAddress {
      next.initialize(from: first, count: numbers.count)
      next += numbers.count
    } else {
      for number in numbers {
        next.initialize(repeating: number, count: inner)
        next += inner
      }
    }
    // What is there is copied behind itself, twice as much each time.
    while next - start < length {
      let count = min(next - start, length - (next - start))
      next.initialize(from: start, count: count)
      next += count
    }
  }
}
