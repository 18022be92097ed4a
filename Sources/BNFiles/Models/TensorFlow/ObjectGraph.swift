import Platform

/// The objects of a program whose variables a checkpoint of TensorFlow 2 holds: how one is reached from the other, and
/// the keys of the values.
///
/// Source: trackable_object_graph.proto of TensorFlow 2.15.
struct ObjectGraph: Sendable {
  /// The key that the graph has in a checkpoint.
  ///
  /// Source: `OBJECT_GRAPH_PROTO_KEY` of trackable/base.py in TensorFlow 2.15.
  static let key = "_CHECKPOINTABLE_OBJECT_GRAPH"

  struct Value: Sendable {
    let key: String
    /// The variable's own name.
    let fullName: String
    /// The names that other objects have for it.
    var localNames: Set<String> = []
  }

  private struct Node: Sendable {
    var children: [(name: String, node: Int)] = []
    var values: [Value] = []
  }

  private var nodes: [Node] = []
  /// More objects, and ties between them, than these are refused.
  private static let most = 1 << 20

  /// No objects.
  init() {}

  init(_ bytes: [UInt8], path: String) throws(FileError) {
    let window = ByteWindow(MemoryBytes(bytes, path: path))
    var walker = ProtobufWalker(window, 0..<bytes.count, what: "the graph of objects")
    var count = 0
    while let field = try walker.next() {
      guard field.number == 1, let range = field.range else { continue }
      let node = try ProtobufMessage<TFObjectGraph.Node>(window, range, what: "an object", keeping: [1, 2]).small
      count += 1 + node.values.count + node.children.count
      guard count <= Self.most else {
        throw FileError(path, "has more than \(Self.most) objects; the file is damaged")
      }
      nodes.append(
        Node(
          children: node.children.map { ($0.name, Int($0.node)) },
          values: node.values.map { Value(key: $0.key, fullName: $0.fullName) }))
    }
  }

  /// All values, in the order of the objects.
  var values: [Value] {
    var names: [Int: Set<String>] = [:]
    for node in nodes { for child in node.children { names[child.node, default: []].insert(child.name) } }
    return nodes.enumerated().flatMap { place, node in
      node.values.map { Value(key: $0.key, fullName: $0.fullName, localNames: names[place] ?? []) }
    }
  }

  /// The objects that have variables, with the names that they have for these and the keys of their values.
  var owners: [[(name: String, key: String)]] {
    nodes.compactMap { node in
      let children = node.children.compactMap { child -> (name: String, key: String)? in
        guard nodes.indices.contains(child.node), let value = nodes[child.node].values.first else { return nil }
        return (child.name, value.key)
      }
      return children.isEmpty ? nil : children
    }
  }

  /// The key of the variable that a path leads to from the outermost object.
  func key(at path: [String]) -> String? {
    var place = 0
    for name in path {
      guard nodes.indices.contains(place), let child = nodes[place].children.first(where: { $0.name == name }) else {
        return nil
      }
      place = child.node
    }
    return nodes.indices.contains(place) ? nodes[place].values.first?.key : nil
  }
}
