import BNCore

/// A change between two steps, with everything that it needed from files: it can be made again without them.
enum Edit: Sendable {
  /// A parameter; for `set loss` with the loss, its files read.
  case setting(Setting, Objective?)
  case values(VariableName, [Double], from: VariableRecord.Origin)
  // Large and rare: behind a reference, so that an edit stays small.
  indirect case source(BatchSource, from: DataOrigin, dtype: NumberType?, axis: Int? = nil)
  /// A layer from a model file, the axis of its channels, and other batches where the present ones do not fit.
  indirect case layer(TakenLayer, axis: Int, BatchSource?, from: DataOrigin)
  indirect case eval(EvalPipeline?)
}

extension Experiment {
  /// Makes a change, for the first time or again.
  ///
  /// - Returns: what became of the variables.
  /// - Throws: why it does not fit; nothing has changed then.
  mutating func change(by edit: Edit) throws(CommandError) -> [Output] {
    switch edit {
    case .setting(let setting, let newLoss): return try change(setting, newLoss)
    case .values(let name, let values, let origin):
      state.layer?.begin(name, with: values, from: origin)
      return []
    case .source(let source, let origin, let dtype, let axis):
      return try change(to: source, from: origin, dtype: dtype, axis: axis)
    case .layer(let taken, let axis, let source, let origin):
      return try change(to: taken, axis: axis, source: source, from: origin)
    case .eval(let pipeline):
      setup.eval = pipeline
      state.evalPosition = 0
      passes.lastEval = nil
      return []
    }
  }
}

extension Session {
  /// Makes a change and remembers it, so that the steps behind it can be replayed.
  ///
  /// - Returns: what became of the variables, and of the future that stood recorded here.
  /// - Throws: why the change does not fit; nothing has changed then.
  mutating func make(_ edit: Edit) throws(CommandError) -> [Output] {
    let before = layer?.channels
    let notes = try experiment.change(by: edit)
    if let channels = layer?.channels, channels != before { show(channels, insteadOf: before) }
    let futures = keep(timeline.leaveFuture(after: step), partingAfter: step)
    timeline.add(edit, id: branches.newID(), at: step)
    return notes + futures
  }

  /// Begins the charts anew for another number of channels.
  private mutating func show(_ channels: Int, insteadOf before: Int?) {
    timeline.history = History(channels: channels)
    // Which there would be nobody knew when they were chosen before there was a layer.
    viewer.channels = before == nil ? viewer.channels.filter { $0 < channels } : []
  }
}
