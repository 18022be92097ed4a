import Foundation
import Testing

@testable import BNExplorer

@Suite("bnexplorer series")
struct SeriesProgramTests {
  let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    let script = """
      batch [[1, 2], [3, 6]]
      train 2
      export layer e-1.npz names=torch
      train 3
      export layer e-2.npz names=torch
      assign moving_variance [-1, 1]
      export layer e-10.npz names=torch

      """
    try folder.write(script, to: "make.bn")
    #expect(try folder.run("run", "make.bn").status == 0)
  }

  @Test("takes what a shell sorted by letters by its numbers, says so, and fails on an error")
  func text() throws {
    let run = try folder.run("series", "e-1.npz", "e-10.npz", "e-2.npz")
    #expect(run.status == 1)
    #expect(run.errors.contains("by the numbers in their names"))
    #expect(run.output.contains("between e-2.npz and e-10.npz"))
    #expect(try folder.run("series", "e-1.npz", "e-2.npz").status == 0)
  }

  @Test("prints a line for each layer and checkpoint, for each finding, and for all")
  func json() throws {
    let objects = try folder.run("series", "e-1.npz", "e-2.npz", "e-10.npz", "--json").objects()
    let points = objects.filter { $0["event"] == nil && $0["turn"] == nil }
    #expect(points.compactMap { $0["checkpoint"] as? Int } == [1, 2, 3])
    #expect(points.first?["change"] is NSNull)
    let summary = try #require(objects.last)
    #expect(summary["turn"] as? String == "e-10.npz" && summary["checkpoints"] as? Int == 3)
    #expect(objects.contains { $0["code"] as? String == "A13" && $0["file"] as? String == "e-10.npz" })
  }

  @Test(
    "says in one line what is wrong with what it is given",
    arguments: [
      (["e-1.npz"], Int32(64), "two checkpoints"), (["e-1.npz", "none.npz"], 66, "none.npz"),
      (["e-1.npz", "make.bn"], 65, "make.bn"), (["e-1.npz", "e-2.npz", "--layer", "bn7"], 64, "bn7"),
      (["e-1.npz", "e-2.npz", "--layer", "x", "--json"], 64, "--layer"),
    ] as [([String], Int32, String)])
  func refusals(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let run = try folder.start(["series"] + arguments).wait()
    #expect(run.status == status && run.output == "" && run.errors.contains(words), "\(run)")
  }
}
