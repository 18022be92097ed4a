extension TypedKernels {
  static func differentiate(
    _ x: UnsafePointer<Scalar>, _ u: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>, _ layout: AxisLayout,
    _ moments: Moments<Double>, _ parameters: Kernels.Parameters, _ mode: Mode, _ execution: Execution
  ) -> Kernels.GradientSums {
    let statistics = GradientStatistics(moments, parameters, count: layout.elementsPerChannel)
    let terms = ProductTerms(x: x, u: u)
    let size = layout.count * MemoryLayout<Scalar>.stride
    let streaming = StreamingStore.pays(bytes: size)
    var sums = ProductSums(channels: layout.channels)
    switch View(layout) {
    case .columns(let view):
      sums = ColumnProducts<Scalar>.sums(terms, view, mean: moments.mean, execution)
      switch mode {
      case .training:
        let numbers = ChannelNumbers<Number>(differentiatingBy: statistics, sums)
        ColumnFill.fill(dx, view, GradientFormula(x: x, u: u), numbers, bytes: 3 * size, execution)
      case .inference:
        let numbers = ChannelNumbers<Number>(factorsOf: statistics)
        ColumnFill.fill(dx, view, FactorFormula(u: u), numbers, bytes: 2 * size, execution)
      }
    case .runs(let view) where view.channelByChannel:
      // Each channel's gradients are written while it is still in the cache.
      let channels = view.map(bytes: 3 * size, threads: execution.threads) { part, channel in
        let sum = RunProducts<Scalar>.sums(terms, part, mean: moments.mean[channel], execution.level)
        write(
          terms, into: dx, part, GradientStatistics(statistics, channel: channel), sum, mode, streaming: streaming,
          execution.level)
        return sum
      }
      sums.upstream = channels.map(\.upstream)
      sums.products = channels.map(\.products)
    case .runs(let view):
      let parts = view.map(bytes: 2 * size, threads: execution.threads) { part, channel in
        RunProducts<Scalar>.sums(terms, part, mean: moments.mean[channel], execution.level)
      }
      for (index, part) in parts.enumerated() {
        sums.upstream[index / view.parts] += part.upstream
        sums.products[index / view.parts] += part.products
      }
      switch mode {
      case .training:
        let numbers = ChannelNumbers<Number>(differentiatingBy: statistics, sums)
        RunFill(y: dx, formula: GradientFormula(x: x, u: u), streaming: streaming)
          .fill(view, numbers, bytes: 3 * size, execution)
      case .inference:
        let numbers = ChannelNumbers<Number>(factorsOf: statistics)
        RunFill(y: dx, formula: FactorFormula(u: u), streaming: streaming)
          .fill(view, numbers, bytes: 2 * size, execution)
      }
    }
    let products = layout.channelRange.map { statistics.product($0, sums, Number.self) }
    return Kernels.GradientSums(upstream: sums.upstream, products: products)
  }

  /// Writes a part of a channel's gradients.
  private static func write(
    _ terms: ProductTerms<Scalar>, into dx: UnsafeMutablePointer<Scalar>, _ part: RunView.Part,
    _ statistics: GradientStatistics, _ sum: (upstream: Double, products: Double), _ mode: Mode, streaming: Bool,
    _ level: KernelLevel
  ) {
    switch mode {
    case .training:
      var sums = ProductSums(channels: 1)
      (sums.upstream[0], sums.products[0]) = sum
      let numbers = ChannelNumbers<Number>(differentiatingBy: statistics, sums)
      RunFill(y: dx, formula: GradientFormula(x: terms.x, u: terms.u), streaming: streaming)
        .fill(part, numbers, level)
    case .inference:
      let numbers = ChannelNumbers<Number>(factorsOf: statistics)
      RunFill(y: dx, formula: FactorFormula(u: terms.u), streaming: streaming)
        .fill(part, numbers, level)
    }
  }
}
