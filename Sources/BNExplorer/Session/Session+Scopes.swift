import BNFiles
import BNCore

/// The variables of a name that the layer does not have at present.
struct InactiveScope: Sendable {
  /// A variable's values, and what became of it.
  struct Variable: Sendable {
    let values: [Double]
    let record: VariableRecord
  }

  /// Everything that was ever made under the name and still fits: a layer may ask for fewer.
  private(set) var variables: [VariableName: Variable] = [:]
  /// The layer as it was, with what its optimizer remembers.
  private(set) var layer: any SessionLayer

  init(_ layer: any SessionLayer) {
    self.layer = layer
    park(layer)
  }

  /// Puts a layer's variables aside; of those that it does not have, the ones stay that belong to layers like it.
  mutating func park(_ layer: any SessionLayer) {
    if layer.dtype != self.layer.dtype || layer.channels != self.layer.channels { variables = [:] }
    self.layer = layer
    for name in layer.names {
      variables[name] = layer.values(of: name).map { Variable(values: $0, record: layer.records[name]) }
    }
  }
}

extension Experiment {
  /// Puts the present variables aside under their name and takes those of another, by TensorFlow's rules of reuse.
  mutating func rename(to name: String) throws(CommandError) -> [Output] {
    guard name != configuration.name, let layer, let shape = batchShape else { return [] }
    var fresh = try built(configuration, for: shape)
    fresh.records = VariableRecords(after: layer.records)
    var taken: [VariableName] = []
    if let scope = scopes[name] {
      taken = try takeVariables(of: scope, named: name, for: &fresh)
    } else if configuration.reuse == .existing {
      throw missing(fresh.names.first, in: name)
    }
    let made = fresh.names.filter { !taken.contains($0) }
    let present = configuration.name
    if state.scopes[present]?.park(layer) == nil { state.scopes[present] = InactiveScope(layer) }
    state.layer = fresh
    // Variables of another name are not the file's.
    setup.taken = nil
    let parts = [("took", taken), ("made", made)].filter { !$0.1.isEmpty }
    let words = parts.map { verb, names in "\(verb) \(names.map { "\(name)/\($0.rawValue)" }.joined(separator: ", "))" }
    return [.note(words.joined(separator: "; ") + "; those of \(present) are kept")]
  }

  /// Gives a layer the variables that stand under a name.
  ///
  /// - Returns: which ones were there.
  private func takeVariables(
    of scope: InactiveScope, named name: String, for fresh: inout any SessionLayer
  ) throws(CommandError) -> [VariableName] {
    var taken: [VariableName] = []
    for variable in fresh.names {
      guard let found = scope.variables[variable] else {
        if configuration.reuse == .existing { throw missing(variable, in: name) }
        continue
      }
      guard configuration.reuse.mayTake else {
        throw CommandError(GraphError.variableExists(name: "\(name)/\(variable.rawValue)").message)
      }
      try checkSharing(
        "\(name)/\(variable.rawValue)", asked: (fresh, fresh.values(of: variable)?.count ?? 0),
        found: (scope.layer, found.values.count), isScalar: variable.isScalar)
      fresh.assign(found.values, to: variable)
      fresh.records[variable] = found.record
      taken.append(variable)
    }
    fresh.takeOptimizerState(of: scope.layer)
    return taken
  }

  /// Another shape or type than that of the variable that is there.
  private func checkSharing(
    _ name: String, asked: (layer: any SessionLayer, count: Int), found: (layer: any SessionLayer, count: Int),
    isScalar: Bool
  ) throws(CommandError) {
    if asked.count != found.count, !isScalar {
      let error = GraphError.sharedShapeDiffers(name: name, specified: [asked.count], found: [found.count])
      throw CommandError(error.message)
    }
    if asked.layer.dtype != found.layer.dtype {
      let error = GraphError.sharedTypeDiffers(
        name: name, specified: asked.layer.dtype.inGraphs, found: found.layer.dtype.inGraphs)
      throw CommandError(error.message)
    }
  }

  private func missing(_ variable: VariableName?, in name: String) -> CommandError {
    CommandError(GraphError.variableMissing(name: "\(name)/\(variable?.rawValue ?? "")").message)
  }

  /// What TensorFlow refuses where a layer is first built, or asks for other shapes, under `reuse`.
  func checkReuse(by fresh: any SessionLayer) throws(CommandError) {
    guard let layer else {
      if configuration.reuse == .existing { throw missing(fresh.names.first, in: configuration.name) }
      return
    }
    guard configuration.reuse.mayTake, layer.channels != fresh.channels, let variable = fresh.names.first else {
      return
    }
    let error = GraphError.sharedShapeDiffers(
      name: "\(configuration.name)/\(variable.rawValue)", specified: [fresh.channels], found: [layer.channels])
    throw CommandError(error.message + " Set reuse none, or another name, first.")
  }
}
