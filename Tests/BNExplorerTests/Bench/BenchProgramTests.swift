import Testing

@testable import BNExplorer

@Suite("bnexplorer bench")
struct BenchProgramTests {
  let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  @Test("prints an object for each operation, with the fields that scripts rely on")
  func json() throws {
    let run = try folder.run("bench", "--json", "--rounds", "1", "--only", "[64, 256]")
    #expect(run.status == 0)
    let objects = try run.objects()
    #expect(objects.map { $0["operation"] as? String } == ["train", "infer", "backward"])
    for object in objects {
      #expect(object["layout"] as? String == "2d")
      #expect(object["shape"] as? [Int] == [64, 256])
      #expect(object["threads"] as? Int == 1)
      let seconds = try #require(object["seconds"] as? Double)
      let limit = try #require(object["limit_seconds"] as? Double)
      let ratio = try #require(object["ratio"] as? Double)
      #expect(seconds > 0 && limit > 0)
      // One round: the median ratio is the ratio.
      #expect(abs(ratio - limit / seconds) <= 1e-12 * ratio)
    }
  }

  @Test("puts an earlier run beside it, and prints no bars and no progress where nobody sees them")
  func compare() throws {
    let run = try folder.run("bench", "--json", "--rounds", "1", "--only", "infer 2d [64")
    try folder.write(run.output, to: "earlier.json")
    let compared = try folder.run("bench", "--rounds", "1", "--only", "infer 2d [64", "--compare", "earlier.json")
    #expect(compared.status == 0)
    let lines = compared.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].contains("  was "))
    #expect(!compared.output.contains("█") && !compared.errors.contains("measuring"))
  }

  @Test("measures any shape, with its channels last or first")
  func shapes() throws {
    let run = try folder.run("bench", "--json", "--rounds", "1", "--shape", "7x3x5", "--shape", "9", "--channels-first")
    #expect(run.status == 64, "one dimension has no place for channels behind the examples")
    let measured = try folder.run("bench", "--json", "--rounds", "1", "--shape", "7x3x5", "--channels-first").objects()
    #expect(measured.map { $0["layout"] as? String } == ["nchw", "nchw", "nchw"])
    #expect(measured.first?["shape"] as? [Int] == [7, 3, 5])
    #expect(try folder.run("bench", "--json", "--rounds", "1", "--shape", "9").objects().count == 3)
  }

  @Test("refuses what it can't measure or compare with, in a line that says what would do")
  func refusals() throws {
    try folder.write("no JSON\n", to: "wrong.json")
    for (option, value, status, message) in [
      ("--rounds", "0", Int32(64), "--rounds needs a whole number from 1 to 10000, not 0"),
      ("--only", "nothing", 64, "no kernel has \"nothing\" in its line"),
      ("--shape", "4xy", 64, "--shape needs extents such as 4096x64, not \"4xy\""),
      ("--compare", "absent.json", 66, "absent.json: there is no such file"),
      ("--compare", "wrong.json", 65, "wrong.json:1:1: not a line of bnexplorer bench --json"),
    ] {
      let run = try folder.run("bench", option, value)
      #expect(run.status == status)
      #expect(run.errors.contains(message))
      #expect(run.output == "")
    }
  }
}
