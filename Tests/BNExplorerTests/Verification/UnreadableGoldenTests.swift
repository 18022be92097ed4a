import Testing

@testable import BNExplorer

@Suite("A golden file that is not what the format says")
struct UnreadableGoldenTests {
  private static let notJSON =
    "not JSON, or with a number that does not fit (1e400, or 1.5 for a whole number); expected one object"

  private func refusal(of text: String) throws -> String {
    let error = #expect(throws: GoldenFileError.self) { try GoldenCase.decode(Array(text.utf8)) }
    return try #require(error).reason
  }

  @Test(
    "is refused with the place in the file's own names, and what belongs there",
    arguments: [
      ("", Self.notJSON), (#"{"name": "x", "kind": "#, Self.notJSON),
      ("[1, 2]", "the file needs an object"),
      (#"{"kind": "graph"}"#, #"no "name" in the file"#),
      (#"{"name": 3, "kind": "graph"}"#, "name needs text"),
      (#"{"name": "x", "kind": "attempts", "attempts": {}}"#, "attempts needs a list"),
      (#"{"name": "x", "kind": "graph", "calls": [], "steps": 5}"#, "steps needs a list"),
      (
        #"{"name": "x", "kind": "graph", "calls": [], "variables_initial": {"a": "b"}}"#,
        "variables_initial.a needs a number or a flat list of numbers"
      ),
      (
        #"{"name": "x", "kind": "graph", "calls": [], "steps": [{"call": 0, "training": true, "run_update_ops": 1}]}"#,
        "steps[0].run_update_ops needs true or false"
      ),
      (
        #"{"name": "x", "kind": "graph", "calls": [{"dtype": "float32", "training": true, "layer": {"axis": 1.5}}]}"#,
        Self.notJSON
      ),
      (
        #"{"name": "x", "kind": "graph", "calls": [{"dtype": "float32", "training": true, "layer": {"axis": "1"}}]}"#,
        "calls[0].layer.axis needs a whole number"
      ),
      (
        #"{"name": "x", "kind": "graph", "calls": [{"dtype": "float32", "added_to_UPDATE_OPS": 1}]}"#,
        #"no "training" in calls[0]"#
      ),
    ])
  func place(text: String, reason: String) throws {
    #expect(try refusal(of: text) == reason)
  }

  @Test(
    "a limit of renorm is a number or per_step, and nothing else", arguments: [#""PER_STEP""#, "[1]", "{}", "true"])
  func clipping(_ text: String) throws {
    var file = try GoldenFile("p38_renorm_schedule")
    try file.replace("layer/renorm_clipping/dmax", by: text)
    let error = #expect(throws: GoldenFileError.self) { try file.replay() }
    #expect(try #require(error).reason == #"layer.renorm_clipping.dmax: expected a number or "per_step""#)
  }

  @Test("steers no terminal: control characters are spelled out in errors and in the table")
  func controls() throws {
    let key = #"{"name": "x", "kind": "graph", "calls": [], "collections": {"\u001b[2J": 1}}"#
    #expect(try refusal(of: key) == #"collections.\u{1b}[2J needs a list"#)
    let golden = try GoldenCase.decode(Array(#"{"name": "a\u001b[2J\nb", "kind": "\u0007"}"#.utf8))
    let table = VerifyReport.table([GoldenReplay.run(golden)])
    #expect(table.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    #expect(table.contains(#"not checked: kind \u{7}"#))
  }

  @Test("of which there is nothing to compare says so")
  func nothing() throws {
    let golden = try GoldenCase.decode(Array(#"{"name": "x", "kind": "attempts", "attempts": []}"#.utf8))
    let result = GoldenReplay.run(golden)
    #expect(!result.passed)
    #expect(VerifyReport.table([result]).contains("nothing to compare"))
  }

  @Test(
    "a tolerance below zero or not a number allows no difference",
    arguments: [#"{"rtol": -1, "atol": -1}"#, #"{"rtol": 0, "atol": "NaN"}"#, #"{"rtol": -1, "atol": 0.5}"#])
  func tolerance(_ text: String) throws {
    var file = try GoldenFile("p01_rank2_defaults")
    try file.replace("tolerance", by: text)
    try file.replace("steps/0/output/0", by: "1e6")
    #expect(try file.replay().failed)
  }
}
