import Platform

/// The names of the variables of a checkpoint of TensorFlow 2, whose keys are paths through the program's objects.
///
/// The graph of objects in the checkpoint keeps the variables' own names as well: `bn/gamma` says more than
/// `model/layer_with_weights-0/gamma`. They are taken only where they tell all variables of an object apart from all
/// others: newer releases write plain `gamma`, and two models may each have a `bn`.
struct CheckpointNames: Sendable {
  /// The key of the graph of objects.
  ///
  /// Source: `OBJECT_GRAPH_PROTO_KEY` of trackable/base.py in TensorFlow 2.15.
  static let graphKey = "_CHECKPOINTABLE_OBJECT_GRAPH"
  private static let ending = "/.ATTRIBUTES/VARIABLE_VALUE"
  /// More objects than these are refused.
  private static let mostObjects = 1 << 20

  private var scopes: [String: String] = [:]
  /// The keys by the variables' own names, where no two have the same.
  private(set) var keys: [String: String] = [:]

  /// No names but the keys.
  init() {}

  /// Reads the graph of objects.
  init(_ graph: [UInt8], path: String) throws(FileError) {
    let window = ByteWindow(MemoryBytes(graph, path: path))
    var walker = ProtobufWalker(window, 0..<graph.count, what: "the graph of objects")
    var values: [(key: String, fullName: String)] = []
    while let field = try walker.next() {
      guard field.number == 1, let range = field.range else { continue }
      let node = try ProtobufMessage<TFObjectGraph.Node>(window, range, what: "an object", keeping: [2]).small
      guard values.count + node.values.count <= Self.mostObjects else {
        throw FileError(path, "has more than \(Self.mostObjects) objects; the file is damaged")
      }
      values += node.values.map { ($0.key, $0.fullName) }
    }
    self.init(values)
  }

  init(_ values: [(key: String, fullName: String)]) {
    var own: [String: String?] = [:]
    var candidates: [String: String?] = [:]
    for (key, fullName) in values where !fullName.isEmpty {
      own[fullName] = own[fullName] == nil || own[fullName] == key ? key : .some(nil)
      let (owner, leaf) = Self.split(Self.stem(key))
      let (scope, last) = Self.split(fullName)
      let fits = last == leaf && !scope.isEmpty
      candidates[owner] = fits && (candidates[owner] ?? scope) == scope ? scope : .some(nil)
    }
    keys = own.compactMapValues(\.self)
    let owners = Dictionary(grouping: candidates.compactMapValues(\.self), by: \.value)
    scopes = candidates.compactMapValues(\.self).filter { owners[$0.value]?.count == 1 }
  }

  /// The name of the variable that a key stands for; the key itself where it is no path of objects.
  func name(of key: String) -> String {
    let stem = Self.stem(key)
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
