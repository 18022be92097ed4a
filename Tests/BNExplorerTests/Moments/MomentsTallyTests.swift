import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Files that would count twice")
struct MomentsTallyTests {
  private let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    for name in ["one", "two"] {
      try folder.makeFolder(name)
      try folder.write("1,2\n3,4\n", to: "\(name)/a.csv")
    }
  }

  @Test("are found under each of their names")
  func names() throws {
    try folder.makeFolder("links")
    #expect(symlink("../one/a.csv", "\(folder.path)/links/soft.csv") == 0)
    #expect(link("\(folder.path)/one/a.csv", "\(folder.path)/links/hard.csv") == 0)
    let names = [
      "one/a.csv", "./one//a.csv", "two/../one/a.csv", "\(folder.path)/one/a.csv", "links/soft.csv", "links/hard.csv",
    ]
    for (number, name) in names.enumerated() {
      #expect(try folder.run("moments", name, "--out", "\(number).part").status == 0)
    }
    for (number, name) in names.enumerated().dropFirst() {
      for arguments in [["moments", names[0], name], ["merge", "0.part", "\(number).part", "--out", "all.part"]] {
        let run = try folder.start(arguments).wait()
        #expect(
          run.status == 65 && run.errors.contains("is in two of what is to be put together, as one/a.csv, too,"),
          "\(arguments): \(run.errors)")
      }
    }
    #expect(!folder.exists("all.part"))
  }

  @Test("are two where two folders each have one of the name")
  func folders() throws {
    for name in ["one", "two"] {
      let run = try folder.start(["moments", "a.csv", "--out", "p"], from: name).wait()
      #expect(run.status == 0 && run.errors == "wrote p: 1 array of 1 file\n", "\(run.errors)")
    }
    let run = try folder.run("merge", "one/p", "two/p", "--out", "all.part", "--json")
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(try run.objects().first?["count"] as? [Int] == [4, 4])
  }

  @Test("are two on two machines with --distinct alone, and a part never counts twice")
  func machines() throws {
    #expect(try folder.run("moments", "one/a.csv", "--out", "here.part").status == 0)
    #expect(try folder.run("moments", "two/a.csv", "--out", "two.part").status == 0)
    // As if another machine had another file of the path.
    let there = try folder.read("two.part").replacing("two/a.csv", with: "one/a.csv")
    try folder.write(there, to: "there.part")
    let merge = ["merge", "here.part", "there.part", "--out", "all.part"]
    let refused = try folder.start(merge).wait()
    #expect(refused.status == 65 && refused.errors.contains("(here.part, there.part) and would count twice"))
    #expect(refused.errors.contains("--distinct where different files have that path"))
    #expect(try folder.start(merge + ["--distinct"]).wait().errors.hasSuffix("wrote all.part: 1 array of 2 parts\n"))
    // What was put together so is read again, and put together with more.
    #expect(try folder.run("merge", "all.part", "two.part", "--out", "more.part").status == 0)
    let twice = try folder.run("merge", "here.part", "./here.part", "--distinct", "--out", "all.part")
    #expect(twice.status == 65 && twice.errors.contains("./here.part: is given twice, and would count twice"))
  }

  @Test("are found by the path alone where a part is of an older program")
  func older() throws {
    func item(_ path: String, isOld: Bool) throws -> MomentsItem {
      let files = MemoryFiles([path: Array("1\n2\n".utf8)])
      let job = try MomentsJob(paths: [path], members: [], axis: nil, isBFloat16: false, out: nil, files: files)
      var item = job.items[0]
      if isOld { item.sources[0].file = nil }
      return item
    }
    for (one, other) in [(true, true), (true, false), (false, true)] {
      for path in ["a.csv", "/data/a.csv"] {
        var tally = MomentsTally(files: MemoryFiles())
        try tally.add(item(path, isOld: one))
        #expect(throws: FileError.self) { try tally.add(item(path, isOld: other)) }
      }
    }
  }
}
