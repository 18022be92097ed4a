import Platform

extension PickleMachine {
  // MARK: Containers

  mutating func collect(_ operation: PickleOperation) throws(FileError) {
    switch operation {
    case .emptyList: push(PickleNode(kind: .list))
    case .list: push(PickleNode(kind: .list, items: try popToMark()))
    case .emptyTuple: push(PickleNode(kind: .tuple))
    case .tuple: push(PickleNode(kind: .tuple, items: try popToMark()))
    case .tuple1: push(PickleNode(kind: .tuple, items: try popped(1)))
    case .tuple2: push(PickleNode(kind: .tuple, items: try popped(2)))
    case .tuple3: push(PickleNode(kind: .tuple, items: try popped(3)))
    case .emptyDictionary: push(PickleNode(kind: .dictionary))
    case .dictionary: push(PickleNode(kind: .dictionary, pairs: try paired(try popToMark())))
    case .emptySet: push(PickleNode(kind: .set))
    case .frozenSet: push(PickleNode(kind: .set, items: try popToMark()))
    default: break
    }
  }

  private mutating func popped(_ count: Int) throws(FileError) -> [PickleValue] {
    var values: [PickleValue] = []
    for _ in 0..<count { values.append(try pop()) }
    return values.reversed()
  }

  private func paired(_ values: [PickleValue]) throws(FileError) -> [PickleNode.Pair] {
    guard values.count % 2 == 0 else { throw damaged("has a key without a value") }
    return stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
  }

  mutating func extend(_ operation: PickleOperation) throws(FileError) {
    let values =
      switch operation {
      case .append: try popped(1)
      case .setItem: try popped(2)
      default: try popToMark()
      }
    guard case .node(let index) = try top() else { throw damaged("adds to something that holds nothing") }
    switch operation {
    case .setItem, .setItems: nodes[index].pairs += try paired(values)
    default: nodes[index].items += values
    }
  }

  // MARK: Objects

  mutating func object(_ operation: PickleOperation) throws(FileError) {
    switch operation {
    case .global:
      let module = try cursor.line()
      stack.append(.global(PickleGlobal(module, try cursor.line())))
    case .stackGlobal:
      let parts = try popped(2)
      guard let module = parts[0].text, let name = parts[1].text else { throw damaged("names a class by no text") }
      stack.append(.global(PickleGlobal(module, name)))
    case .reduce, .newObject:
      let parts = try popped(2)
      push(PickleNode(kind: .call, function: parts[0], arguments: parts[1]))
    case .newObjectWithKeywords:
      let parts = try popped(3)
      push(PickleNode(kind: .call, function: parts[0], arguments: parts[1]))
    case .build:
      let state = try pop()
      guard case .node(let index) = try top() else { throw damaged("gives a state to something that has none") }
      nodes[index].state = state
    case .persistent: push(PickleNode(kind: .persistent, arguments: try pop()))
    default: break
    }
  }
}
