import BNCore

/// A change between two steps, with everything that it needed from files: it can be made again without them.
enum Edit: Sendable {
  /// A parameter; for `set loss` with the loss, its files read.
  case setting(Setting, Loss?)
  case values(VariableName, [Double], from: VariableRecord.Origin)
  // Large and rare: behind a reference, so that an edit stays small.
  indirect case source(BatchSource, name: String, dtype: NumberType?)
  indirect case eval(EvalPipeline?)
}

extension Session {
  /// Makes a change and remembers it, so that the steps behind it can be taken again.
  ///
  /// - Returns: what became of the variables, and of the future that stood recorded here.
  /// - Throws: why the change does not fit; nothing has changed then.
  mutating func make(_ edit: Edit) throws(CommandError) -> [Output] {
    let notes = try change(by: edit)
    let futures = beginFuture(after: step)
    timeline.add(edit, id: branches.newID(), at: step)
    return notes + futures
  }

  /// Makes a change, for the first time or again.
  mutating func change(by edit: Edit) throws(CommandError) -> [Output] {
    switch edit {
    case .setting(let setting, let newLoss): return try change(setting, newLoss)
    case .values(let name, let values, let origin):
      layer?.begin(name, with: values, from: origin)
      return []
    case .source(let source, let name, let dtype): return try change(to: source, name: name, dtype: dtype)
    case .eval(let pipeline):
      eval = pipeline
      return []
    }
  }
}
