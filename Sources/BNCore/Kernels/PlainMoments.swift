/// Moments in double precision, element by element: for channels whose sums left the range of the type that kernels
/// compute in, be it that they hold NaN or an infinity, or numbers that only fit into a wider type.
enum PlainMoments {
  /// Takes the moments of those channels again that are not finite.
  static func replaceOverflown<Scalar: KernelScalar>(
    _ moments: inout RunningMomentsColumns, _ x: UnsafePointer<Scalar>, _ layout: AxisLayout
  ) {
    let count = Double(layout.elementsPerChannel)
    var plain = RunningMomentsColumns(channels: layout.channels)
    layout.forEachElement { index, channel in plain.mean[channel] += Double(x[index].number) }
    for channel in plain.mean.indices { plain.mean[channel] /= count }
    layout.forEachElement { index, channel in
      let deviation = Double(x[index].number) - plain.mean[channel]
      plain.squares[channel] += deviation * deviation
    }
    for channel in plain.mean.indices where !(moments.mean[channel].isFinite && moments.squares[channel].isFinite) {
      moments.mean[channel] = plain.mean[channel]
      moments.squares[channel] = plain.squares[channel]
    }
  }
}
