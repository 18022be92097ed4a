/// Where batches come from.
public enum BatchSource: Sendable {
  /// Random or regular numbers, made when they are asked for.
  case generated(GeneratorSpec)

  /// One batch, the same every step.
  case literal(Tensor<Double>)

  /// Data, taken a batch at a time.
  case examples(ExampleSet)

  /// The shape of batch 0.
  public var batchShape: [Int] {
    switch self {
    case .generated(let spec): spec.shape
    case .literal(let tensor): tensor.shape
    case .examples(let set): set.batchShape(at: 0)
    }
  }

  /// The same source without what it remembers in order to answer sooner, so that copies that are kept stay small.
  public var withoutMemory: BatchSource {
    if case .examples(let set) = self { .examples(set.withoutMemory) } else { self }
  }

  /// Whether the numbers lie outside memory and are read batch by batch.
  public var isStored: Bool {
    if case .examples(let set) = self, case .stored = set.data { true } else { false }
  }

  /// The shape of the batch at an index from 0 on; only data has a last batch that may be smaller.
  public func batchShape(at index: Int) -> [Int] {
    if case .examples(let set) = self { set.batchShape(at: index) } else { batchShape }
  }

  /// Whether every batch is the same one.
  public var isSameEveryStep: Bool {
    switch self {
    case .generated(let spec): spec.fixed && spec.drift.numbers.allSatisfy { $0 == 0 }
    case .literal: true
    case .examples: false
    }
  }

  /// How each batch is shared among replicas; only generated ones are.
  public var sharing: ReplicaSharing {
    if case .generated(let spec) = self { spec.sharing } else { ReplicaSharing() }
  }

  /// The batch at an index from 0 on, in single precision.
  ///
  /// The result depends on the source and the index alone; what changes is only what the source remembers in order to
  /// answer sooner next time.
  public mutating func batch(at index: Int) -> Tensor<Float> {
    batch(at: index, as: Float.self)
  }

  /// The batch at an index from 0 on, in the given type.
  ///
  /// Numbers of every source are rounded to the type once. Of data that cannot be read any longer they are NaN, and
  /// ``readBatch(at:as:)`` says why.
  @inlinable
  public mutating func batch<Scalar: TensorScalar>(at index: Int, as type: Scalar.Type) -> Tensor<Scalar> {
    if let batch = try? readBatch(at: index, as: type) { return batch }
    return Tensor(shape: batchShape(at: index), repeating: .nan)
  }

  /// The batch at an index from 0 on, in the given type.
  ///
  /// - Throws: why data that lies outside memory cannot be read.
  @inlinable
  public mutating func readBatch<Scalar: TensorScalar>(
    at index: Int, as type: Scalar.Type
  ) throws(BatchSourceError) -> Tensor<Scalar> {
    switch self {
    case .generated(let spec):
      return spec.batch(at: index)
    case .literal(let tensor):
      if let literal = tensor as? Tensor<Scalar> { return literal }
      return Tensor(shape: tensor.shape, scalars: tensor.scalars.map { Scalar($0) })
    case .examples(var set):
      defer { self = .examples(set) }
      return try set.readBatch(at: index)
    }
  }
}
