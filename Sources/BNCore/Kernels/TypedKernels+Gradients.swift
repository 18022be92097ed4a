extension TypedKernels {
  static func differentiate(
    _ x: UnsafePointer<Scalar>, _ u: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>, _ layout: AxisLayout,
    _ moments: Moments<Double>, _ parameters: Kernels.Parameters, _ mode: Mode, _ execution: Execution
  ) -> Kernels.GradientSums {
    let statistics = GradientStatistics(moments, parameters, count: layout.elementsPerChannel)
    let terms = ProductTerms(x: x, u: u)
    let size = layout.count * MemoryLayout<Scalar>.stride
    let sums: ProductSums
    if case .runs(let view) = View(writing: layout), view.channelByChannel {
      // Each channel's gradients are written while it is still in the cache.
      let channels = view.map(bytes: 3 * size, threads: execution.threads) { part, channel in
        let sum = RunProducts<Scalar>.sums(terms, part, mean: statistics.mean[channel], execution.level)
        write(
          terms, into: dx, part, GradientStatistics(statistics, channel: channel), sum, mode,
          nonTemporal: NonTemporalStore.pays(bytes: size), execution.level)
        return sum
      }
      sums = ProductSums(upstream: channels.map(\.upstream), products: channels.map(\.products))
    } else {
      sums = products(terms, layout, statistics, execution)
      switch mode {
      case .training:
        let numbers = ChannelNumbers<Number>(differentiatingBy: statistics, sums)
        fill(dx, layout, GradientFormula(x: x, u: u), numbers, bytes: 3 * size, execution)
      case .inference:
        fill(dx, layout, FactorFormula(u: u), ChannelNumbers(factorsOf: statistics), bytes: 2 * size, execution)
      }
    }
    let products = layout.channelRange.map { statistics.product($0, sums, Number.self) }
    return Kernels.GradientSums(upstream: sums.upstream, products: products)
  }

  /// Σ u and Σ u · (x − shift) of every channel.
  private static func products(
    _ terms: ProductTerms<Scalar>, _ layout: AxisLayout, _ statistics: GradientStatistics, _ execution: Execution
  ) -> ProductSums {
    switch View(summing: layout) {
    case .columns(let view):
      return ColumnProducts<Scalar>.sums(terms, view, mean: statistics.mean, execution)
    case .runs(let view):
      let bytes = 2 * layout.count * MemoryLayout<Scalar>.stride
      let parts = view.map(bytes: bytes, threads: execution.threads) { part, channel in
        RunProducts<Scalar>.sums(terms, part, mean: statistics.mean[channel], execution.level)
      }
      var sums = ProductSums(channels: layout.channels)
      for (index, part) in parts.enumerated() {
        sums.upstream[index / view.parts] += part.upstream
        sums.products[index / view.parts] += part.products
      }
      return sums
    }
  }

  /// Writes a part of a channel's gradients.
  private static func write(
    _ terms: ProductTerms<Scalar>, into dx: UnsafeMutablePointer<Scalar>, _ part: RunView.Part,
    _ statistics: GradientStatistics, _ sum: (upstream: Double, products: Double), _ mode: Mode, nonTemporal: Bool,
    _ level: InstructionSet
  ) {
    switch mode {
    case .training:
      let sums = ProductSums(upstream: [sum.upstream], products: [sum.products])
      let numbers = ChannelNumbers<Number>(differentiatingBy: statistics, sums)
      RunFill(y: dx, formula: GradientFormula(x: terms.x, u: terms.u), nonTemporal: nonTemporal)
        .fill(part, numbers, level)
    case .inference:
      let numbers = ChannelNumbers<Number>(factorsOf: statistics)
      RunFill(y: dx, formula: FactorFormula(u: terms.u), nonTemporal: nonTemporal)
        .fill(part, numbers, level)
    }
  }
}
