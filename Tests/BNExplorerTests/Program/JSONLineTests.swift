import BNCore
import Foundation
import Testing

@testable import BNExplorer

@Suite("bnexplorer run --json")
struct JSONLineTests {
  let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  @Test("prints an object a line for show: line, command, step, shape, dtype and the flat value")
  func show() throws {
    let run = try folder.run(
      "run", "-", "--json",
      input: """
        batch [[1, 2, 3], [4, 5, 9]]
        train 2; show x
          show batch_mean   # of three channels
        show step
        show x[0]*0.5
        show x[5:]

        """)
    #expect(run.status == 0)
    let objects = try run.objects()
    #expect(objects.count == 5)
    for object in objects {
      #expect(Set(object.keys) == ["line", "command", "step", "shape", "dtype", "value"])
      #expect(object["step"] as? Int == 2)
    }
    #expect(objects.map { $0["line"] as? Int } == [2, 3, 4, 5, 6])
    #expect(
      objects.map { $0["command"] as? String } == [
        "show x", "show batch_mean", "show step", "show x[0]*0.5", "show x[5:]",
      ])
    #expect(objects.map { $0["shape"] as? [Int] } == [[2, 3], [3], [], [3], [0, 3]])
    #expect(objects.map { $0["dtype"] as? String } == ["float32", "float32", "int64", "float64", "float32"])
    #expect(objects[0]["value"] as? [Double] == [1, 2, 3, 4, 5, 9])
    #expect(objects[1]["value"] as? [Double] == [2.5, 3.5, 6])
    #expect(objects[2]["value"] as? [Int] == [2])
    #expect(objects[3]["value"] as? [Double] == [0.5, 1, 1.5])
    #expect((objects[4]["value"] as? [Double])?.isEmpty == true)
  }

  @Test("spells what JSON has no word for, and prints the fewest digits that read back")
  func numbers() throws {
    let run = try folder.run(
      "run", "-", "--json",
      input: "batch [[nan, inf, -inf, 0.1, -0.0, 1e20, 16777216]]\ninfer\nshow x\nshow 0.1+0.2\nshow -1/0\n")
    #expect(
      run.output.contains("\"value\":[\"NaN\",\"Infinity\",\"-Infinity\",0.1,-0.0,1e+20,16777216.0]"), "\(run.output)")
    let objects = try run.objects()
    #expect(run.lines[1].hasSuffix("\"value\":[0.30000000000000004]}"))
    #expect(objects[2]["value"] as? [String] == ["-Infinity"])
    // Every float32 of a run reads back to its bits.
    let digits = try folder.run("run", "-", "--json", input: "train 3\nshow y\n").objects()
    let values = try #require(digits[0]["value"] as? [Double])
    let session = try Session("train 3")
    #expect(values.map { Double(Float($0)) } == session.lastStep?.numbers(.output))
    #expect(values.map { Double(Float($0)) } != values, "float32's digits are fewer than a float64 needs")
  }

  @Test("prints an object a line for assert: line, command, ok, actual, expected and tolerance")
  func assertions() throws {
    let run = try folder.run(
      "run", "-", "--json",
      input: "assert 2 ~ 2.5 within 1\nassert 2 ~ 4 within 10%\nassert 1 == nan\nsay x\nassert 3 > 1 # yes\n")
    #expect(run.status == 1)
    let objects = try run.objects()
    #expect(objects.count == 4)
    let always: Set<String> = ["line", "command", "ok", "actual", "expected", "tolerance"]
    let failed: Set<String> = [
      "file", "column", "index", "elements", "failed", "step", "nearest_step", "looked_at", "message",
    ]
    for object in objects {
      #expect(Set(object.keys) == (object["ok"] as? Bool == true ? always : always.union(failed)))
    }
    #expect(objects.map { $0["ok"] as? Bool } == [true, false, false, true])
    #expect(objects.map { $0["line"] as? Int } == [1, 2, 3, 5])
    #expect(objects[0]["tolerance"] as? Double == 1)
    #expect(objects[1]["actual"] as? Double == 2)
    #expect(objects[1]["expected"] as? Double == 4)
    #expect(objects[1]["tolerance"] as? Double == 0.4)
    #expect(objects[2]["expected"] as? String == "NaN")
    #expect(objects[3]["tolerance"] is NSNull)
    #expect(objects[3]["command"] as? String == "assert 3 > 1")
    #expect(run.errors.split(separator: "\n").map { $0.prefix(6) } == ["-:2:1:", "-:3:1:"])
  }

  @Test("quotes commands so that any text survives")
  func text() throws {
    let run = try folder.run("run", "-", "--json", input: "\"show\" 1 +\t1\nhelp\n")
    #expect(try run.objects()[0]["command"] as? String == "\"show\" 1 +\t1")
    // Help is for people.
    #expect(run.lines.count == 1)
  }
}
