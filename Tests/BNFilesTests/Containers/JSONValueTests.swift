import Testing

@testable import BNFiles

@Suite("JSON inside model files")
struct JSONValueTests {
  private func parse(_ text: String) throws(FileError) -> JSONValue {
    try JSONValue.parse(Array(text.utf8), path: "m.json", what: "the configuration")
  }

  @Test("values of every kind")
  func kinds() throws {
    let value = try parse(#"{"a":[1,2.5,-3e2],"b":true,"c":null,"d":"x\u0041","e":{"f":false}}"#)
    #expect(value["a"]?.array?.map(\.double) == [1, 2.5, -300])
    #expect(value["a"]?.array?.first?.int == 1 && value["a"]?.array?.last?.int == -300)
    #expect(value["a"]?.array?[1].int == nil)
    #expect(value["b"]?.bool == true)
    #expect(value["c"] == .null)
    #expect(value["d"]?.string == "xA")
    #expect(value["e"]?["f"]?.bool == false)
    #expect(value["g"] == nil && value["d"]?["f"] == nil)
    #expect(value.object?.count == 5)
  }

  @Test("numbers are not truth values, nor the other way round")
  func numbersAndBools() throws {
    let value = try parse("[1, true, 0, false]").array ?? []
    #expect(value.map(\.double) == [1, nil, 0, nil])
    #expect(value.map(\.bool) == [nil, true, nil, false])
  }

  @Test("texts outside of objects are read, too")
  func fragments() throws {
    #expect(try parse("[]") == .array([]))
    #expect(try parse("{}") == .object([:]))
  }

  @Test(
    "what is no JSON is refused with the file's name and what it was to be",
    arguments: ["", "{", "{\"a\":}", "[1,]x", "{\"a\" 1}", "nul", "\u{0}", "{\"a\":1}}", "\"\\u12\""])
  func refusals(_ text: String) {
    let error = fileError { () throws(FileError) in try parse(text) }
    #expect(error?.description.hasPrefix("m.json: the configuration") == true)
  }

  @Test("nesting has a limit, which is told")
  func nesting() throws {
    func nested(_ count: Int) -> String {
      String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    #expect(try parse(nested(JSON.deepest)).array?.count == 1)
    let error = fileError { () throws(FileError) in try parse(nested(JSON.deepest + 1)) }
    #expect(error?.reason.contains("\(JSON.deepest + 1) deep") == true)
    // Long before it would be a matter of memory or of the stack.
    #expect(fileError { () throws(FileError) in try parse(String(repeating: "{\"a\":[", count: 1 << 20)) } != nil)
  }
}

@Suite("A look over JSON")
struct JSONScanTests {
  private func scan(_ text: String) -> JSONScan { JSONScan(Array(text.utf8)) }
  private func kept(_ text: String) -> String { String(decoding: scan(text).withoutRepeatedMembers, as: UTF8.self) }

  @Test(
    "depth counts arrays and objects, not what texts hold",
    arguments: [("1", 0), ("[]", 1), ("{\"a\":[{}]}", 3), ("\"[[[\"", 0), ("[\"\\\"[[\"]", 1), ("]]", 0), ("[[", 2)])
  func depth(_ text: String, _ depth: Int) {
    #expect(scan(text).depth == depth)
  }

  @Test("of members of one name the last is kept, at its place")
  func repeated() {
    #expect(kept(#"{"a":1,"b":2,"a":{"x":[1,2]}}"#) == #"{"b":2,"a":{"x":[1,2]}}"#)
    #expect(kept(#"{"a":1,"a":2,"a":3}"#) == #"{"a":3}"#)
  }

  @Test(
    "everything else stays as it is, byte for byte",
    arguments: [
      #"{"a":1, "b":2}"#, #"{"a":{"x":1,"x":2}}"#, #"["a","a"]"#, #"{"a":"a","b":"a"}"#, "", "{", #"{"a"#, #"{"a\""#,
      #"{"a":1,"#, "\"a\"",
    ])
  func untouched(_ text: String) {
    #expect(kept(text) == text)
  }
}
