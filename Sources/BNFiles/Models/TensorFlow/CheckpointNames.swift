/// The names of the variables of a checkpoint of TensorFlow 2, whose keys are paths through the program's objects.
///
/// The graph of objects in the checkpoint keeps the variables' own names as well: `bn/gamma` says more than
/// `model/layer_with_weights-0/gamma`, and far more than `optimizer/_trainable_variables/0`, which Keras 3 writes for the
/// gamma of a compiled model, since that path is the shorter one. They are taken where they tell all variables apart:
/// two models may each have a `bn`.
struct CheckpointNames: Sendable {
  private static let ending = "/.ATTRIBUTES/VARIABLE_VALUE"

  /// The names that are better than the keys.
  private var names: [String: String] = [:]
  /// The keys by the variables' own names.
  private(set) var keys: [String: String] = [:]

  /// Chooses names.
  ///
  /// - Parameters:
  ///   - graph: the objects.
  ///   - isCopy: whether two keys hold the same numbers: Keras 3 exports every variable twice.
  init(_ graph: ObjectGraph, isCopy: (String, String) -> Bool) {
    var owned: [String: [String]] = [:]
    for value in graph.values where Self.tells(value) { owned[value.fullName, default: []].append(value.key) }
    var unsure: Set<String> = []
    for (name, found) in owned {
      // Two layers that were never trained hold the same, but are no entries of a list.
      let isList = found.allSatisfy { Int(Self.split(Self.stem($0)).leaf) != nil }
      if found.count == 1 || (isList && found.dropFirst().allSatisfy { isCopy(found[0], $0) }) { continue }
      unsure.insert(Self.split(name).parent)
    }
    for (name, found) in owned where !unsure.contains(Self.split(name).parent) {
      keys[name] = found[0]
      for key in found { names[key] = name }
    }
    for children in graph.owners { nameByNeighbours(children) }
  }

  /// Whether a variable's own name is that which an object has for it, or the only one that says anything.
  private static func tells(_ value: ObjectGraph.Value) -> Bool {
    let (scope, last) = split(value.fullName)
    guard !scope.isEmpty else { return false }
    if value.localNames.contains(last) { return true }
    let (owner, leaf) = split(stem(value.key))
    // In a list the keys have numbers for names; an optimizer's lists have names made of those of others' variables.
    return Int(leaf) != nil && !owner.contains("optimizer")
  }

  /// Names a variable after the others of its object, where its own key leads through an optimizer.
  private mutating func nameByNeighbours(_ children: [(name: String, key: String)]) {
    let stems = children.map { (name: $0.name, key: $0.key, path: Self.split(Self.stem($0.key))) }
    let paths = Set(stems.filter { $0.path.leaf == $0.name && $0.path.leaf.first?.isNumber != true }.map(\.path.parent))
    guard paths.count == 1, let path = paths.first, !path.contains("optimizer") else { return }
    for child in stems where child.path.parent.contains("optimizer") && names[child.key] == nil {
      names[child.key] = path + "/" + child.name
    }
  }

  /// The name of the variable that a key stands for; the key itself where it is no path of objects.
  func name(of key: String) -> String { names[key] ?? Self.stem(key) }

  /// The key without the ending that says that it is a variable's value.
  static func stem(_ key: String) -> String { key.hasSuffix(ending) ? String(key.dropLast(ending.count)) : key }

  /// A path without its last part, and that part.
  static func split(_ path: String) -> (parent: String, leaf: String) {
    guard let cut = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<cut]), String(path[path.index(after: cut)...]))
  }
}
