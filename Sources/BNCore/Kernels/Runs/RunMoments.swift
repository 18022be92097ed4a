import CLevels

/// Mean and Σ(x − mean)² of a channel that lies in runs, in one pass, as ``ColumnMoments`` takes them down columns.
enum RunMoments<Scalar: KernelScalar> {
  static func moments(_ x: UnsafePointer<Scalar>, _ part: RunView.Part, _ level: InstructionSet) -> RunningMoments {
    var total = RunningMoments()
    withUnsafeMutablePointer(to: &total) { total in
      level.run(Sweep(x: x, part: part, total: total))
    }
    return total
  }

  /// The moments of a part.
  struct Sweep: KernelWork {
    let x: UnsafePointer<Scalar>
    let part: RunView.Part
    /// What they are merged into.
    let total: UnsafeMutablePointer<RunningMoments>

    static func function(_ functions: bncore_functions) -> bncore_function { functions.run_moments }

    @inline(__always)
    func run() {
      guard part.count > 0 else { return }
      var shift = x[part.start].number
      RunSums.sum(part, DeviationTerms(x: x), shift: shift) { count, sum, squares in
        let block = RunningMoments(count: Double(count), shift: Double(shift), sum: sum, squares: squares)
        total.pointee.merge(block)
        shift = Scalar.Number(block.mean)
        return shift
      }
    }
  }
}
