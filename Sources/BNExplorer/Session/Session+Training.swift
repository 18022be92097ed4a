import BNFiles
import BNCore

extension Session {
  /// Reads what a loss needs from files, and checks that it fits the batches to come.
  ///
  /// - Returns: the loss, the choice as it has to be written down, its paths from the root, and what a person should know of
  ///   its file.
  func resolved(
    _ choice: LossChoice, _ files: any FileAccess
  ) throws(CommandError) -> (loss: Objective?, choice: LossChoice, notes: [Output]) {
    var choice = choice
    let loss: Objective?
    var notes: [Output] = []
    switch choice {
    case .none: loss = nil
    case .sum: loss = .same(.sum)
    case .meanSquaredError(.values(let values)): loss = .same(.meanSquaredError(target: .values(values)))
    case .meanSquaredError(.batch): loss = .same(.meanSquaredError(target: .input))
    case .meanSquaredError(.file(let path)):
      let targets = try targets(path, files)
      loss = .targets(targets.data)
      notes = targets.notes
      choice = .meanSquaredError(.file(path: files.absolutePath(path)))
    case .upstream(.literal(let tensor)): loss = .same(.upstream(tensor))
    case .upstream(.file(let path)):
      loss = .same(.upstream(try tensor(path, files)))
      choice = .upstream(.file(path: files.absolutePath(path)))
    }
    try checkFit(of: loss)
    return (loss, choice, notes)
  }

  private func tensor(_ path: String, _ files: any FileAccess) throws(CommandError) -> Tensor<Double> {
    try filing { () throws(FileError) in
      let array = try DataFile.read(try files.open(path)).array
      return Tensor(shape: array.shape, scalars: try array.numbers())
    }
  }

  /// Targets as a file has them, of which many stay there, and what a person should know of them.
  private func targets(
    _ path: String, _ files: any FileAccess
  ) throws(CommandError) -> (data: ExampleData, notes: [Output]) {
    let (loaded, data) = try filing { () throws(FileError) -> (LoadedData, ExampleData) in
      let loaded = try DataFile.read(try files.open(path))
      let array = loaded.array
      if array.isTooLargeForMemory { return (loaded, .stored(StoredExamples(array, shape: array.shape))) }
      return (loaded, .float64(Tensor(shape: array.shape, scalars: try array.numbers())))
    }
    let name = path.lastPathComponent
    let notes = DataNotes(origin: DataOrigin(name: name, of: loaded.array), use: .targets).notes(on: data)
    return (data, loaded.remarks.map { .note($0.description(of: name)) } + notes)
  }

  /// A target of the wrong shape is refused where it is named, not at the first step.
  private func checkFit(of loss: Objective?) throws(CommandError) {
    guard let source, let loss else { return }
    let shape = source.batchShape
    let error: BatchNormalizationError? =
      switch loss {
      case .targets(let targets) where targets.shape != shape && !loss.follows(source):
        .incompatibleTarget(expected: shape, received: targets.shape)
      case .same(.upstream(let given)) where given.shape != shape:
        .incompatibleGradient(expected: shape, received: given.shape)
      case .same(.meanSquaredError(.values(.each(let values)))):
        layer.flatMap { layer in
          values.count == layer.channels
            ? nil : .incompatibleTargetValues(channels: layer.channels, received: values.count)
        }
      default: nil
      }
    if let error { throw CommandError(error.description) }
  }

  /// What an optimizer lacks that would have something to do.
  func advice(about configuration: Configuration, _ loss: Objective?) -> [Output] {
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
