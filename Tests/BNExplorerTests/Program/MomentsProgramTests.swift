import Testing

@testable import BNExplorer

@Suite("bnexplorer moments and merge")
struct MomentsProgramTests {
  let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    try folder.write("a,b\n-3,1\n-1,nan\n", to: "l.csv")
    try folder.write("a,b\n1,5\n3,7\n", to: "r.csv")
  }

  @Test("merge makes of parts, in any order, what one run over all files makes")
  func merge() throws {
    for name in ["l", "r"] { #expect(try folder.run("moments", "\(name).csv", "--out", "\(name).part").status == 0) }
    let forth = try folder.run("merge", "l.part", "r.part", "--out", "lr.part", "--json")
    let back = try folder.run("merge", "r.part", "l.part", "--out", "rl.part", "--json")
    #expect(forth.status == 0 && back.status == 0)
    let object = try #require(try forth.objects().first)
    #expect(object["count"] as? [Int] == [4, 3])
    #expect(object["nonfinite"] as? [Int] == [0, 1])
    // By hand: -3, -1, 1, 3 about 0; 1, 5, 7 about 13 / 3.
    #expect(object["mean"] as? [Double] == [0, 13.0 / 3])
    #expect((object["variance"] as? [Double])?.first == 5)
    let other = try #require(try back.objects().first)
    #expect(other["mean"] as? [Double] == object["mean"] as? [Double])
  }

  @Test("end with a line and a status for what cannot be")
  func refusals() throws {
    #expect(try folder.run("moments", "l.csv", "--out", "l.part").status == 0)
    for (arguments, status, words) in [
      (["moments", "none.csv"], 66, "there is no such file"), (["moments", "l.csv", "--axis", "9"], 65, "no axis 9"),
      (["moments"], 64, "needs a file"), (["moments", "l.csv", "--axis", "x"], 64, "--axis needs"),
      (["merge", "l.part", "l.part", "--out", "x.part"], 65, "count twice"),
      (["merge", "l.csv", "--out", "x.part"], 65, "l.csv"), (["moments", "l.csv", "--out", "l.csv"], 74, "l.csv"),
    ] as [([String], Int32, String)] {
      let run = try folder.start(arguments).wait()
      #expect(run.status == status && run.errors.contains(words), "\(arguments): \(run.errors)")
    }
  }

  @Test("say in plain words what averaging loses")
  func words() throws {
    let run = try folder.run("moments", "l.csv", "r.csv")
    #expect(run.status == 0)
    // Lines that were broken go on behind blanks.
    let text = run.lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
    // The second column: 1 alone has the variance 0, 5 and 7 have 1; 1, 5 and 7 about 13 / 3 have 56 / 9.
    #expect(
      text.contains("averaging the variances of 2 files gives 0.5 where the variance of all their numbers is 6.222222"))
    #expect(text.contains("No merge of statistics is right for averaged weights"))
  }
}
