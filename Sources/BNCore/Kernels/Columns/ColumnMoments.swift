import CLevels

/// Mean and Σ(x − mean)² down the columns of a matrix, in one pass over it.
///
/// With K the mean of the block of rows before, rounded, and s and q a block's sums of x − K and (x − K)², the block of m
/// rows has
///
///     mean = K + s / m        squares = q − s² / m
///
/// and is merged in double precision (see ``RunningMoments``). K follows the data, so that little is lost to cancellation
/// however far the mean lies from 0. Whatever the data, it is bounded: with D the distance from K to the block's mean,
/// q = squares + m · D², and with k rows in the block before, both blocks together have at least D² · k · m / (k + m) of
/// the total. Each block is in two such pairs, so that all q together are at most 2 · (k + m) / k times the total: 4 times
/// where blocks are equally long. The first 8 rows of a piece are shifted by its first row; then come 120 and 128 at a
/// time.
enum ColumnMoments<Scalar: KernelScalar> {
  typealias Number = Scalar.Number

  /// The moments of every channel.
  static func moments(_ x: UnsafePointer<Scalar>, _ view: ColumnView, _ execution: Execution) -> RunningMomentsColumns {
    var total = RunningMomentsColumns(channels: view.channels)
    let pieces = ColumnPieces(view, bytes: view.count * MemoryLayout<Scalar>.stride, threads: execution.threads)
    pieces.withSums { sums in
      pieces.forEach(bytes: view.count * MemoryLayout<Scalar>.stride, threads: execution.threads) { piece in
        let sweep = Sweep(
          x: x, view: view, piece: piece, mean: sums.first(piece.chunk), squares: sums.second(piece.chunk))
        execution.level.run(sweep)
      }
      for chunk in 0..<pieces.chunks {
        total.merge(
          count: Double(pieces.rows(chunk).count * view.elementsPerRow), mean: sums.first(chunk),
          squares: sums.second(chunk))
      }
    }
    if view.rest > 0 { mergeRest(x, view, into: &total) }
    return total
  }

  /// The moments of a piece's channels.
  struct Sweep: KernelWork {
    let x: UnsafePointer<Scalar>
    let view: ColumnView
    let piece: ColumnPieces.Piece
    /// Where to write the mean of each channel of the view.
    let mean: UnsafeMutablePointer<Double>
    /// Where to write Σ(x − mean)².
    let squares: UnsafeMutablePointer<Double>

    static func function(_ functions: bncore_functions) -> bncore_function { functions.column_moments }

    @inline(__always)
    func run() {
      ColumnSums<Number>.withSums(columns: piece.columns.count) { sums, columnMean, columnSquares in
        let start = piece.rows.lowerBound * view.width + piece.columns.lowerBound
        // The first row shifts the first block.
        for line in 0..<sums.lines {
          Scalar.line(x, start + sums.column(ofLine: line)).store(sums.shift, line * Number.Line.width)
        }
        let inCache = view.isInCache(stride: MemoryLayout<Scalar>.stride)
        var done = 0
        while done < piece.rows.count {
          let block = min(done == 0 ? 8 : done == 8 ? 120 : 128, piece.rows.count - done)
          sums.add(
            rows: block, from: start + done * view.width, stride: view.width, terms: DeviationTerms(x: x),
            inCache: inCache)
          merge(sums, Double(block), into: columnMean, columnSquares, Double(done))
          done += block
        }
        sums.close(columnMean)
        sums.close(columnSquares)
        if view.elementsPerRow == 1 {
          (mean + piece.channels.lowerBound).update(from: columnMean, count: piece.channels.count)
          (squares + piece.channels.lowerBound).update(from: columnSquares, count: piece.channels.count)
          return
        }
        let rows = Double(piece.rows.count)
        let first = piece.columns.lowerBound
        for channel in piece.channels {
          (mean[channel], squares[channel]) = folded(channel, view, first, columnMean, columnSquares, rows)
        }
      }
    }
  }

  /// Merges a block of so many rows into the moments of the rows before it, and shifts the next block by their mean.
  @inline(__always)
  private static func merge(
    _ sums: ColumnSums<Number>, _ block: Double, into mean: UnsafeMutablePointer<Double>,
    _ squares: UnsafeMutablePointer<Double>, _ done: Double
  ) {
    let part = WideLine(repeating: 1 / block)
    let weight = WideLine(repeating: block / (done + block))
    let both = WideLine(repeating: done) * weight
    sums.flush { slot, sum, sumOfSquares in
      let before = WideLine.load(mean, slot)
      let blockMean = Number.wide(sums.shift, slot) + sum * part
      let difference = blockMean - before
      (before + difference * weight).store(mean, slot)
      let added = (sumOfSquares - sum * (sum * part)) + difference * difference * both
      (WideLine.load(squares, slot) + added).store(squares, slot)
      Number.store(blockMean, sums.shift, slot)
    }
  }

  /// A channel's moments from those of its columns, which all have as many elements; the first mean is that of the view's
  /// column `first`.
  @inline(__always)
  private static func folded(
    _ channel: Int, _ view: ColumnView, _ first: Int, _ mean: UnsafePointer<Double>, _ squares: UnsafePointer<Double>,
    _ rows: Double
  ) -> (mean: Double, squares: Double) {
    // From the first column on, so that equal means stay exactly what they are.
    let shift = mean[channel &* view.inner &- first]
    let shifts = WideLine(repeating: shift)
    let sum = view.sum(of: channel, { .load(mean, $0 &- first) - shifts }, { mean[$0 &- first] - shift })
    let total = shift + sum / Double(view.elementsPerRow)
    let (totals, weight) = (WideLine(repeating: total), WideLine(repeating: rows))
    let totalSquares = view.sum(of: channel) { column in
      let difference = WideLine.load(mean, column &- first) - totals
      return WideLine.load(squares, column &- first) + weight * (difference * difference)
    } _: { column in
      let difference = mean[column &- first] - total
      return squares[column &- first] + rows * (difference * difference)
    }
    return (total, totalSquares)
  }

  /// Merges the elements behind the last whole row, of which there are few.
  private static func mergeRest(_ x: UnsafePointer<Scalar>, _ view: ColumnView, into total: inout RunningMomentsColumns)
  {
    var mean = [Double](repeating: 0, count: view.channels)
    var squares = mean
    let count = Double(view.rest / view.channels)
    view.forEachInRest { index, channel in mean[channel] += Double(x[index].number) }
    for channel in mean.indices { mean[channel] /= count }
    view.forEachInRest { index, channel in
      let deviation = Double(x[index].number) - mean[channel]
      squares[channel] += deviation * deviation
    }
    total.merge(count: count, mean: mean, squares: squares)
  }
}
