/// Σ u and Σ u · (x − shift) down the columns of a matrix, the sums that a gradient needs.
///
/// Blocks of rows are summed in the type that is computed in, and the blocks in double precision.
enum ColumnProducts<Scalar: KernelScalar> {
  typealias Number = Scalar.Number

  /// The sums of every channel, with the channels' means as shifts.
  static func sums(
    _ terms: ProductTerms<Scalar>, _ view: ColumnView, mean: [Double], threads: Int?
  ) -> ProductSums {
    let bytes = view.count * MemoryLayout<Scalar>.stride
    var total = ProductSums(channels: view.channels)
    let pieces = ColumnPieces(view, bytes: bytes)
    pieces.withSums { sums in
      pieces.forEach(bytes: 2 * bytes, threads: threads) { piece in
        sweep(terms, view, piece, mean: mean, sums.first(piece.chunk), sums.second(piece.chunk))
      }
      for chunk in 0..<pieces.chunks {
        let (upstream, products) = (sums.first(chunk), sums.second(chunk))
        for channel in 0..<view.channels {
          total.upstream[channel] += upstream[channel]
          total.products[channel] += products[channel]
        }
      }
    }
    view.forEachInRest { index, channel in
      let upstream = Double(terms.u[index].number)
      total.upstream[channel] += upstream
      total.products[channel] += upstream * (Double(terms.x[index].number) - Double(Number(mean[channel])))
    }
    return total
  }

  /// Writes the sums of a piece's channels.
  private static func sweep(
    _ terms: ProductTerms<Scalar>, _ view: ColumnView, _ piece: ColumnPieces.Piece, mean: [Double],
    _ channelUpstream: UnsafeMutablePointer<Double>, _ channelProducts: UnsafeMutablePointer<Double>
  ) {
    ColumnSums<Number>.withSums(columns: piece.columns.count) { sums, upstream, products in
      for column in 0..<piece.columns.count {
        sums.shift[sums.slot(of: column)] = Number(mean[view.channel(of: piece.columns.lowerBound + column)])
      }
      let start = piece.rows.lowerBound * view.width + piece.columns.lowerBound
      var done = 0
      while done < piece.rows.count {
        let block = min(ColumnSums<Number>.longestBlock, piece.rows.count - done)
        sums.add(rows: block, from: start + done * view.width, stride: view.width, terms: terms)
        sums.flush { slot, sum, sumOfProducts in
          upstream[slot] += sum
          products[slot] += sumOfProducts
        }
        done += block
      }
      for channel in piece.channels {
        view.forEachColumn(of: channel) { column in
          let slot = sums.slot(of: column - piece.columns.lowerBound)
          channelUpstream[channel] += upstream[slot]
          channelProducts[channel] += products[slot]
        }
      }
    }
  }
}
