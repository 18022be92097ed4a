import CLevels

/// Σ u and Σ u · (x − shift) down the columns of a matrix, the sums that a gradient needs.
///
/// Blocks of rows are summed in the type that is computed in, and the blocks in double precision.
enum ColumnProducts<Scalar: KernelScalar> {
  typealias Number = Scalar.Number

  /// The sums of every channel, with the channels' means as shifts.
  static func sums(
    _ terms: ProductTerms<Scalar>, _ view: ColumnView, mean: [Double], _ execution: Execution
  ) -> ProductSums {
    let bytes = view.count * MemoryLayout<Scalar>.stride
    var total = ProductSums(channels: view.channels)
    let pieces = ColumnPieces(view, bytes: bytes, threads: execution.threads)
    pieces.withSums { sums in
      mean.withUnsafeBufferPointer { mean in
        guard let mean = mean.baseAddress else { return }
        pieces.forEach(bytes: 2 * bytes, threads: execution.threads) { piece in
          let sweep = Sweep(
            terms: terms, view: view, piece: piece, mean: mean, upstream: sums.first(piece.chunk),
            products: sums.second(piece.chunk))
          execution.level.run(sweep)
        }
      }
      for chunk in 0..<pieces.chunks { total.add(upstream: sums.first(chunk), products: sums.second(chunk)) }
    }
    view.forEachInRest { index, channel in
      let upstream = Double(terms.u[index].number)
      total.upstream[channel] += upstream
      total.products[channel] += upstream * (Double(terms.x[index].number) - Double(Number(mean[channel])))
    }
    return total
  }

  /// The sums of a piece's channels.
  struct Sweep: KernelWork {
    let terms: ProductTerms<Scalar>
    let view: ColumnView
    let piece: ColumnPieces.Piece
    /// The mean of each channel of the view.
    let mean: UnsafePointer<Double>
    /// Where to write Σ u of each channel of the view.
    let upstream: UnsafeMutablePointer<Double>
    /// Where to write Σ u · (x − shift).
    let products: UnsafeMutablePointer<Double>

    static func function(_ functions: bncore_functions) -> bncore_function { functions.column_products }

    @inline(__always)
    func run() {
      ColumnSums<Number>.withSums(columns: piece.columns.count) { sums, columnUpstream, columnProducts in
        let channelsAreColumns = view.elementsPerRow == 1
        if channelsAreColumns {
          sums.shift(by: mean + piece.channels.lowerBound)
        } else {
          for channel in piece.channels {
            let shift = Number(mean[channel])
            view.forEachColumn(of: channel) { sums.shift[$0 &- piece.columns.lowerBound] = shift }
          }
          sums.open(sums.shift)
        }
        let start = piece.rows.lowerBound * view.width + piece.columns.lowerBound
        let inCache = view.isInCache(stride: MemoryLayout<Scalar>.stride)
        var done = 0
        while done < piece.rows.count {
          let block = min(ColumnSums<Number>.longestBlock, piece.rows.count - done)
          sums.add(rows: block, from: start + done * view.width, stride: view.width, terms: terms, inCache: inCache)
          sums.flush { slot, sum, sumOfProducts in
            (WideLine.load(columnUpstream, slot) + sum).store(columnUpstream, slot)
            (WideLine.load(columnProducts, slot) + sumOfProducts).store(columnProducts, slot)
          }
          done += block
        }
        sums.close(columnUpstream)
        sums.close(columnProducts)
        if channelsAreColumns {
          (upstream + piece.channels.lowerBound).update(from: columnUpstream, count: piece.channels.count)
          (products + piece.channels.lowerBound).update(from: columnProducts, count: piece.channels.count)
          return
        }
        let first = piece.columns.lowerBound
        for channel in piece.channels {
          upstream[channel] = view.sum(
            of: channel, { .load(columnUpstream, $0 &- first) }, { columnUpstream[$0 &- first] })
          products[channel] = view.sum(
            of: channel, { .load(columnProducts, $0 &- first) }, { columnProducts[$0 &- first] })
        }
      }
    }
  }
}
