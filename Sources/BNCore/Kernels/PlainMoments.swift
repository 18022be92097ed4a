/// Moments in double precision, element by element: for channels whose sums left the range of the type that kernels
/// compute in, be it that they hold NaN or an infinity, or numbers that only fit into a wider type.
enum PlainMoments {
  /// Mean and Σ(x − mean)² of a channel.
  static func moments<Scalar: KernelScalar>(
    _ x: UnsafePointer<Scalar>, _ layout: AxisLayout, _ channel: Int
  ) -> RunningMoments {
    var total = RunningMoments()
    total.count = Double(layout.elementsPerChannel)
    func forEachElement(_ body: (Double) -> Void) {
      for run in 0..<layout.outer {
        let start = (run * layout.channels + channel) * layout.inner
        for index in start..<start + layout.inner { body(Double(x[index].number)) }
      }
    }
    forEachElement { total.mean += $0 }
    total.mean /= total.count
    forEachElement { total.squares += ($0 - total.mean) * ($0 - total.mean) }
    return total
  }

  /// Takes the moments of those channels again that are not finite.
  static func replaceOverflown<Scalar: KernelScalar>(
    _ moments: inout RunningMomentsColumns, _ x: UnsafePointer<Scalar>, _ layout: AxisLayout
  ) {
    for channel in moments.mean.indices where !(moments.mean[channel].isFinite && moments.squares[channel].isFinite) {
      let plain = Self.moments(x, layout, channel)
      (moments.mean[channel], moments.squares[channel]) = (plain.mean, plain.squares)
    }
  }
}
