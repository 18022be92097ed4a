extension GraphSession {
  /// Takes over the values of all variables from another session, whose graph may be another one (`tf.train.Saver`).
  ///
  /// Variables find each other by name; those that only the other session has are passed over. What optimizers remember
  /// goes with them.
  ///
  /// - Parameter checkpoint: the session to take the values from; a copy of a session is a checkpoint.
  /// - Throws: ``GraphError`` where the other session lacks a variable or has one of another shape; nothing has changed then.
  public mutating func restore(from checkpoint: GraphSession) throws(GraphError) {
    var restored = self
    for (name, old) in values.sorted(by: { $0.key < $1.key }) {
      guard let saved = checkpoint.values[name] else { throw .notInCheckpoint(name) }
      guard saved.count == old.count else {
        throw .assignsOtherShape(name, values: saved.count, shape: [old.count])
      }
      restored.values[name] = saved
    }
    for step in graph.trainingSteps.indices {
      let slots = graph.slotNames(of: step)
      guard let first = slots.first else { continue }
      guard
        let other = checkpoint.graph.trainingSteps.indices.first(where: { checkpoint.graph.slotNames(of: $0) == slots })
      else { throw .notInCheckpoint(first) }
      restored.optimizerStates[step] = checkpoint.optimizerStates[other]
    }
    self = restored
  }
}

extension Graph {
  /// The names of what a training step remembers.
  fileprivate func slotNames(of step: Int) -> [String] {
    variables.filter { $0.slot?.step == step }.map(\.variable.name)
  }
}
