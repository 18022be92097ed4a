import BNCore

/// What the steps of a session minimize.
enum Objective: Sendable {
  /// The same in every step.
  case same(Loss)
  /// A mean squared error with targets from a file: of a batch's shape for every batch, or one for each example of the
  /// data, which then come and go with the examples.
  case targets(ExampleData)

  /// The loss of the batch at a position of a source.
  ///
  /// - Throws: that the targets do not fit the batch, or cannot be read.
  func loss(for source: inout BatchSource, at position: Int) throws(BatchNormalizationError) -> Loss {
    switch self {
    case .same(let loss): return loss
    case .targets(let targets):
      let shape = source.batchShape(at: position)
      guard follows(source), case .examples(var set) = source else {
        return .meanSquaredError(target: .tensor(try targets.whole(fitting: shape)))
      }
      do throws(BatchSourceError) {
        let rows = try set.rows(of: targets, at: position)
        // Whoever is asked for the batch next need not find its examples again.
        source = .examples(set)
        return .meanSquaredError(target: .tensor(Tensor(shape: shape, scalars: rows.scalars)))
      } catch {
        throw .unreadableInput(reason: error.description)
      }
    }
  }

  /// The loss of a batch that is none of the training source's; `nil` where targets say nothing of it.
  func lossOfOther(shape: [Int]) -> Loss? {
    switch self {
    case .same(let loss): loss
    case .targets(let targets):
      (try? targets.whole(fitting: shape)).map { Loss.meanSquaredError(target: .tensor($0)) }
    }
  }

  /// Whether there is a target for each example of a source, rather than for each place in a batch.
  func follows(_ source: BatchSource) -> Bool {
    guard case .targets(let targets) = self, case .examples(let set) = source else { return false }
    let batch = source.batchShape
    return targets.shape.first == set.exampleCount
      && targets.shape.dropFirst().reduce(1, *) == batch.dropFirst().reduce(1, *)
  }
}

extension ExampleData {
  /// All of the data as one tensor of a shape, which it has to have.
  fileprivate func whole(fitting shape: [Int]) throws(BatchNormalizationError) -> Tensor<Double> {
    guard self.shape == shape else { throw .incompatibleTarget(expected: shape, received: self.shape) }
    switch self {
    case .float32(let tensor): return Tensor(shape: shape, scalars: tensor.scalars.map { Double($0) })
    case .float64(let tensor): return tensor
    case .stored(let store):
      do throws(BatchSourceError) {
        return Tensor(shape: shape, scalars: try store.numbers(of: 0..<(shape.first ?? 0)))
      } catch {
        throw .unreadableInput(reason: error.description)
      }
    }
  }
}
