import Platform

/// The names of the variables of a checkpoint of TensorFlow 2, whose keys are paths through the program's objects.
///
/// The graph of objects in the checkpoint keeps the variables' own names as well: `bn/gamma` says more than
/// `model/layer_with_weights-0/gamma`. They are taken only where they tell all variables of an object apart from all
/// others: newer releases write plain `gamma`, and two models may each have a `bn`.
struct CheckpointNames: Sendable {
  private static let ending = "/.ATTRIBUTES/VARIABLE_VALUE"

  private var scopes: [String: String] = [:]
  /// The variables' own names by keys, of those in lists.
  private var listed: [String: String] = [:]
  /// The keys by the variables' own names, where no two have the same.
  private(set) var keys: [String: String] = [:]

  /// No names but the keys.
  init() {}

  /// Chooses names by the graph of objects.
  init(_ graph: ObjectGraph) {
    let values = graph.values
    var own: [String: String?] = [:]
    var candidates: [String: String?] = [:]
    for value in values where !value.fullName.isEmpty {
      let (key, fullName) = (value.key, value.fullName)
      own[fullName] = own[fullName] == nil || own[fullName] == key ? key : .some(nil)
      let (owner, leaf) = Self.split(Self.stem(key))
      let (scope, last) = Self.split(fullName)
      let fits = last == leaf && !scope.isEmpty
      candidates[owner] = fits && (candidates[owner] ?? scope) == scope ? scope : .some(nil)
    }
    keys = own.compactMapValues(\.self)
    let owners = Dictionary(grouping: candidates.compactMapValues(\.self), by: \.value)
    // In a list the keys have numbers for names; an optimizer's lists have the names of others' variables.
    listed = Dictionary(
      keys.map { ($1, $0) }.filter { key, name in
        let (owner, leaf) = Self.split(Self.stem(key))
        return Int(leaf) != nil && name.contains("/") && !owner.contains("optimizer")
      }
    ) { first, _ in first }
    scopes = candidates.compactMapValues(\.self).filter { owners[$0.value]?.count == 1 }
  }

  /// The name of the variable that a key stands for; the key itself where it is no path of objects.
  func name(of key: String) -> String {
    let stem = Self.stem(key)
    if let name = listed[key] { return name }
    let (owner, leaf) = Self.split(stem)
    guard stem != key, let scope = scopes[owner] else { return stem }
    return scope + "/" + leaf
  }

  /// The key without the ending that says that it is a variable's value.
  static func stem(_ key: String) -> String { key.hasSuffix(ending) ? String(key.dropLast(ending.count)) : key }

  /// A path without its last part, and that part.
  static func split(_ path: String) -> (parent: String, leaf: String) {
    guard let cut = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<cut]), String(path[path.index(after: cut)...]))
  }
}
