import BNTestSupport
import Testing

@testable import BNExplorer
@testable import BNFiles

@Suite("Paths in a saved session")
struct SavedPathTests {
  /// A disk on which the program was started in a folder.
  private struct StartedFiles: FileAccess {
    let folder: String
    let files: MemoryFiles

    func read(_ path: String) throws(FileError) -> [UInt8] { try files.read(absolutePath(path)) }
    func write(_ bytes: [UInt8], to path: String) throws(FileError) { try files.write(bytes, to: absolutePath(path)) }
    func absolutePath(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
  }

  private static let csv = Array("a,b\n1,2\n3,4\n5,7\n".utf8)
  private static let paths = [
    "/home/u/work/x.csv", "/home/u/work/data/my x.csv", "/home/u/other.csv", "/home/u/workshop/x.csv",
  ]

  private func saved(_ lines: [String], to path: String, in folder: String = "/home/u/work") throws -> [String] {
    let files = MemoryFiles(Dictionary(uniqueKeysWithValues: Self.paths.map { ($0, Self.csv) }))
    let started = StartedFiles(folder: folder, files: files)
    var session = Session()
    let environment = SessionEnvironment(files: started)
    for line in lines + ["save \(path)"] {
      for located in try CommandParser.commands(of: line) {
        _ = try located.command.carryOut(on: &session, in: environment)
      }
    }
    let text = String(decoding: try started.read(path), as: UTF8.self)
    // It replays where it was saved, to the same session.
    var again = Session()
    for line in try Script(text: text, name: path).lines { _ = try line.command.carryOut(on: &again, in: environment) }
    #expect(try again.numbers("x") == session.numbers("x") && again.step == session.step)
    return text.split(separator: "\n").dropFirst().map(String.init)
  }

  @Test("are from the present folder where that holds file and script, else from the root")
  func relative() throws {
    let lines = ["load x.csv batch=2", "eval load \"data/my x.csv\""]
    let table: [(path: String, first: String, second: String)] = [
      ("s.bn", "load x.csv batch=2", "eval load \"data/my x.csv\""),
      ("runs/s.bn", "load x.csv batch=2", "eval load \"data/my x.csv\""),
      ("/home/u/work/s.bn", "load x.csv batch=2", "eval load \"data/my x.csv\""),
      ("/tmp/s.bn", "load /home/u/work/x.csv batch=2", "eval load \"/home/u/work/data/my x.csv\""),
      ("../s.bn", "load /home/u/work/x.csv batch=2", "eval load \"/home/u/work/data/my x.csv\""),
    ]
    for (path, first, second) in table {
      let found = try saved(lines + ["train 1"], to: path)
      #expect(Array(found.prefix(2)) == [first, second], "\(path)")
    }
  }

  @Test("of files beside the folder stay from the root, also where its name begins alike")
  func outside() throws {
    for path in ["/home/u/other.csv", "/home/u/workshop/x.csv"] {
      #expect(try saved(["load \(path)", "train 1"], to: "s.bn").first == "load \(path)")
    }
    #expect(try saved(["load x.csv", "train 1"], to: "s.bn", in: "/home/u/workshop").first == "load x.csv")
  }

  @Test("of variables and targets are treated alike, unless the name alone would mean something else")
  func others() throws {
    let found = try saved(
      ["load x.csv batch=3", "train 1", "set loss mse target=x.csv", "set optimizer sgd", "train 1"], to: "s.bn")
    #expect(found.contains("set loss mse target=x.csv"))
    let files = MemoryFiles(["/home/u/work/3": Self.csv, "/home/u/work/gamma.csv": Array("1,2\n".utf8)])
    let started = StartedFiles(folder: "/home/u/work", files: files)
    var session = try Session("batch [[1, 2], [3, 5]]")
    for line in ["assign gamma gamma.csv", "train 1", "save s.bn"] {
      for located in try CommandParser.commands(of: line) {
        _ = try located.command.carryOut(on: &session, in: SessionEnvironment(files: started))
      }
    }
    #expect(String(decoding: try started.read("s.bn"), as: UTF8.self).contains("\nassign gamma gamma.csv\n"))
    // A file that is called like a number, or like the digits, keeps its path.
    let log = try log(of: "load x.csv", renamed: "/home/u/work/builtin:digits", started)
    #expect(log == ["load /home/u/work/builtin:digits"])
  }

  /// What is saved of a line with another file in it.
  private func log(of line: String, renamed path: String, _ files: StartedFiles) throws -> [String] {
    var log = SessionLog()
    guard case .session(.load(var request)) = try CommandParser.commands(of: line)[0].command else { return [] }
    request.path = path
    log.append(.load(request))
    return log.script(savedAt: "s.bn", files).split(separator: "\n").dropFirst().map(String.init)
  }

  @Test("of older scripts, from the root, replay as before")
  func older() throws {
    let found = try saved(["load /home/u/work/x.csv batch=2", "train 2"], to: "/tmp/s.bn")
    #expect(found == ["load /home/u/work/x.csv batch=2", "train 2"])
  }

  @Test("replay in the program from the folder that a script was saved in, wherever that has moved to")
  func program() throws {
    let folder = try ProgramFolder()
    try folder.write("a,b\n1,2\n3,4\n", to: "x.csv")
    try folder.write("load x.csv batch=2\ntrain 3\nsave s.bn\nshow moving_mean\n", to: "make.bn")
    let made = try folder.run("run", "make.bn")
    #expect(made.status == 0)
    #expect(try folder.read("s.bn").contains("\nload x.csv batch=2\n"))
    // Moved, as when it is handed on.
    let other = try ProgramFolder()
    try other.write(try folder.read("x.csv"), to: "x.csv")
    try other.write(try folder.read("s.bn") + "show moving_mean\n", to: "s.bn")
    let replayed = try other.run("run", "s.bn")
    #expect(replayed.status == 0 && replayed.output == made.output)
  }
}
