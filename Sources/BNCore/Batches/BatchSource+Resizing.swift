extension BatchSource {
  /// The same source in batches of another number of examples, from its first one on.
  ///
  /// - Parameter count: the examples of a batch, 1 or more.
  /// - Returns: `nil` for a literal batch, which has the size that it has.
  /// - Throws: why batches of that size can't be had, such as more elements than a batch may have.
  public func resized(to count: Int) throws(BatchSourceError) -> BatchSource? {
    guard count >= 1 else { throw .batchSizeBelowOne(count) }
    switch self {
    case .literal: return nil
    case .generated(let spec):
      return .generated(
        try GeneratorSpec(
          spec.kind, shape: [count] + spec.shape.dropFirst(), axis: spec.axis, seed: spec.seed, fixed: spec.fixed,
          drift: spec.drift, sharing: spec.sharing))
    case .examples(let set): return .examples(try set.resized(to: count))
    }
  }
}

extension ExampleSet {
  /// The same data in batches of another size.
  fileprivate func resized(to count: Int) throws(BatchSourceError) -> ExampleSet {
    var set = try ExampleSet(
      data: data, labels: labels, batchSize: count, shuffleSeed: shuffleSeed, dropLast: dropLast, divide: divisor)
    set.extentsBeforeFlattening = extentsBeforeFlattening
    return set
  }
}
