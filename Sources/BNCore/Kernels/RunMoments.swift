/// Mean and Σ(x − mean)² of a channel that lies in runs, in one pass, as ``ColumnMoments`` takes them down columns.
enum RunMoments<Scalar: KernelScalar> {
  static func moments(_ x: UnsafePointer<Scalar>, _ part: RunView.Part) -> RunningMoments {
    var total = RunningMoments()
    guard part.count > 0 else { return total }
    var shift = x[part.start].number
    RunSums.sum(part, DeviationTerms(x: x), shift: shift) { count, sum, squares in
      let block = RunningMoments(count: Double(count), shift: Double(shift), sum: sum, squares: squares)
      total.merge(block)
      shift = Scalar.Number(block.mean)
      return shift
    }
    return total
  }
}
