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
  static func moments(_ x: UnsafePointer<Scalar>, _ view: ColumnView, threads: Int?) -> RunningMomentsColumns {
    var total = RunningMomentsColumns(channels: view.channels)
    let pieces = ColumnPieces(view, bytes: view.count * MemoryLayout<Scalar>.stride)
    pieces.withSums { sums in
      pieces.forEach(bytes: view.count * MemoryLayout<Scalar>.stride, threads: threads) { piece in
        sweep(x, view, piece, mean: sums.first(piece.chunk), squares: sums.second(piece.chunk))
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

  /// Writes the moments of a piece's channels.
  private static func sweep(
    _ x: UnsafePointer<Scalar>, _ view: ColumnView, _ piece: ColumnPieces.Piece,
    mean channelMean: UnsafeMutablePointer<Double>, squares channelSquares: UnsafeMutablePointer<Double>
  ) {
    ColumnSums<Number>.withSums(columns: piece.columns.count) { sums, mean, squares in
      let start = piece.rows.lowerBound * view.width + piece.columns.lowerBound
      // The first row shifts the first block.
      for line in 0..<sums.lines {
        Scalar.line(x, start + sums.column(ofLine: line)).store(sums.shift, line * Number.Line.width)
      }
      var done = 0
      while done < piece.rows.count {
        let block = min(done == 0 ? 8 : done == 8 ? 120 : 128, piece.rows.count - done)
        sums.add(rows: block, from: start + done * view.width, stride: view.width, terms: DeviationTerms(x: x))
        merge(sums, Double(block), into: mean, squares, Double(done))
        done += block
      }
      let rows = Double(piece.rows.count)
      for channel in piece.channels {
        (channelMean[channel], channelSquares[channel]) = folded(channel, view, piece, sums, mean, squares, rows)
      }
    }
  }

  /// Merges a block of so many rows into the moments of the rows before it, and shifts the next block by their mean.
  private static func merge(
    _ sums: ColumnSums<Number>, _ block: Double, into mean: UnsafeMutablePointer<Double>,
    _ squares: UnsafeMutablePointer<Double>, _ done: Double
  ) {
    let part = 1 / block
    let weight = block / (done + block)
    let shift = sums.shift
    sums.flush { slot, sum, sumOfSquares in
      let blockMean = Double(shift[slot]) + sum * part
      let difference = blockMean - mean[slot]
      mean[slot] += difference * weight
      squares[slot] += (sumOfSquares - sum * (sum * part)) + difference * difference * (done * weight)
      shift[slot] = Number(blockMean)
    }
  }

  /// A channel's moments from those of its columns, which all have as many elements.
  @inline(__always)
  private static func folded(
    _ channel: Int, _ view: ColumnView, _ piece: ColumnPieces.Piece, _ sums: ColumnSums<Number>,
    _ mean: UnsafeMutablePointer<Double>, _ squares: UnsafeMutablePointer<Double>, _ rows: Double
  ) -> (mean: Double, squares: Double) {
    let first = sums.slot(of: channel * view.inner - piece.columns.lowerBound)
    guard view.elementsPerRow > 1 else { return (mean[first], squares[first]) }
    // From the first column on, so that equal means stay exactly what they are.
    var sum = 0.0
    view.forEachColumn(of: channel) { sum += mean[sums.slot(of: $0 - piece.columns.lowerBound)] - mean[first] }
    let total = mean[first] + sum / Double(view.elementsPerRow)
    var totalSquares = 0.0
    view.forEachColumn(of: channel) { column in
      let slot = sums.slot(of: column - piece.columns.lowerBound)
      let difference = mean[slot] - total
      totalSquares += squares[slot] + rows * (difference * difference)
    }
    return (total, totalSquares)
  }

  /// Merges the elements behind the last whole row, of which there are few.
  private static func mergeRest(_ x: UnsafePointer<Scalar>, _ view: ColumnView, into total: inout RunningMomentsColumns)
  {
    var rest = RunningMomentsColumns(channels: view.channels)
    let count = Double(view.rest / view.channels)
    view.forEachInRest { index, channel in rest.mean[channel] += Double(x[index].number) }
    for channel in rest.mean.indices { rest.mean[channel] /= count }
    view.forEachInRest { index, channel in
      let deviation = Double(x[index].number) - rest.mean[channel]
      rest.squares[channel] += deviation * deviation
    }
    total.merge(count: count, mean: rest.mean, squares: rest.squares)
  }
}
