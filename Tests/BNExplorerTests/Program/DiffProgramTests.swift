import BNFiles
import Foundation
import Testing

@testable import BNExplorer

@Suite("bnexplorer diff")
struct DiffProgramTests {
  let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    let script = """
      batch [[1, 2], [3, 6]]
      set momentum 0
      train
      export variables a.safetensors
      assign gamma[1] 1.5
      export variables b.safetensors
      batch [[1, 2, 3]]
      export variables c.safetensors

      """
    try folder.write(script, to: "make.bn")
    #expect(try folder.run("run", "make.bn").status == 0)
    try folder.write("nothing", to: "notes.txt")
  }

  @Test("prints what differs, the worst first, and succeeds unless more is claimed")
  func text() throws {
    let run = try folder.run("diff", "a.safetensors", "b.safetensors")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.lines.first == "A  a.safetensors: safetensors, 1 batch norm")
    #expect(run.output.contains("gamma 1 -> 1.5"))
    #expect(run.lines.allSatisfy { $0.count <= 80 })
    #expect(try folder.run("diff", "a.safetensors", "a.safetensors", "--within", "0").status == 0)
  }

  @Test("fails where a layer is further apart than allowed", arguments: [("0.49", Int32(1)), ("0.51", 0)])
  func within(_ limit: String, _ status: Int32) throws {
    let run = try folder.run("diff", "a.safetensors", "b.safetensors", "--within", limit, "--json")
    #expect(run.status == status && run.errors.isEmpty == (status == 0))
    let objects = try run.objects()
    try #require(objects.count == 2)
    // Half as much again.
    #expect(abs((objects[0]["scale_difference"] as? Double ?? 0) - 0.5) < 1e-12)
    #expect(objects[0]["shift_difference"] as? Double == 0 && objects[0]["channel"] as? Int == 1)
    #expect(objects[1]["layers"] as? Int == 1)
  }

  @Test("compares each further file with the first")
  func several() throws {
    let run = try folder.run("diff", "a.safetensors", "b.safetensors", "c.safetensors", "--json")
    #expect(try run.objects().compactMap { $0["layers"] as? Int } == [1, 1] && run.status == 0)
    let text = try folder.run("diff", "a.safetensors", "b.safetensors", "c.safetensors")
    #expect(text.lines.contains("C  c.safetensors: safetensors, 1 batch norm"))
  }

  @Test("says of three or more, or where it is asked, how far their statistics lie apart")
  func spread() throws {
    let text = try folder.run("diff", "a.safetensors", "b.safetensors", "c.safetensors").output
    #expect(text.contains("Not in all files") || text.contains("No batch norm is in all 3 files"))
    let script = """
      batch [[1], [3]]
      assign moving_mean -2
      assign moving_variance 1
      export variables left.npz
      assign moving_mean 2
      export variables right.npz

      """
    try folder.write(script, to: "domains.bn")
    #expect(try folder.run("run", "domains.bn").status == 0)
    let run = try folder.run("diff", "left.npz", "right.npz", "--spread")
    #expect(run.status == 0 && run.lines.allSatisfy { $0.count <= 80 })
    let words = run.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(words.contains("Averaging the variances gives 1 where the variance of all is 5"))
    #expect(words.contains("No merge of statistics is right for averaged weights"))
    let objects = try folder.run("diff", "left.npz", "right.npz", "left.npz", "--spread", "--json").objects()
    try #require(objects.count == 2)
    #expect(objects[0]["mean_of_variances"] as? Double == 1 && objects[0]["files"] as? Int == 3)
    #expect(objects[1]["spread_layers"] as? Int == 1)
    // -2, 2, -2: 1 and 32/9.
    #expect(abs((objects[0]["variance"] as? Double ?? 0) - 41.0 / 9) < 1e-12)
    #expect(try folder.run("diff", "left.npz", "right.npz", "--spread", "--within", "1").status == 64)
  }

  @Test("says in one line what it cannot read, with the status for it, and prints nothing else")
  func refusals() throws {
    for (path, status) in [("nowhere.pt", 66), ("notes.txt", 65)] {
      let run = try folder.run("diff", "a.safetensors", path)
      #expect(run.status == status && run.output == "")
      #expect(run.errors.hasPrefix("bnexplorer: \(path): ") && run.errors.split(separator: "\n").count == 1)
    }
  }

  @Test(
    "refuses what makes no sense",
    arguments: [
      ["a.safetensors"], [], ["a.safetensors", "b.safetensors", "--within", "-1"],
      ["a.safetensors", "b.safetensors", "--within", "nan"], ["a.safetensors", "b.safetensors", "--epsilon", "-1"],
    ])
  func usage(_ arguments: [String]) throws {
    let run = try folder.start(["diff"] + arguments).wait()
    #expect(run.status == 64 && run.output == "")
  }

  @Test("is a command of the session, whose claim is an assertion")
  func command() throws {
    try folder.write("diff a.safetensors b.safetensors\n", to: "look.bn")
    let look = try folder.run("run", "look.bn", "--json")
    #expect(look.status == 0)
    let object = try #require(try look.objects().first)
    #expect((object["layers"] as? [[String: Any]])?.count == 1 && object["summary"] is [String: Any])
    try folder.write("diff a.safetensors b.safetensors within=0.1\n", to: "claim.bn")
    let claim = try folder.run("run", "claim.bn")
    #expect(claim.status == 1 && claim.errors.contains("claim.bn:1"))
    try folder.write("diff a.safetensors b.safetensors within=0.6\n", to: "true.bn")
    #expect(try folder.run("run", "true.bn").status == 0)
    for (line, status) in [("diff a.safetensors", 64), ("diff a.safetensors nowhere.pt", 66)] {
      try folder.write(line + "\n", to: "wrong.bn")
      #expect(try folder.run("run", "wrong.bn").status == status)
    }
  }
}
