import BNFiles
import BNCore

extension Session {
  /// Reads what a loss needs from files, and checks that it fits the batches to come.
  ///
  /// - Returns: the loss, and the choice as it has to be written down, its paths from the root.
  func resolved(
    _ choice: LossChoice, _ files: any FileAccess
  ) throws(CommandError) -> (loss: Loss?, choice: LossChoice) {
    var choice = choice
    let loss: Loss?
    switch choice {
    case .none: loss = nil
    case .sum: loss = .sum
    case .meanSquaredError(.values(let values)): loss = .meanSquaredError(target: .values(values))
    case .meanSquaredError(.file(let path)):
      loss = .meanSquaredError(target: .tensor(try tensor(path, files)))
      choice = .meanSquaredError(.file(path: files.absolutePath(path)))
    case .upstream(.literal(let tensor)): loss = .upstream(tensor)
    case .upstream(.file(let path)):
      loss = .upstream(try tensor(path, files))
      choice = .upstream(.file(path: files.absolutePath(path)))
    }
    try checkFit(of: loss)
    return (loss, choice)
  }

  private func tensor(_ path: String, _ files: any FileAccess) throws(CommandError) -> Tensor<Double> {
    try filing { () throws(FileError) in
      let array = try DataFile.read(try files.open(path)).array
      return Tensor(shape: array.shape, scalars: try array.numbers())
    }
  }

  /// A target of the wrong shape is refused where it is named, not at the first step.
  private func checkFit(of loss: Loss?) throws(CommandError) {
    guard let shape = batchShape else { return }
    let error: BatchNormalizationError? =
      switch loss {
      case .upstream(let given) where given.shape != shape:
        .incompatibleGradient(expected: shape, received: given.shape)
      case .meanSquaredError(.tensor(let target)) where target.shape != shape:
        .incompatibleTarget(expected: shape, received: target.shape)
      case .meanSquaredError(.values(.each(let values))):
        layer.flatMap { layer in
          values.count == layer.channels
            ? nil : .incompatibleTargetValues(channels: layer.channels, received: values.count)
        }
      default: nil
      }
    if let error { throw CommandError(error.description) }
  }

  /// What an optimizer lacks that would have something to do.
  func advice(about configuration: Configuration, _ loss: Loss?) -> [Output] {
    guard configuration.optimizer != .none else { return [] }
    let options = configuration.options
    let penalties = [
      options.scale ? options.gammaRegularizer : nil, options.center ? options.betaRegularizer : nil,
    ]
    var missing: String?
    if !options.scale, !options.center {
      missing = "there is neither gamma nor beta; set scale on, or center on"
    } else if !options.trainable {
      missing = "gamma and beta are not trainable; set trainable on"
    } else if loss == nil, !penalties.contains(where: { $0?.hasLoss == true }) {
      missing = "there is nothing to minimize; set loss sum, mse or upstream, or a regularizer"
    }
    return missing.map { [.note("the optimizer will move nothing: \($0)")] } ?? []
  }
}
