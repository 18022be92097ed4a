import Platform

/// Reads a pickle as data: values are put together, classes and functions stay names, and nothing is ever called.
///
/// A pickle is a program for a machine with a stack and a memo. This one carries out what puts data together; a call is
/// written down as the value that it would have made. Nothing of it recurses, so nesting costs no stack, and a value that
/// holds itself is simply a node that names its own number: whoever walks over values has to keep count.
struct PickleMachine {
  var cursor: PickleCursor
  private let start: Int
  var stack: [PickleValue] = []
  /// The heights of the stack at which something open began.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  var nodes: [PickleNode] = []

  /// How many values with parts, and how many instructions, a pickle may have.
  ///
  /// Real ones of large models have some hundred thousand.
  static let mostNodes = 2_000_000
  static let mostInstructions = 20_000_000
  /// How many values may be noted, or wait on the stack.
  static let mostHeld = 4_000_000
  /// Text up to this many bytes is taken along; longer text stays where it lies.
  static let longestName = 1 << 12

  private let mostNodes: Int

  private init(_ source: any ByteSource, at offset: Int, mostNodes: Int) {
    self.mostNodes = mostNodes
    cursor = PickleCursor(source, at: offset)
    start = offset
  }

  /// Reads the pickle that begins at an offset.
  ///
  /// - Throws: ``FileError`` where it is cut, damaged, or needs an instruction that is not known.
  static func read(
    _ source: any ByteSource, at offset: Int = 0, mostNodes: Int = mostNodes
  ) throws(FileError) -> Pickle {
    var machine = PickleMachine(source, at: offset, mostNodes: mostNodes)
    return try machine.run()
  }

  private mutating func run() throws(FileError) -> Pickle {
    for _ in 0..<Self.mostInstructions {
      let place = cursor.offset
      let code = try cursor.byte()
      guard let operation = PickleOperation(rawValue: code) else {
        throw FileError(
          cursor.source.path, at: .byte(place),
          "the pickle has the instruction \(code), which is not known; expected protocol 2 to 5: save it again with "
            + "pickle_protocol=2, or it is damaged")
      }
      if operation == .stop {
        let root = try pop()
        return Pickle(root: root, nodes: nodes, range: start..<cursor.offset, source: cursor.source)
      }
      try perform(operation)
      guard nodes.count <= mostNodes else { throw damaged("has more than \(mostNodes) values with parts") }
      guard stack.count <= Self.mostHeld, memo.count <= Self.mostHeld else {
        throw damaged("holds more than \(Self.mostHeld) values at once")
      }
    }
    throw damaged("has more than \(Self.mostInstructions) instructions")
  }

  private mutating func perform(_ operation: PickleOperation) throws(FileError) {
    switch operation {
    case .protocolVersion:
      let version = try cursor.byte()
      guard version <= 5 else { throw damaged("is of protocol \(version); expected 2 to 5") }
    case .frame: _ = try cursor.take(8)
    case .stop: break
    case .mark: marks.append(stack.count)
    case .pop:
      // Python takes back a mark where one is on top.
      if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
    case .popMark: _ = try popToMark()
    case .duplicate: stack.append(try top())
    case .none, .newTrue, .newFalse, .integer1, .integer2, .integer4, .long1, .long4, .float:
      stack.append(try number(operation))
    case .string1, .string4, .unicode1, .unicode4, .unicode8, .bytes1, .bytes4, .bytes8, .byteArray8:
      stack.append(try text(operation))
    case .put1: memo[Int(try cursor.byte())] = try top()
    case .put4: memo[try cursor.count(bytes: 4)] = try top()
    case .memoize: memo[memo.count] = try top()
    case .get1: stack.append(try remembered(Int(try cursor.byte())))
    case .get4: stack.append(try remembered(try cursor.count(bytes: 4)))
    case .emptyList, .list, .emptyTuple, .tuple, .tuple1, .tuple2, .tuple3, .emptyDictionary, .dictionary, .emptySet,
      .frozenSet:
      try collect(operation)
    case .append, .appends, .addItems, .setItem, .setItems: try extend(operation)
    case .global, .stackGlobal, .reduce, .newObject, .newObjectWithKeywords, .build, .persistent: try object(operation)
    }
  }

  // MARK: Numbers and text

  private mutating func number(_ operation: PickleOperation) throws(FileError) -> PickleValue {
    switch operation {
    case .newTrue: return .bool(true)
    case .newFalse: return .bool(false)
    case .integer1: return .integer(Int(try cursor.byte()))
    case .integer2: return .integer(try cursor.count(bytes: 2))
    case .integer4: return .integer(Int(Int32(truncatingIfNeeded: try cursor.count(bytes: 4))))
    case .long1: return Self.long(try cursor.take(Int(try cursor.byte())))
    case .long4:
      let count = try cursor.count(bytes: 4)
      guard count <= Self.longestName else { throw damaged("has a number of \(count) bytes") }
      return Self.long(try cursor.take(count))
    case .float:
      let bits = try cursor.take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return .float(Double(bitPattern: bits))
    default: return .none
    }
  }

  private static func long(_ bytes: ArraySlice<UInt8>) -> PickleValue {
    guard bytes.count <= 8 else { return .longInteger(Array(bytes)) }
    let sign: UInt64 = (bytes.last ?? 0) & 0x80 == 0 ? 0 : .max
    let bits = bytes.reversed().reduce(sign) { $0 << 8 | UInt64($1) }
    return .integer(Int(Int64(bitPattern: bits)))
  }

  private mutating func text(_ operation: PickleOperation) throws(FileError) -> PickleValue {
    let width =
      switch operation {
      case .string1, .unicode1, .bytes1: 1
      case .unicode8, .bytes8, .byteArray8: 8
      default: 4
      }
    let count = try cursor.count(bytes: width)
    switch operation {
    case .bytes1, .bytes4, .bytes8, .byteArray8: return .bytes(try cursor.skip(count))
    case .string1, .string4:
      // Python 2 wrote names and raw bytes alike.
      guard count <= Self.longestName else { return .bytes(try cursor.skip(count)) }
      let place = cursor.offset
      let bytes = try cursor.take(count)
      return bytes.allSatisfy { $0 < 0x80 }
        ? .text(String(decoding: bytes, as: UTF8.self)) : .bytes(place..<place + count)
    default:
      guard count <= Self.longestName else { return .longText(try cursor.skip(count)) }
      return .text(String(decoding: try cursor.take(count), as: UTF8.self))
    }
  }

  // MARK: The stack

  mutating func pop() throws(FileError) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else { throw damaged("takes a value too many") }
    return value
  }

  func top() throws(FileError) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.last else { throw damaged("takes a value too many") }
    return value
  }

  mutating func popToMark() throws(FileError) -> [PickleValue] {
    guard let mark = marks.popLast(), mark <= stack.count else { throw damaged("closes what was not opened") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private func remembered(_ index: Int) throws(FileError) -> PickleValue {
    guard let value = memo[index] else { throw damaged("asks for the value \(index), which was not noted before") }
    return value
  }

  mutating func push(_ node: PickleNode) {
    stack.append(.node(nodes.count))
    nodes.append(node)
  }

  func damaged(_ what: String) -> FileError {
    FileError(cursor.source.path, at: .byte(cursor.offset), "the pickle \(what); it is damaged: copy or save it again")
  }
}
