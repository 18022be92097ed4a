/// The operations of ``Kernels`` for one type.
enum TypedKernels<Scalar: KernelScalar> {
  typealias Number = Scalar.Number
  typealias Line = Scalar.Line

  /// How a layout is gone through.
  enum View {
    case columns(ColumnView)
    case runs(RunView)

    /// The way to write one: short runs of very many channels are columns, whose numbers are laid out for some at a time.
    init(writing layout: AxisLayout) {
      let shortest = layout.channels > RunView.mostChannels ? RunView.long : RunView.shortest
      self.init(layout, asColumns: layout.inner < shortest)
    }

    /// The way to sum one.
    ///
    /// As it is written, if that is channel by channel. Else short runs of many examples have sums of their own for each
    /// place, since sums over the lanes of a line are not worth it for a few lines.
    init(summing layout: AxisLayout) {
      let writing = View(writing: layout)
      if case .runs(let view) = writing, view.channelByChannel {
        self = writing
      } else {
        let shortest = layout.outer < RunView.fewExamples ? RunView.shortest : RunView.long
        self.init(layout, asColumns: layout.inner < shortest)
      }
    }

    private init(_ layout: AxisLayout, asColumns: Bool) {
      self =
        asColumns
        ? .columns(ColumnView(layout)) : .runs(RunView(layout, bytes: layout.count * MemoryLayout<Scalar>.stride))
    }
  }

  static func moments(_ x: UnsafePointer<Scalar>, _ layout: AxisLayout, _ execution: Execution) -> Moments<Double> {
    let count = Double(layout.elementsPerChannel)
    switch View(summing: layout) {
    case .columns(let view):
      var moments = ColumnMoments<Scalar>.moments(x, view, execution)
      if !moments.isFinite { PlainMoments.replaceOverflown(&moments, x, layout) }
      moments.squares.withUnsafeMutableBufferPointer { squares in
        for channel in 0..<squares.count { squares[channel] = variance(squares[channel], count) }
      }
      return Moments(mean: moments.mean, variance: moments.squares)
    case .runs(let view):
      let bytes = layout.count * MemoryLayout<Scalar>.stride
      let parts = view.map(bytes: bytes, threads: execution.threads) { part, _ in
        RunMoments<Scalar>.moments(x, part, execution.level)
      }
      let moments = (0..<view.channels).map { channel in
        var total = RunningMoments()
        for part in parts[channel * view.parts..<(channel + 1) * view.parts] { total.merge(part) }
        return total.isFinite ? total : PlainMoments.moments(x, layout, channel)
      }
      return Moments(mean: moments.map(\.mean), variance: moments.map { variance($0.squares, count) })
    }
  }

  /// The biased variance from the sum of squares, as TensorFlow's kernels could hold it in this type: below the normal
  /// range it is 0, above it infinite.
  @inline(__always)
  private static func variance(_ squares: Double, _ count: Double) -> Double {
    // Rounding may have left a sum of squares a little below 0.
    let variance = (squares < 0 ? 0 : squares) / count
    if variance >= smallest && variance <= largest { return variance }
    let rounded = Scalar(variance).flushed
    return rounded == 0 || rounded.isInfinite ? Double(rounded) : variance
  }

  private static var smallest: Double { 2 * Double(Scalar.leastNormalMagnitude) }
  private static var largest: Double { Double(Scalar.greatestFiniteMagnitude) / 2 }

  static func normalize(
    _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, _ layout: AxisLayout, by moments: Moments<Double>,
    _ parameters: Kernels.Parameters, _ execution: Execution
  ) {
    let numbers = ChannelNumbers(normalizing: Scalar.self, by: moments, parameters, execution.level)
    let bytes = 2 * layout.count * MemoryLayout<Scalar>.stride
    fill(y, layout, NormalizationFormula(x: x), numbers, bytes: bytes, execution)
  }

  /// Writes every element, in the order of memory.
  static func fill<Formula: ElementFormula>(
    _ y: UnsafeMutablePointer<Scalar>, _ layout: AxisLayout, _ formula: Formula, _ numbers: ChannelNumbers<Number>,
    bytes: Int, _ execution: Execution
  ) where Formula.Scalar == Scalar {
    switch View(writing: layout) {
    case .columns(let view): ColumnFill.fill(y, view, formula, numbers, bytes: bytes, execution)
    case .runs(let view):
      let nonTemporal = NonTemporalStore.pays(bytes: layout.count * MemoryLayout<Scalar>.stride)
      RunFill(y: y, formula: formula, nonTemporal: nonTemporal).fill(view, numbers, bytes: bytes, execution)
    }
  }

  static func train(
    _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, _ layout: AxisLayout,
    _ parameters: Kernels.Parameters, _ execution: Execution
  ) -> Moments<Double> {
    guard case .runs(let view) = View(writing: layout), view.channelByChannel else {
      let moments = moments(x, layout, execution)
      normalize(x, into: y, layout, by: moments, parameters, execution)
      return moments
    }
    let size = layout.count * MemoryLayout<Scalar>.stride
    let nonTemporal = NonTemporalStore.pays(bytes: size)
    let count = Double(layout.elementsPerChannel)
    // Each channel is normalized while it is still in the cache.
    let moments = view.map(bytes: 2 * size, threads: execution.threads) { part, channel in
      var moments = RunMoments<Scalar>.moments(x, part, execution.level)
      if !moments.isFinite { moments = PlainMoments.moments(x, layout, channel) }
      let variance = variance(moments.squares, count)
      let numbers = ChannelNumbers(
        normalizing: Scalar.self, by: Moments(mean: [moments.mean], variance: [variance]),
        parameters.ofChannel(channel), execution.level)
      RunFill(y: y, formula: NormalizationFormula(x: x), nonTemporal: nonTemporal)
        .fill(part, numbers, execution.level)
      return (mean: moments.mean, variance: variance)
    }
    return Moments(mean: moments.map(\.mean), variance: moments.map(\.variance))
  }
}

extension Kernels.Parameters {
  fileprivate func ofChannel(_ channel: Int) -> Kernels.Parameters {
    Kernels.Parameters(epsilon: epsilon, gamma: gamma.map { [$0[channel]] }, beta: beta.map { [$0[channel]] })
  }
}
