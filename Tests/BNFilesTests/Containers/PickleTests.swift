import Testing

@testable import BNFiles

@Suite("pickles")
struct PickleTests {
  private func read(_ bytes: [UInt8]) throws(FileError) -> Pickle {
    try PickleMachine.read(MemoryBytes(bytes, path: "p.pkl"))
  }

  private func read(_ text: String) throws -> Pickle { try read(Array(text.utf8)) }

  private func failure(_ bytes: [UInt8]) -> String? {
    do throws(FileError) {
      _ = try read(bytes)
      return nil
    } catch {
      return error.description
    }
  }

  // The bytes are those of pickle.dumps of Python 3.11, or instructions of Lib/pickletools.py put together by hand.

  @Test("numbers")
  func numbers() throws {
    #expect(try read([0x80, 2, 0x4B, 7, 0x2E]).root == .integer(7))
    #expect(try read([0x80, 2, 0x4D, 0x34, 0x12, 0x2E]).root == .integer(0x1234))
    #expect(try read([0x80, 2, 0x4A, 0xFE, 0xFF, 0xFF, 0xFF, 0x2E]).root == .integer(-2))
    #expect(try read([0x80, 2, 0x8A, 2, 0x00, 0xFF, 0x2E]).root == .integer(-256))
    #expect(try read([0x80, 2, 0x8A, 0, 0x2E]).root == .integer(0))
    #expect(try read([0x80, 2, 0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x2E]).root == .integer(.min))
    #expect(
      try read([0x80, 2, 0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0x2E]).root
        == .longInteger([0, 0, 0, 0, 0, 0, 0, 0x80, 0]))
    #expect(try read([0x80, 2, 0x47, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0x2E]).root == .float(1.5))
    #expect(try read([0x80, 2, 0x88, 0x2E]).root == .bool(true))
    #expect(try read([0x80, 2, 0x4E, 0x2E]).root == PickleValue.none)
  }

  @Test("text is taken along where it may be a name, bytes stay where they are")
  func text() throws {
    #expect(try read([0x80, 4, 0x8C, 2, 0xC3, 0xA4, 0x2E]).root == .text("\u{e4}"))
    #expect(try read([0x80, 4, 0x43, 3, 1, 2, 3, 0x2E]).root == .bytes(4..<7))
    // Python 2's text is bytes unless it is ASCII.
    #expect(try read([0x80, 2, 0x55, 1, 0x41, 0x2E]).root == .text("A"))
    #expect(try read([0x80, 2, 0x55, 1, 0xFF, 0x2E]).root == .bytes(4..<5))
    let long = [0x80, 2, 0x58, 0x01, 0x10, 0, 0] + Array(repeating: 0x61, count: 4097) + [0x2E] as [UInt8]
    #expect(try read(long).root == .longText(7..<4104))
  }

  @Test("a dictionary keeps the place of a repeated key and its last value")
  func dictionaries() throws {
    // {'a': 1, 'b': 2, 'a': 3}
    let pickle = try read("}(U\u{1}aK\u{1}U\u{1}bK\u{2}U\u{1}aK\u{3}u.")
    let pairs = try #require(pickle.pairs(pickle.root))
    #expect(pairs.map(\.key) == [.text("a"), .text("b")] && pairs.map(\.value) == [.integer(3), .integer(2)])
    #expect(pickle.member("b", of: pickle.root) == .integer(2))
  }

  @Test("calls are written down and not made")
  func calls() throws {
    // os.system('rm -rf /')
    let pickle = try read("cos\nsystem\n(U\u{8}rm -rf /tR.")
    let node = try #require(pickle.node(pickle.root))
    #expect(node.kind == .call && node.function == .global(PickleGlobal("os", "system")))
    #expect(pickle.items(node.arguments) == [.text("rm -rf /")])
  }

  @Test("an OrderedDict has its members, by arguments or by setting them")
  func orderedDictionaries() throws {
    let set = try read("ccollections\nOrderedDict\n)R(U\u{1}aK\u{1}u.")
    #expect(set.member("a", of: set.root) == .integer(1))
    let given = try read("ccollections\nOrderedDict\n(]](U\u{1}aK\u{1}eatR.")
    #expect(given.member("a", of: given.root) == .integer(1))
  }

  @Test("a list that holds itself is one node")
  func cycles() throws {
    let pickle = try read("]q\u{0}h\u{0}a.")
    #expect(pickle.items(pickle.root) == [pickle.root])
  }

  @Test("nesting costs no stack")
  func deep() throws {
    let pickle = try read("]" + String(repeating: "(", count: 100_000) + String(repeating: "t", count: 100_000) + ".")
    #expect(pickle.nodes.count == 100_001)
  }

  @Test(
    "damage is named with its place",
    arguments: [
      ("", "ends too soon"), ("]", "ends too soon"), (".", "takes a value too many"), ("a.", "takes a value too many"),
      ("K\u{1}K\u{2}a.", "adds to something that holds nothing"), ("t.", "closes what was not opened"),
      ("h\u{5}.", "the value 5, which was not noted"), ("(K\u{1}d.", "has a key without a value"),
      ("K\u{1}K\u{1}b.", "gives a state to something that has none"),
      ("I1\n.", "the instruction 73, which is not known"),
      ("(]0R.", "takes a value too many"), ("X\u{7F}\u{7F}\u{7F}\u{7F}a.", "ends too soon"),
    ])
  func damage(text: String, words: String) {
    let error = failure(Array(text.utf8))
    #expect(error?.contains(words) == true, "\(error ?? "no error")")
    #expect(error?.hasPrefix("p.pkl: at byte") == true)
  }

  @Test("protocols and names that are none")
  func wrong() {
    #expect(failure([0x80, 6, 0x4E, 0x2E])?.contains("protocol 6; expected 2 to 5") == true)
    #expect(failure([0x4B, 1, 0x4B, 1, 0x93, 0x2E])?.contains("names a class by no text") == true)
    #expect(failure([0x8E] + Array(repeating: 0xFF, count: 8))?.contains("a length beyond 2^63") == true)
    let line = failure(Array(("c" + String(repeating: "x", count: 5000)).utf8))
    #expect(line?.contains("a name of more than 4096 bytes") == true)
    let nodes = #expect(throws: FileError.self) {
      try PickleMachine.read(MemoryBytes(Array("]]]]].".utf8), path: "p"), mostNodes: 4)
    }
    #expect(nodes?.reason.contains("more than 4 values with parts") == true)
  }
}
