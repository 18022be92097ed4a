extension LayerCondition {
  /// Batches that are too small, or not alike.
  var batchFindings: [Finding] {
    guard mode == .training else { return [] }
    return [tiny, correction, lastOfOne, unlike, wrongAxis, emptyRows].compactMap(\.self)
  }

  private var tiny: Finding? {
    guard let count, count > 0, count < 16 else { return nil }
    return Finding(
      .tinyBatch(mayRenorm: !options.renorm && options.conventions == nil, refusal: refusal(of: count)),
      count <= 2 ? .error : .warning,
      figure: Double(count),
      threshold: count <= 2 ? 2 : 16)
  }

  /// What is said of a training batch of so many values a channel by the framework that the layer follows.
  private func refusal(of count: Int) -> String? {
    options.conventions.flatMap { conventions in
      conventions.refusal(ofCount: count, mode: .training).map { "\(conventions.name): \($0)" }
    }
  }

  private var correction: Finding? {
    guard let implementation, options.storedVariance(by: implementation, dimensions: dimensions) == .sample,
      runsUpdates,
      let count, count > 1, count <= 100
    else { return nil }
    let share = 1 / Double(count - 1)
    guard share > 0.01 else { return nil }
    return Finding(
      .besselCorrection(by: options.conventions?.name), share > 0.1 ? .warning : .info, figure: share,
      threshold: share > 0.1 ? 0.1 : 0.01)
  }

  private var lastOfOne: Finding? {
    guard let count, count > 1, lastCount == 1 else { return nil }
    return Finding(.lastBatchOfOne(refusal: refusal(of: 1)), .warning, figure: 1, threshold: 1)
  }

  /// F = (n − 1) · Var(batch means) / mean(batch variances), about 1 where all elements come from one population.
  ///
  /// (n − 1) and not n makes up for the biased batch variances.
  private var unlike: Finding? {
    guard let count, count > 1, let batches = recentMeans.map(\.count).min(), batches >= 8 else { return nil }
    let ratios = zip(recentMeans, recentVariances).map { means, variances in
      let centre = means.reduce(0, +) / Double(means.count)
      let between = means.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(means.count - 1)
      return Double(count - 1) * between / (variances.reduce(0, +) / Double(variances.count))
    }
    let usable = ratios.filter(\.isFinite)
    guard !usable.isEmpty, usable.median > 3 else { return nil }
    return Finding(
      .unlikeBatches, usable.median > 10 ? .error : .warning, channels: ratios.indices.filter { ratios[$0] > 3 },
      figure: usable.median, threshold: usable.median > 10 ? 10 : 3)
  }

  /// Rows that are 0 in every channel, among others that are not: sequences that were filled up.
  ///
  /// A ReLU makes zeros too, but not in all of four channels at once, so often.
  private var emptyRows: Finding? {
    guard let shareOfEmptyRows, movingMean.count >= 4, shareOfEmptyRows >= 0.1, shareOfEmptyRows < 1 else { return nil }
    return Finding(.emptyRows, .warning, figure: shareOfEmptyRows, threshold: 0.1)
  }

  private var wrongAxis: Finding? {
    guard sharesOfVariance.indices.contains(axis), let own = sharesOfVariance[axis] else { return nil }
    // The first axis is that of the examples, which may well differ.
    let others = sharesOfVariance.indices.filter { $0 != axis && $0 > 0 }
    let best = others.compactMap { axis in sharesOfVariance[axis].map { (axis: axis, share: $0) } }
      .max { $0.share < $1.share }
    guard let best, best.share > 0.5, best.share > 4 * own else { return nil }
    return Finding(
      .wrongAxis(axis, better: best.axis), .warning, figure: best.share, threshold: max(0.5, 4 * own))
  }

  /// The share of a batch's positions that are 0 in every channel.
  ///
  /// - Parameters:
  ///   - values: the batch, row-major.
  ///   - layout: where its channels lie.
  /// - Returns: `nil` for a batch without elements.
  public static func shareOfEmptyRows(_ values: [Double], _ layout: AxisLayout) -> Double? {
    let positions = layout.outer * layout.inner
    guard positions > 0, values.count == positions * layout.channels else { return nil }
    let empty = (0..<positions).count { position in
      let start = position / layout.inner * layout.channels * layout.inner + position % layout.inner
      return (0..<layout.channels).allSatisfy { values[start + $0 * layout.inner] == 0 }
    }
    return Double(empty) / Double(positions)
  }

  /// The share of a batch's variance that lies between the positions along each axis (η², one-way).
  ///
  /// - Parameters:
  ///   - values: the batch, row-major.
  ///   - shape: its extents.
  /// - Returns: a share for each axis; `nil` where a position has fewer than 8 elements, or nothing varies.
  public static func sharesOfVariance(_ values: [Double], shape: [Int]) -> [Double?] {
    let mean = values.reduce(0, +) / Double(values.count)
    let total = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return shape.indices.map { axis in
      let inner = shape[(axis + 1)...].reduce(1, *)
      let extent = shape[axis]
      guard extent > 1, inner > 0, values.count / extent >= 8, total > 0 else { return nil }
      var sums = [Double](repeating: 0, count: extent)
      for (index, value) in values.enumerated() { sums[index / inner % extent] += value - mean }
      let size = Double(values.count / extent)
      return sums.reduce(0) { $0 + $1 * $1 } / size / total
    }
  }
}
