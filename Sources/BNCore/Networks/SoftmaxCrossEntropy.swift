/// Softmax and cross-entropy in one, averaged over the examples: `tf.losses.sparse_softmax_cross_entropy`.
public struct SoftmaxCrossEntropy: Sendable, Equatable {
  /// The mean of −log p over the examples, p being the share of the right class.
  public let value: Double
  /// The gradient by the logits, of their shape: (p − 1 of the right class) / examples.
  public let gradient: Tensor<Float>
  /// How many examples have the largest logit at the right class, the first of equals.
  public let hits: Int

  /// Takes the loss of a batch.
  ///
  /// - Parameters:
  ///   - logits: examples x classes, at least one of each.
  ///   - labels: the class of each example, from 0 on; another number of them, or a class that there is not, is a
  ///     programming error.
  public init(logits: Tensor<Float>, labels: [Int]) {
    precondition(logits.rank == 2 && logits.count > 0, "logits are a matrix: \(logits.shape)")
    let (rows, classes) = (logits.shape[0], logits.shape[1])
    precondition(labels.count == rows, "a label for each of \(rows) examples, not \(labels.count)")
    precondition(labels.allSatisfy { (0..<classes).contains($0) }, "labels lie in 0..<\(classes)")
    var (shares, largest, sums) = DenseKernels().softmax(logits.scalars, rows: rows, classes: classes)
    let part = 1 / Float(rows)
    var total = 0.0
    var hits = 0
    for (row, label) in labels.enumerated() {
      let start = row * classes
      let right = logits.scalars[start + label]
      total += PortableMath.log(sums[row]) - Double(right - largest[row])
      if right == largest[row], !logits.scalars[start..<start + label].contains(right) { hits += 1 }
      shares[start + label] -= 1
    }
    for index in shares.indices { shares[index] *= part }
    (value, self.hits) = (total / Double(rows), hits)
    gradient = Tensor(shape: logits.shape, scalars: shares)
  }
}
