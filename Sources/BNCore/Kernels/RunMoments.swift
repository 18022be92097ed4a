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

  /// A channel's moments in double precision, for one whose sums left the range of what kernels compute in.
  static func plainMoments(_ x: UnsafePointer<Scalar>, _ view: RunView, _ channel: Int) -> RunningMoments {
    var total = RunningMoments()
    total.count = Double(view.elementsPerChannel)
    func forEachElement(_ body: (Double) -> Void) {
      for run in 0..<view.outer {
        let start = (run * view.channels + channel) * view.inner
        for index in start..<start + view.inner { body(Double(x[index].number)) }
      }
    }
    forEachElement { total.mean += $0 }
    total.mean /= total.count
    forEachElement { total.squares += ($0 - total.mean) * ($0 - total.mean) }
    return total
  }
}
