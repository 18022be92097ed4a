import BNCore
import BNTestSupport
import Testing

@testable import BNExplorer
@testable import BNFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Data in the precision of its file")
struct PrecisionTests {
  /// Four seconds since 1970, and four quarters of one.
  private static let seconds: [Double] = (0..<4).flatMap {
    [1_500_000_000 + Double($0), 1_500_000_000 + Double($0) / 4]
  }

  private func files() throws -> MemoryFiles {
    func npy(_ values: [Double]) throws -> [UInt8] {
      try ArrayFile.encode(NamedArray(name: "x", shape: [values.count / 2, 2], values: values), path: "x.npy")
    }
    let lines = stride(from: 0, to: 8, by: 2).map { "\(Self.seconds[$0]),1,\(Self.seconds[$0 + 1])" }
    return MemoryFiles([
      "seconds.npy": try npy(Self.seconds), "seconds.csv": Array("t,one,q\n\(lines.joined(separator: "\n"))\n".utf8),
      "large.npy": try npy([1e300, 2, 0, 3]), "half.npy": try npy([70_000, 1, 2, 0.5]),
      "exact.npy": try npy([0.5, 1, 2, 3]), "quarter.npy": try npy([1e38, 1, -3e38, 2]),
    ])
  }

  private static let lost =
    "seconds.npy: in channel 0 and 1 more the numbers differ, but in float32 they are all 1.5e+09;"

  @Test(
    "float64 data stays float64 in a float64 session, whichever was named first",
    arguments: [
      "set dtype float64; load seconds.npy", "load seconds.npy dtype=float64", "load seconds.npy; set dtype float64",
      "load seconds.csv columns=t,q dtype=float64", "load seconds.npy batch=4 shuffle=3; train; set dtype float64",
    ])
  func doubles(lines: String) throws {
    var session = try Session(lines, try files())
    try session.run("train")
    // 0, 1, 2, 3 have the variance 5/4.
    #expect(try session.numbers("batch_mean") == [1_500_000_001.5, 1_500_000_000.375])
    #expect(try session.numbers("batch_variance") == [1.25, 0.078125])
    #expect(try session.numbers("population_variance") == [1.25, 0.078125])
  }

  @Test("a float32 session narrows it as before, and is told what is lost")
  func singles() throws {
    var session = Session()
    #expect(
      try session.run("load seconds.npy; train", try files()).notes
        == ["seconds.npy: 4 examples, batches of 4x2", Self.lost + " set dtype float64"])
    #expect(try session.numbers("batch_variance") == [0, 0])
    #expect(try session.numbers("x") == Array(repeating: 1.5e9, count: 8))
    #expect(try session.run("set dtype float64").notes.contains { $0.contains("differ") } == false)
    #expect(try session.run("set dtype float32").notes.contains(Self.lost + " set dtype float64"))
  }

  @Test(
    "what is lost is said once a kind, with column or channel and what to do",
    arguments: [
      (
        "load seconds.csv",
        "seconds.csv: in column \"t\" and 1 more the numbers differ, but in float32 they are all 1.5e+09; set dtype float64"
      ),
      (
        "load seconds.csv columns=q",
        "seconds.csv: in column \"q\" the numbers differ, but in float32 they are all 1.5e+09; set dtype float64"
      ),
      (
        "load large.npy",
        "large.npy: in channel 0 there are numbers beyond float32, such as 1e+300, which become infinite; set dtype float64"
      ),
      (
        "load half.npy dtype=float16",
        "half.npy: in channel 0 there are numbers beyond float16, such as 70000, which become infinite; set dtype float32"
      ),
      (
        "load quarter.npy divide=0.25",
        "quarter.npy: in channel 0 there are numbers beyond float32, such as -1.2e+39, which become infinite; "
          + "set dtype float64"
      ),
      ("load large.npy dtype=float64 divide=1e-7", nil), ("load exact.npy", nil), ("load exact.npy dtype=float16", nil),
      ("load quarter.npy divide=4", nil), ("load seconds.csv columns=one", nil),
      ("load seconds.npy dtype=float64", nil),
      ("load seconds.npy dtype=float64 divide=60", nil),
    ] as [(String, String?)])
  func said(line: String, note: String?) throws {
    var session = Session()
    #expect(try session.run(line, try files()).notes.dropFirst() == (note.map { [$0] } ?? [])[...])
    guard !line.contains("dtype=") else { return }
    let eval = try session.run("generate normal shape=4x\(session.layer?.channels ?? 0); eval \(line)", try files())
    #expect(eval.notes.dropFirst() == (note.map { ["eval: \($0)"] } ?? [])[...])
  }

  @Test("data that single precision holds exactly is kept in it, whatever the file's type")
  func memory() throws {
    for (line, isSingle) in [
      ("load exact.npy", true), ("load seconds.npy", false), ("load seconds.csv columns=one", true),
    ] {
      guard case .examples(let set) = try Session(line, try files()).source else {
        Issue.record("\(line) is no data")
        continue
      }
      if case .float32 = set.data { #expect(isSingle, "\(line)") } else { #expect(!isSingle, "\(line)") }
    }
  }

  @Test("assigned values and targets come in double precision")
  func assigned() throws {
    let session = try Session(
      "batch [[1, 2], [3, 4], [5, 6], [7, 8]] ; set dtype float64; set loss mse target=seconds.npy; train", try files())
    let mean = try session.numbers("loss")[0]
    let x = (1...8).map(Double.init)
    let y = try session.numbers("y")
    let squares = zip(y, Self.seconds).map { ($0 - $1) * ($0 - $1) }
    #expect(x.count == y.count)
    // A sum of eight numbers in double precision is off by at most eight roundings.
    #expect(abs(mean - squares.reduce(0, +) / 8) <= 8 * mean * 0x1p-53)
  }
}

@Suite("Files too large for memory")
struct LargeFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A file of float64 rows of which most are holes; `nil` where the disk refuses it.
  private func make(rows: Int, columns: Int, _ numbers: [(row: Int, column: Int, value: Double)]) throws -> String {
    let header = Array("{'descr': '<f8', 'fortran_order': False, 'shape': (\(rows), \(columns)), }".utf8)
    let path = folder / "large.npy"
    try DiskFiles().write(NpyReader.magic + [1, 0, UInt8(header.count), 0] + header, to: path)
    let file = open(path, O_WRONLY)
    defer { close(file) }
    let start = 10 + header.count
    if ftruncate(file, off_t(start + rows * columns * 8)) != 0 { try Test.cancel("the disk takes no sparse file") }
    for number in numbers {
      let pattern = withUnsafeBytes(of: number.value.bitPattern.littleEndian) { Array($0) }
      #expect(pwrite(file, pattern, 8, off_t(start + (number.row * columns + number.column) * 8)) == 8)
    }
    return path
  }

  private func run(_ lines: String, in session: inout Session) throws -> [String] {
    let environment = SessionEnvironment(files: DiskFiles())
    let commands = try CommandParser.commands(of: lines)
    return try commands.flatMap { try $0.command.carryOut(on: &session, in: environment) }.notes
  }

  @Test("give batch after batch, and say what a batch loses when it is read, once")
  func batches() throws {
    // 2^25 numbers.
    let path = try make(
      rows: 32_768, columns: 1024,
      [(0, 1, 1e300), (0, 3, 4), (4, 2, 1.5e9), (5, 2, 1.5e9 + 1), (6, 2, 1.5e9), (7, 2, 1.5e9), (8, 5, 1e300)])
    var session = Session()
    #expect(try run("load \(path) batch=4", in: &session) == ["large.npy: 32768 examples, batches of 4x1024"])
    let beyond = "there are numbers beyond float32, such as 1e+300, which become infinite; set dtype float64"
    let first = try run("train", in: &session)
    #expect(first.first == "large.npy: in channel 1 \(beyond)" && first.count == 2)
    // 1e300 is infinite in float32 alone; what is said besides is that the file is made of holes.
    #expect(first.last?.hasPrefix("large.npy: 99 % of a batch's numbers are exactly 0") == true)
    #expect(try session.numbers("x[0, 1]") == [.infinity])
    #expect(try session.numbers("x[0, 3]") == [4])
    #expect(try session.numbers("batch_mean[3]") == [1])
    let same = "large.npy: in channel 2 the numbers differ, but in float32 they are all 1.5e+09; set dtype float64"
    #expect(try run("train 3", in: &session) == [same, "large.npy: in channel 5 \(beyond)"])
    #expect(try run("reset; train 3", in: &session).filter { $0.contains("large.npy") } == [])
    #expect(try run("set dtype float64; reset; train 2", in: &session).contains { $0.contains("differ") } == false)
    // 0, 1, 0, 0 have the variance 3/16.
    #expect(try session.numbers("batch_variance[2]") == [0.1875])
  }

  @Test("say of evaluation batches what they lose and hold when these are read, and while nothing runs")
  func evaluationBatches() throws {
    let path = try make(
      rows: 32_768, columns: 1024, [(0, 1, 1e300), (4, 3, 4), (5, 2, .infinity), (28_000, 7, 1e300)])
    var session = Session()
    let lines = "generate normal shape=4x1024; eval load \(path) batch=4; train"
    let beyond = "there are numbers beyond float32, such as 1e+300, which become infinite; set dtype float64"
    #expect(try run(lines, in: &session).contains("eval: large.npy: in channel 1 \(beyond)"))
    #expect(
      try run("train", in: &session) == [
        "eval: large.npy[5, 2]: inf is not finite: what inference makes of it means nothing; correct it"
      ])
    // Of its own batches, which are made, there is nothing to say.
    var scan = NarrowingScan()
    var all: [Output] = []
    while let notes = scan.advance(through: session) { all += notes }
    #expect(all.notes == ["eval: large.npy: in channel 7 \(beyond)"])
  }

  @Test("are looked through while nothing runs, and say the rest of what they lose, once")
  func scan() throws {
    let path = try make(rows: 32_768, columns: 1024, [(0, 1, 1e300), (28_000, 7, 1e300)])
    var session = Session()
    #expect(try run("load \(path) batch=8192; train", in: &session).count { $0.contains("beyond float32") } == 1)
    func notes(_ scan: inout NarrowingScan, _ session: Session) -> [String] {
      var all: [Output] = []
      while let notes = scan.advance(through: session) { all += notes }
      return all.notes.filter { $0.contains("beyond") }
    }
    // Four batches; what the first one loses has been said.
    var scan = NarrowingScan()
    let found = notes(&scan, session)
    #expect(found.count == 1 && found[0].hasPrefix("large.npy: in channel 7 there are numbers beyond float32"))
    #expect(notes(&scan, session) == [])
    _ = try run("set dtype float64", in: &session)
    #expect(notes(&scan, session) == [])
  }

  @Test("are taken in the batches that they are opened with where none are named, which is said and saved")
  func usualBatches() throws {
    let path = try make(rows: 32_768, columns: 1024, [(40, 3, .infinity), (33, 2, 32)])
    var session = Session()
    #expect(
      try run("load \(path)", in: &session) == [
        "large.npy: 32768 examples, batches of 32x1024",
        "large.npy is large: batches of 32, as where the program is opened with it; batch= for others",
      ])
    #expect(session.log.lines == ["load \(path) batch=32"])
    // All of the first batch is a hole, and its zeros are said once.
    #expect(try run("train", in: &session).map { $0.prefix(37) } == ["large.npy: 100 % of a batch's numbers"])
    #expect(
      try run("train 3", in: &session) == [
        "large.npy[40, 3]: inf is not finite: moving statistics never recover from it; correct it"
      ])
    #expect(try session.numbers("moving_mean[2]")[0] > 0)
    #expect(try run("explain moving_mean[3]", in: &session) == [])
    let cause = session.layer?.records.cause(of: .movingMean, channel: 3)
    #expect(cause?.text == "step 2: channel 3: x[8,3] = inf, large.npy[40, 3]")
  }

  @Test("of a middle size stay in the file, and findings know their population all the same")
  func middleSize() throws {
    // 2^20 numbers, their mean 2^15 / 2^15 in channel 0.
    let path = try make(rows: 32_768, columns: 32, [(7, 0, 32_768)])
    var session = Session()
    _ = try run("load \(path); train 500; assign moving_mean 1000", in: &session)
    #expect(session.source?.isStored == true)
    #expect(try session.numbers("population_mean")[0] == 1)
    #expect(try session.diagnosis().contains { $0.code == .drift })
  }

  @Test("that are cut between two steps give one clear error, and the session stays as it was")
  func cut() throws {
    for lines in ["load PATH batch=4; train", "generate normal shape=4x1024; eval load PATH batch=4; train"] {
      let path = try make(rows: 32_768, columns: 1024, [(0, 0, 4)])
      var session = Session()
      _ = try run(lines.replacing("PATH", with: path), in: &session)
      let (variables, bits, log) = (session.layer?.variables, session.lastStep?.bits, session.log.lines)
      #expect(truncate(path, 20_000) == 0)
      let error = try #require(throws: CommandError.self) { try run("train", in: &session) }
      #expect(
        error.message.contains("large.npy: at byte ") && error.message.contains("the file ends here and had 268435"),
        "\(error.message)")
      #expect(error.exitStatus == 65)
      #expect(session.step == 1 && session.position == 1)
      #expect(session.layer?.variables == variables && session.lastStep?.bits == bits && session.log.lines == log)
    }
  }

  #if os(Linux)
    @Test("of 2 GB take a step in a program that may not have so much memory")
    func program() throws {
      let path = try make(rows: 262_144, columns: 1024, [(0, 0, 4)])
      let programs = try ProgramFolder()
      try programs.write("load \(path) batch=4 dtype=float64\ntrain\nassert batch_mean[0] == 1\n", to: "large.bn")
      // KiB. A program that reads the file, or maps it, needs more than 2 GiB of addresses.
      let run = try programs.run("run", "large.bn", memory: 1_500_000)
      #expect(run.status == 0, "\(run.errors)")
    }
  #endif
}
