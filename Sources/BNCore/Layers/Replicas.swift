extension BatchNormalization {
  /// Evaluates the layer on a batch that replicas share: in training each normalizes its own examples by their own moments.
  ///
  /// The replicas have as many examples each, one behind another along the first dimension. The pass states the mean of their
  /// means and the mean of their variances, and its updates move towards these, as TensorFlow's MirroredStrategy averages what
  /// its replicas have; PyTorch's DistributedDataParallel keeps what rank 0 has. The mean of variances lacks the variance of the
  /// means. Synchronized replicas are a batch like any other, and need none of this.
  ///
  /// - Parameters:
  ///   - input: a batch with the channels along another dimension than the first.
  ///   - mode: whether to normalize by the replicas' moments or, all alike, by the moving statistics.
  ///   - replicas: how many share the batch, from 1 on.
  /// - Returns: the output of all of them, one behind another, and the pass of each.
  /// - Throws: ``BatchNormalizationError`` where the batch does not fit the layer, or cannot be shared.
  public func forward(
    _ input: Tensor<Scalar>, mode: Mode, replicas: Int
  ) throws(BatchNormalizationError) -> Pass<Scalar> {
    try forward(input, mode: mode, replicas: replicas, reusing: [])
  }

  /// The same, with memory for the output of a batch that is not shared.
  func forward(
    _ input: Tensor<Scalar>, mode: Mode, replicas: Int, reusing memory: consuming [Scalar]
  ) throws(BatchNormalizationError) -> Pass<Scalar> {
    guard replicas > 1, mode == .training else { return try forward(input, mode: mode, reusing: memory) }
    let layout = try layout(of: input.shape, mode: mode, replicas: replicas)
    var parts: [Pass<Scalar>] = []
    for part in input.shared(among: replicas) { parts.append(try forward(part, mode: mode)) }
    return Pass(replicas: parts, input: input, layout: layout)
  }

  /// How a batch of a shape lies that replicas share.
  ///
  /// - Throws: ``BatchNormalizationError`` where it does not fit the layer, or cannot be shared.
  func layout(of shape: [Int], mode: Mode, replicas: Int) throws(BatchNormalizationError) -> AxisLayout {
    let layout = try layout(of: shape, mode: mode)
    guard replicas > 1, mode == .training else { return layout }
    func refused(_ reason: String) -> BatchNormalizationError { .unsharable(replicas: replicas, reason: reason) }
    guard layout.axis > 0 else { throw refused("the channels lie along its first dimension, which has no examples") }
    guard shape[0] % replicas == 0 else { throw refused("its \(shape[0]) examples are not a multiple of \(replicas)") }
    guard !options.renorm else { throw refused("renorm corrects towards one batch; set renorm off") }
    _ = try self.layout(of: [shape[0] / replicas] + shape.dropFirst(), mode: mode)
    return layout
  }
}

extension Pass {
  /// What replicas did, as one pass.
  fileprivate init(replicas parts: [Pass], input: Tensor<Scalar>, layout: AxisLayout) {
    let first = parts[0]
    let unrounded = parts.compactMap(\.unrounded)
    let variances = parts.compactMap(\.varianceForUpdate)
    let statistics = Moments(
      mean: Self.averages(parts.map(\.statistics.mean)), variance: Self.averages(parts.map(\.statistics.variance)))
    let varianceForUpdate = variances.isEmpty ? nil : Self.averages(variances)
    self.init(
      input: input, output: Tensor(shape: input.shape, scalars: parts.flatMap(\.output.scalars)), mode: first.mode,
      layout: layout, implementation: first.implementation, epsilon: first.epsilon, statistics: statistics,
      varianceForUpdate: varianceForUpdate, correction: nil, gamma: first.gamma,
      updates: first.updates.map { updates in
        PendingUpdates(
          target: .moments(Moments(mean: statistics.mean, variance: varianceForUpdate ?? statistics.variance)),
          weight: updates.weight)
      },
      refusal: first.refusal,
      unrounded: unrounded.count == parts.count
        ? Moments(
          mean: Pass<Double>.averages(unrounded.map(\.mean)), variance: Pass<Double>.averages(unrounded.map(\.variance))
        )
        : nil,
      threads: first.threads)
    self.parts = parts
  }

  /// The mean of each channel's numbers, added in double precision.
  fileprivate static func averages(_ numbers: [[Scalar]]) -> [Scalar] {
    numbers[0].indices.map { channel in
      Scalar(numbers.reduce(0.0) { $0 + Double($1[channel]) } / Double(numbers.count))
    }
  }

  /// The gradients of replicas: each by its own input, of gamma and beta their sums.
  func gradientsOfParts(_ upstream: Tensor<Scalar>) throws(BatchNormalizationError) -> Gradients<Scalar> {
    var all: [Gradients<Scalar>] = []
    for (part, upstream) in zip(parts, upstream.shared(among: parts.count)) {
      all.append(try part.gradients(upstream: upstream))
    }
    func sums(_ numbers: (Gradients<Scalar>) -> [Scalar]) -> [Scalar] {
      layout.channelRange.map { channel in Scalar(all.reduce(0.0) { $0 + Double(numbers($1)[channel]) }) }
    }
    return Gradients(
      input: Tensor(shape: input.shape, scalars: all.flatMap(\.input.scalars)), gamma: sums(\.gamma), beta: sums(\.beta)
    )
  }
}

extension Tensor {
  /// The examples of each of some replicas, which divide their number.
  fileprivate func shared(among replicas: Int) -> [Tensor] {
    let (examples, size) = (shape[0] / replicas, count / replicas)
    return (0..<replicas).map { replica in
      Tensor(
        shape: [examples] + shape.dropFirst(), scalars: Array(scalars[replica * size..<(replica + 1) * size]))
    }
  }
}
