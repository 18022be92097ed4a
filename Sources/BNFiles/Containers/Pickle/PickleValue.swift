/// A value of a pickle.
///
/// What is larger than a number or a name is a node, so that two places may hold the same one.
package enum PickleValue: Equatable, Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  /// A whole number that 64 bits do not hold, in two's complement, its lowest byte first.
  case longInteger([UInt8])
  case float(Double)
  case text(String)
  /// Text that is too long to be a name, where it lies in the source: in UTF-8.
  case longText(Range<Int>)
  /// Bytes, where they lie in the source.
  case bytes(Range<Int>)
  /// A class or function, by name only: it is never looked up, let alone called.
  case global(PickleGlobal)
  case node(Int)

  package var text: String? { if case .text(let text) = self { text } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var global: PickleGlobal? { if case .global(let global) = self { global } else { nil } }

  package var integer: Int? {
    switch self {
    case .integer(let value): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  /// A number, be it written as a whole one or not.
  package var double: Double? {
    switch self {
    case .float(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}

/// The name of a class or function of Python.
package struct PickleGlobal: Hashable, Sendable, CustomStringConvertible {
  package var module: String
  package var name: String

  package init(_ module: String, _ name: String) {
    self.module = module
    self.name = name
  }

  package var description: String { "\(module).\(name)" }
}

/// A value with parts.
package struct PickleNode: Sendable {
  package enum Kind: Equatable, Sendable {
    case list, tuple, dictionary, set
    /// The result of a call that was not made: of `function`, with `arguments`.
    case call
    /// Something outside the pickle, named by `arguments`.
    case persistent
  }

  package typealias Pair = (key: PickleValue, value: PickleValue)

  package var kind: Kind
  /// What would be called.
  package var function = PickleValue.none
  package var arguments = PickleValue.none
  /// The elements of a list, a tuple or a set, or what was appended to the result of a call.
  package var items: [PickleValue] = []
  /// The members of a dictionary, or what was set in the result of a call.
  package var pairs: [Pair] = []
  /// What an object was told to take as its state: mostly its attributes.
  package var state: PickleValue?
}

/// A pickle that was read: its value, and the nodes that the value is made of.
package struct Pickle: Sendable {
  package let root: PickleValue
  package let nodes: [PickleNode]
  /// The bytes that it takes in its source.
  package let range: Range<Int>
  /// Where ``PickleValue/bytes(_:)`` lie.
  package let source: any ByteSource

  package func node(_ value: PickleValue) -> PickleNode? {
    if case .node(let index) = value { nodes[index] } else { nil }
  }

  /// The elements of a list or a tuple.
  package func items(_ value: PickleValue) -> [PickleValue]? {
    guard let node = node(value), node.kind == .list || node.kind == .tuple else { return nil }
    return node.items
  }

  /// The members of a dictionary of any class; a repeated key is there once, in its first place with its last value.
  package func pairs(_ value: PickleValue) -> [PickleNode.Pair]? {
    guard let node = node(value) else { return nil }
    switch node.kind {
    case .dictionary: return Self.unrepeated(node.pairs)
    case .call where Self.isDictionaryClass(node.function):
      // Python 2 gave an OrderedDict its members as the only argument.
      let first = items(node.arguments)?.first.flatMap(items) ?? []
      let given = first.compactMap { pair -> PickleNode.Pair? in
        guard let parts = items(pair), parts.count == 2 else { return nil }
        return (parts[0], parts[1])
      }
      return Self.unrepeated(given + node.pairs)
    default: return nil
    }
  }

  /// The value of a text key of a dictionary.
  package func member(_ name: String, of value: PickleValue) -> PickleValue? {
    pairs(value)?.first { $0.key.text == name }?.value
  }

  private static func isDictionaryClass(_ function: PickleValue) -> Bool {
    guard let global = function.global else { return false }
    return ["OrderedDict", "defaultdict", "dict", "Counter"].contains(global.name)
  }

  private static func unrepeated(_ pairs: [PickleNode.Pair]) -> [PickleNode.Pair] {
    var places: [String: Int] = [:]
    var result: [PickleNode.Pair] = []
    result.reserveCapacity(pairs.count)
    for pair in pairs {
      guard let name = pair.key.text else {
        result.append(pair)
        continue
      }
      if let place = places.updateValue(result.count, forKey: name) {
        places[name] = place
        result[place].value = pair.value
      } else {
        result.append(pair)
      }
    }
    return result
  }
}
