import Foundation
import Testing

@testable import BNExplorer

@Suite("bnexplorer verify")
struct VerifyProgramTests {
  let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  private func golden(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: GoldenTests.folder.appending(path: name)), as: UTF8.self)
  }

  /// Changes the first number behind a key, in the file's own text.
  private func tampered(_ name: String, _ key: String, by change: (Double) -> Double) throws -> String {
    let text = try golden(name)
    let steps = try #require(text.firstRange(of: "\"steps\"")).upperBound
    let start = try #require(text[steps...].firstRange(of: "\"\(key)\"")).upperBound
    let digits = try #require(text[start...].firstIndex { $0.isNumber || $0 == "-" })
    let end = try #require(text[digits...].firstIndex { !"0123456789+-.eE".contains($0) })
    let value = try #require(Double(text[digits..<end]))
    return text.replacingCharacters(in: digits..<end, with: "\(change(value))")
  }

  @Test("agrees with TensorFlow's files: a table, a sum, status 0")
  func passes() throws {
    for name in [
      "p01_rank2_defaults.json", "p33_renorm_no_clipping.json", "p51_default_names.json", "p54_errors.json",
    ] {
      try folder.write(try golden(name), to: name)
    }
    let run = try folder.run("verify", ".")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.lines.first?.hasPrefix("case ") == true)
    #expect(run.lines.count { $0.hasSuffix(" ok") } == 4)
    #expect(
      run.lines.last == "4 cases: 4 passed, 0 failed, 0 not checked at all; 0 fields or kinds not checked",
      "\(run.output)")
  }

  @Test("a kind that the format does not have is not checked, and does not count as passed")
  func unknownKind() throws {
    try folder.write(
      try golden("p51_default_names.json").replacing("\"kind\": \"graph\"", with: "\"kind\": \"sketch\""),
      to: "sketch.json")
    let run = try folder.run("verify", "sketch.json")
    #expect(run.status == 0)
    #expect(run.output.contains("not checked: kind sketch"), "\(run.output)")
    #expect(
      run.lines.last == "1 cases: 0 passed, 0 failed, 1 not checked at all; 1 fields or kinds not checked",
      "\(run.output)")
    let object = try #require(try folder.run("verify", "sketch.json", "--json").objects().first)
    #expect(object["ok"] is NSNull)
    #expect(object["unchecked"] as? [String] == ["kind sketch"])
  }

  @Test(
    "fails for one changed number, says where, and ends with 1",
    arguments: [
      ("p01_rank2_defaults.json", "output"), ("p01_rank2_defaults.json", "batch_mean"),
      ("p01_rank2_defaults.json", "batch_variance"), ("p01_rank2_defaults.json", "moving_mean"),
      ("p01_rank2_defaults.json", "input"), ("p05_rank4_fused_default.json", "fused_batch_variance"),
      ("p33_renorm_no_clipping.json", "r"), ("p33_renorm_no_clipping.json", "d"),
      ("p33_renorm_no_clipping.json", "renorm_stddev_weight"),
    ])
  func tamperedNumber(name: String, field: String) throws {
    try folder.write(try tampered(name, field) { $0 * 1.001 + 0.001 }, to: "bad.json")
    let run = try folder.run("verify", "bad.json")
    #expect(run.status == 1)
    #expect(run.output.contains("FAILED"))
    let summary = try #require(run.lines.last)
    #expect(summary.hasPrefix("1 cases: 0 passed, 1 failed"))
    let place = try #require(run.lines.first { $0.contains(": step ") })
    // Another input shows in all that is computed from it, a variable among those after the step.
    let named = ["input": "output", "moving_mean": "variables_after", "renorm_stddev_weight": "variables_after"]
    #expect(place.contains(named[field] ?? field), "\(place)")
  }

  @Test("ends with 65 for what is no golden file, 66 for what is not there, and says which")
  func unreadable() throws {
    try folder.write("{\"name\": 3", to: "broken.json")
    try folder.write("{}", to: "empty.json")
    try folder.makeFolder("none")
    for (path, status, words) in [
      ("broken.json", 65, "broken.json: "), ("empty.json", 65, "empty.json: "),
      ("missing.json", 66, "there is no such file"),
      ("none", 65, "none: the folder holds no .json files"),
    ] as [(String, Int32, String)] {
      let run = try folder.run("verify", path)
      #expect(run.status == status, "\(path)")
      #expect(run.errors.contains(words), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1)
      #expect(run.output == "")
    }
    let truncated = String(try golden("p01_rank2_defaults.json").prefix(900))
    try folder.write(truncated, to: "cut.json")
    #expect(try folder.run("verify", "cut.json").status == 65)
  }

  @Test("prints one object a case and one for the sum with --json")
  func json() throws {
    try folder.write(try golden("p01_rank2_defaults.json"), to: "a.json")
    try folder.write(try golden("p54_errors.json"), to: "b.json")
    try folder.write(try tampered("p01_rank2_defaults.json", "output") { $0 + 1 }, to: "c.json")
    let run = try folder.run("verify", "a.json", "b.json", "c.json", "--json")
    #expect(run.status == 1)
    let objects = try run.objects()
    #expect(objects.count == 4)
    #expect(objects[0]["name"] as? String == "p01_rank2_defaults")
    #expect(objects[0]["ok"] as? Bool == true)
    #expect(try #require(objects[0]["output"] as? Double) <= 1)
    #expect(objects[0]["batch_mean"] is Double)
    #expect(objects[0]["variables_after"] is Double)
    #expect(objects[0]["unchecked"] is [String])
    #expect(objects[1]["ok"] as? Bool == true)
    #expect(objects[1]["error_message"] is Double)
    #expect(objects[1]["unchecked"] as? [String] == [])
    #expect(objects[2]["ok"] as? Bool == false)
    #expect(try #require(objects[2]["output"] as? Double) > 1)
    #expect(objects[3]["cases"] as? Int == 3)
    #expect(objects[3]["passed"] as? Int == 2)
    #expect(objects[3]["failed"] as? Int == 1)
    #expect(objects[3]["unchecked"] as? Int == 0)
    #expect(Set(objects[3].keys) == ["cases", "passed", "failed", "unchecked"])
  }
}
