import BNFiles
import Foundation
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
    try folder.write(#"{"format":"bnexplorer-moments","version":1,"arrays":[]}"#, to: "empty.part")
    for (arguments, status, words) in [
      (["moments", "none.csv"], 66, "there is no such file"), (["moments", "l.csv", "--axis", "9"], 65, "no axis 9"),
      (["moments"], 64, "needs a file"), (["moments", "l.csv", "--axis", "x"], 64, "--axis needs"),
      (["merge", "l.part", "l.part", "--out", "x.part"], 65, "count twice"),
      (["merge", "l.csv", "--out", "x.part"], 65, "l.csv: is no file of moments, but text"),
      (["moments", "l.csv", "--out", "l.csv"], 74, "l.csv"),
      (["moments", "l.csv", "--out", "r.csv"], 74, "r.csv: is there already, and no file of moments, but text"),
      (["merge", "l.part", "--out", "r.csv"], 74, "r.csv: is there already, and no file of moments, but text"),
      (["moments", "l.csv", "--threads", "0"], 64, "--threads needs a whole number from 1"),
      (["merge", "empty.part", "--out", "x.part"], 65, "empty.part: has no moments"),
      (["moments", "l.csv", "--out", "none/x.part"], 74, "there is no such folder"),
      (["moments", "--resume", "empty.part"], 65, "empty.part: has no moments"),
    ] as [([String], Int32, String)] {
      let run = try folder.start(arguments).wait()
      #expect(run.status == status && run.errors.contains(words), "\(arguments): \(run.errors)")
    }
    #expect(try folder.read("r.csv") == "a,b\n1,5\n3,7\n" && !folder.exists("x.part"))
  }

  @Test("both say in the same words what they wrote, and write over files of moments")
  func written() throws {
    for _ in 0..<2 {
      #expect(try folder.run("moments", "l.csv", "r.csv", "--out", "p").errors == "wrote p: 2 arrays of 2 files\n")
      #expect(try folder.run("moments", "--resume", "p").errors == "wrote p: 2 arrays of 2 files\n")
      #expect(try folder.run("merge", "p", "--out", "q").errors == "wrote q: 1 array of 1 part\n")
    }
  }

  @Test("any number of threads makes the same")
  func threads() throws {
    let runs = try ["1", "3", "1024"].map { try folder.run("moments", "l.csv", "--threads", $0) }
    #expect(runs.allSatisfy { $0.status == 0 && $0.output == runs[0].output })
  }

  @Test("keep what was taken when they are told to end")
  func signals() throws {
    try writeHuge("huge.npy")
    let signals = [SIGINT, SIGTERM, SIGHUP]
    let programs = try signals.map {
      try folder.start(["moments", "huge.npy", "--threads", "1", "--out", "\($0).part"])
    }
    for (signal, program) in zip(signals, programs) {
      // It is written at the start; what is left would take minutes.
      try program.waitForFile("\(signal).part")
      program.send(signal)
      let run = try program.wait()
      #expect(run.status == 128 + signal && run.output.isEmpty)
      #expect(run.errors == "stopped; go on with bnexplorer moments --resume \(signal).part\n")
      let source = try MomentsPart(path: "\(folder.path)/\(signal).part", files: DiskFiles()).items[0].sources[0]
      #expect(source.chunks > 0 && !source.isDone)
    }
  }

  /// 2^40 bytes of zeros that take no room.
  private func writeHuge(_ name: String) throws {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2147483648, 64), }"
    let filled = header + String(repeating: " ", count: 117 - header.count) + "\n"
    let url = URL(filePath: "\(folder.path)/\(name)")
    try Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(filled.utf8)).write(to: url)
    let file = try FileHandle(forWritingTo: url)
    try file.truncate(atOffset: 128 + 1 << 40)
    try file.close()
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
