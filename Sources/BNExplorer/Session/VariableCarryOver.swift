import BNFiles
import BNCore

/// What becomes of a layer's variables when another layer takes its place.
struct VariableCarryOver {
  private var kept: [VariableName] = []
  private var made: [VariableName] = []
  private var lost: [VariableName] = []
  /// What was kept, but is too large for the new type, in words.
  private var overflows: [String] = []
  /// The new type, if it is another one.
  private var converted: NumberType?
  private var optimizerStartsAnew = false

  /// Gives a fresh layer every variable of the old one that fits by name and shape, each rounded once to its type.
  ///
  /// The counts of those go on, the others begin theirs.
  ///
  /// - Parameters:
  ///   - old: the layer that goes.
  ///   - fresh: the layer that comes, its variables from the initializers.
  ///   - isReinitialized: whether a variable has another initializer than before, which makes it anew.
  init(from old: any SessionLayer, to fresh: inout any SessionLayer, isReinitialized: (VariableName) -> Bool) {
    fresh.records = VariableRecords(after: old.records)
    for name in fresh.names {
      // A weight says how much has gone into an average: of an average made anew it would tell a lie.
      let hasOwnAverage = !name.isScalar || fresh.channels == old.channels
      guard let values = old.values(of: name), values.count == fresh.values(of: name)?.count, hasOwnAverage,
        !isReinitialized(name)
      else {
        made.append(name)
        continue
      }
      fresh.assign(values, to: name)
      fresh.records[name] = old.records[name]
      kept.append(name)
      if let words = Self.overflow(of: values, in: name, of: fresh) { overflows.append(words) }
    }
    lost = old.names.filter { !fresh.names.contains($0) }
    converted = old.dtype == fresh.dtype ? nil : fresh.dtype
    // What an optimizer remembers of a variable is nothing to one made anew.
    optimizerStartsAnew =
      old.hasOptimizerState && (converted != nil || made.contains(.gamma) || made.contains(.beta))
    if !optimizerStartsAnew { fresh.takeOptimizerState(of: old) }
  }

  /// What a person should know of it; nothing where all is as it was.
  var notes: [Output] {
    var notes: [String] = []
    if !made.isEmpty || !lost.isEmpty || converted != nil {
      let type = converted.map { " as \($0.rawValue)" } ?? ""
      let parts = [("made", made, type), ("kept", kept, type), ("removed", lost, "")].filter { !$0.1.isEmpty }
      let words = parts.map { verb, names, type in
        "\(verb) \(names.map(\.rawValue).joined(separator: ", "))\(type)"
      }
      notes.append(words.joined(separator: "; "))
    }
    if optimizerStartsAnew { notes.append("the optimizer starts anew") }
    return (notes + overflows).map(Output.note)
  }

  /// Says where finite values have become infinite in a variable.
  static func overflow(of values: [Double], in name: VariableName, of layer: any SessionLayer) -> String? {
    let isFinite = layer.values(of: name)?.allSatisfy(\.isFinite) == true
    guard values.allSatisfy(\.isFinite), !isFinite else { return nil }
    return "\(name.rawValue) is too large for \(layer.dtype.rawValue) and becomes infinite"
  }
}
