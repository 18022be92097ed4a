/// The gradients of Σ output · upstream.
public struct Gradients<Scalar: TensorScalar>: Sendable, Equatable {
  /// With respect to the input, of its shape.
  public let input: Tensor<Scalar>
  /// With respect to gamma, whether or not the layer has one.
  public let gamma: [Scalar]
  /// With respect to beta, whether or not the layer has one.
  public let beta: [Scalar]
}

extension Pass {
  /// Differentiates the pass (arXiv 1502.03167, section 3; r and d of renorm count as constants, as in
  /// arXiv 1702.03275).
  ///
  /// In inference the moving statistics count as constants too; TensorFlow's non-fused graph could differentiate by them.
  ///
  /// - Parameter upstream: the gradient with respect to the output, of its shape.
  /// - Returns: the gradients with respect to input, gamma and beta.
  /// - Throws: ``BatchNormalizationError/incompatibleGradient(expected:received:)`` for another shape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradients(upstream: Tensor<Scalar>) throws(BatchNormalizationError) -> Gradients<Scalar> {
    guard upstream.shape == output.shape else {
      throw .incompatibleGradient(expected: output.shape, received: upstream.shape)
    }
    guard parts.isEmpty else { return try gradientsOfParts(upstream) }
    if let unrounded, let kernels = Kernels.of(Scalar.self) { return gradients(upstream, unrounded, kernels) }
    let u = upstream.scalars
    let inverse = statistics.variance.map { 1 / ($0 + epsilon).squareRoot() }
    let normalized = map(input.scalars, layout) { value, channel in
      (value - statistics.mean[channel]) * inverse[channel]
    }
    var sums = [Scalar](repeating: 0, count: layout.channels)
    var products = sums
    layout.forEachElement { index, channel in
      sums[channel] += u[index]
      products[channel] += u[index] * normalized[index]
    }
    // Numbers of elements are no float16: those beyond 2,048 are rounded, and from 65,520 on infinite.
    let n = Scalar.MomentScalar(layout.elementsPerChannel)
    func mean(_ sum: Scalar) -> Scalar { Scalar(moment: sum.momentValue / n) }
    // TensorFlow's non-fused graph multiplies an empty batch's mean, NaN, by the sum of its upstream gradients, 0.
    if mode == .training && layout.elementsPerChannel == 0 && !implementation.isFused {
      products = layout.channelRange.map { _ in .nan }
    }
    let gradGamma = layout.channelRange.map { channel in
      guard let correction else { return products[channel] }
      return products[channel] * correction.r[channel] + sums[channel] * correction.d[channel]
    }
    let factor = layout.channelRange.map { channel in
      inverse[channel] * (correction?.r[channel] ?? 1) * (gamma?[channel] ?? 1)
    }
    let (meanOfUpstream, meanOfProducts) = (sums.map(mean), products.map(mean))
    var gradInput = [Scalar](repeating: 0, count: u.count)
    layout.forEachElement { index, channel in
      switch mode {
      case .inference: gradInput[index] = u[index] * factor[channel]
      case .training:
        let centred = u[index] - meanOfUpstream[channel] - normalized[index] * meanOfProducts[channel]
        gradInput[index] = factor[channel] * centred
      }
    }
    return Gradients(input: Tensor(shape: input.shape, scalars: gradInput), gamma: gradGamma, beta: sums)
  }
}

extension Pass {
  /// The same by the fast path.
  private func gradients(_ upstream: Tensor<Scalar>, _ moments: Moments<Double>, _ kernels: Kernels) -> Gradients<
    Scalar
  > {
    let factor = layout.channelRange.map { Double(correction?.r[$0] ?? 1) * Double(gamma?[$0] ?? 1) }
    let (gradInput, sums) = kernels.differentiate(
      input.scalars, upstream.scalars, layout, moments,
      Kernels.Parameters(epsilon: Double(epsilon), gamma: factor), mode, threads: threads)
    let isUndefined = mode == .training && layout.elementsPerChannel == 0 && !implementation.isFused
    let gradGamma = layout.channelRange.map { channel in
      let product = isUndefined ? .nan : sums.products[channel]
      guard let correction else { return Scalar(product) }
      return Scalar(product * Double(correction.r[channel]) + sums.upstream[channel] * Double(correction.d[channel]))
    }
    return Gradients(
      input: Tensor(shape: input.shape, scalars: gradInput), gamma: gradGamma, beta: sums.upstream.map { Scalar($0) })
  }
}
