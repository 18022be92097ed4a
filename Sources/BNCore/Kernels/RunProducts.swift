/// Σ u and Σ u · (x − shift) of a channel that lies in runs, as ``ColumnProducts`` takes them down columns.
enum RunProducts<Scalar: KernelScalar> {
  /// The sums of a part, with the channel's mean as the shift.
  static func sums(
    _ terms: ProductTerms<Scalar>, _ part: RunView.Part, mean: Double
  ) -> (upstream: Double, products: Double) {
    var total = (upstream: 0.0, products: 0.0)
    guard part.count > 0 else { return total }
    let shift = Scalar.Number(mean)
    RunSums.sum(part, terms, shift: shift) { _, upstream, products in
      total.upstream += upstream
      total.products += products
      return shift
    }
    return total
  }
}
