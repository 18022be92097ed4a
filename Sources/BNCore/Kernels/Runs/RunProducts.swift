import CLevels

/// Σ u and Σ u · (x − shift) of a channel that lies in runs, as ``ColumnProducts`` takes them down columns.
enum RunProducts<Scalar: KernelScalar> {
  typealias Sums = (upstream: Double, products: Double)

  /// The sums of a part, with the channel's mean as the shift.
  static func sums(
    _ terms: ProductTerms<Scalar>, _ part: RunView.Part, mean: Double, _ level: InstructionSet
  ) -> Sums {
    var total = (upstream: 0.0, products: 0.0)
    withUnsafeMutablePointer(to: &total) { total in
      level.run(Sweep(terms: terms, part: part, mean: mean, total: total))
    }
    return total
  }

  /// The sums of a part.
  struct Sweep: KernelWork {
    let terms: ProductTerms<Scalar>
    let part: RunView.Part
    let mean: Double
    /// What they are added to.
    let total: UnsafeMutablePointer<Sums>

    static func function(_ functions: bncore_functions) -> bncore_function { functions.run_products }

    @inline(__always)
    func run() {
      guard part.count > 0 else { return }
      let shift = Scalar.Number(mean)
      RunSums.sum(part, terms, shift: shift) { _, upstream, products in
        total.pointee.upstream += upstream
        total.pointee.products += products
        return shift
      }
    }
  }
}
