import BNTestSupport
import BNCore
import Foundation
import Testing

@testable import BNExplorer

/// Peers that are small shell scripts, with what they are to compute in files beside them, a line for each case.
private final class FakePeers {
  let folder: ProgramFolder
  let cases: [BenchCase]

  init(shapes: [BenchShape], operations: [BenchCase.Operation] = BenchCase.Operation.allCases) throws {
    folder = try ProgramFolder()
    cases = shapes.flatMap { shape in
      operations.map { BenchCase(operation: $0, shape: shape, threads: 1, level: .base) }
    }
    for which in cases { try folder.write(Self.answer(Self.check(which).expected), to: name(which)) }
  }

  static func check(_ which: BenchCase) -> PeerCheck {
    let memory = BenchMemory(count: which.shape.count)
    return PeerCheck(
      BenchKernel(which, on: memory.arrays(which.shape.count), channels: .init(varied: which.shape.channels)))
  }

  static func answer(_ values: [Float]) -> String { "values " + values.map { "\($0)" }.joined(separator: " ") + "\n" }

  private func name(_ which: BenchCase) -> String {
    let extents = which.shape.dimensions.map(String.init).joined(separator: "x")
    return "\(which.operation.rawValue)-\(which.shape.layout.rawValue)-\(extents)"
  }

  /// A peer that answers as it should, but for what is to be different.
  ///
  /// - Returns: its path.
  func add(
    _ name: String, start: String = "", onCase: String = #"cat "$folder/$operation-$layout-$extents""#,
    onTurn: String = "echo time 2000"
  ) throws -> String {
    let script = """
      #!/bin/sh
      folder=\(folder.path)
      \(start.isEmpty ? "echo peer \(name) 1.0" : start)
      while read -r word operation layout extents places; do
        case $word in
          case) \(onCase) ;;
          turn) \(onTurn) ;;
        esac
      done
      """
    let path = "\(folder.path)/\(name)"
    try folder.write(script, to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    return path
  }

  /// What comes of some peers, and what is said of them.
  func run(_ programs: [String], turn: Double = 60) throws -> (rows: [PeerRow], complaints: [String]) {
    var rows: [PeerRow] = []
    var complaints: [String] = []
    var bench = PeerBench(programs: programs, cases: cases)
    bench.rounds = 3
    bench.milliseconds = 1
    bench.patience.turn = turn
    bench.complain = { complaints.append($0) }
    try bench.run { rows.append($0) }
    return (rows, complaints)
  }
}

@Suite("bnexplorer bench peers")
struct PeerBenchTests {
  private let matrix = BenchShape(layout: .matrix, dimensions: [4, 3])

  @Test("a peer that computes the same is measured, for as many rounds as ours")
  func well() throws {
    let last = BenchShape(layout: .channelsLast, dimensions: [2, 5, 7, 3])
    let first = BenchShape(layout: .channelsFirst, dimensions: [2, 3, 5, 7])
    let peers = try FakePeers(shapes: [matrix, last, first])
    let (rows, complaints) = try peers.run([try peers.add("fake")])
    #expect(complaints.isEmpty)
    #expect(rows.map(\.which) == peers.cases)
    for row in rows {
      #expect(row.peers.map(\.name) == ["fake 1.0"])
      // Nanoseconds become seconds.
      #expect(row.peers.first?.seconds.map { ($0 * 1e9).rounded() } == [2000, 2000, 2000])
      #expect(row.seconds.count == 3 && row.seconds.allSatisfy { $0 > 0 })
    }
  }

  @Test("each of the ways in which a peer fails is one line, and the rest of the table is made all the same")
  func failures() throws {
    let peers = try FakePeers(shapes: [matrix])
    let programs = [
      try peers.add("crash", onCase: "echo 'no memory' >&2; exit 3"),
      try peers.add("good"),
      try peers.add("killed", onTurn: "kill -SEGV $$"),
      try peers.add("dumb", onTurn: "exec sleep 30"),
      try peers.add("garbled", onTurn: "echo time soon"),
      try peers.add(
        "short", onCase: #"[ $operation = infer ] && echo values 1 2 || cat "$folder/$operation-$layout-$extents""#),
      try peers.add("unable", onCase: "echo none only images"),
      try peers.add("nameless", start: "echo hello"),
      "\(peers.folder.path)/absent",
    ]
    let (rows, complaints) = try peers.run(programs, turn: 0.9)
    #expect(
      complaints == [
        #"nameless with 1 thread answers "hello", where "peer NAME VERSION" was expected; it is left out"#,
        "absent with 1 thread cannot be started: there is no such program; it is left out",
        "crash 1.0, train 2d [4, 3] with 1 thread: ended with status 3: no memory; it is left out from here on",
        "unable 1.0, train 2d [4, 3] with 1 thread: cannot do it: only images; it is not measured here",
        "killed 1.0, train 2d [4, 3] with 1 thread: crashed with signal 11; it is left out from here on",
        "dumb 1.0, train 2d [4, 3] with 1 thread: says nothing for 1 second; it is left out from here on",
        "garbled 1.0, train 2d [4, 3] with 1 thread: says that a pass takes \"soon\" nanoseconds; it is left out from here on",
        "short 1.0, infer 2d [4, 3] with 1 thread: gave 2 numbers of its result, where 12 were asked for; it is not measured here",
        "unable 1.0, infer 2d [4, 3] with 1 thread: cannot do it: only images; it is not measured here",
        "unable 1.0, backward 2d [4, 3] with 1 thread: cannot do it: only images; it is not measured here",
      ])
    #expect(
      rows.map { $0.peers.map(\.name) } == [["good 1.0", "short 1.0"], ["good 1.0"], ["good 1.0", "short 1.0"]])
  }

  @Test(
    "lines that are no answers are named",
    arguments: ["time 0", "time -1", "time inf", "time nan", "times 5", "", "time"])
  func wrongTimes(line: String) throws {
    #expect(throws: PeerFailure.self) { _ = try PeerProtocol.seconds(line) }
  }

  @Test("numbers are read as they are written, and nothing else is")
  func values() throws {
    #expect(try PeerProtocol.values("values 1 -2.5e-3") == [1, -2.5e-3])
    #expect(try PeerProtocol.seconds("time 1500.5") == 1500.5 * 1e-9)
    for line in ["values 1 two", "value 1", "values1", "none", "peer A"] {
      #expect(throws: PeerFailure.self) { _ = try PeerProtocol.values(line) }
    }
    #expect(throws: PeerFailure(#"has "\u{1b}[2J" among its values"#)) {
      _ = try PeerProtocol.values("values \u{1B}[2J")
    }
  }

  @Test("memory taken in another layout is noticed, in every operation", arguments: BenchCase.Operation.allCases)
  func layouts(operation: BenchCase.Operation) {
    // As many channels, and the same memory.
    let checks = [BenchShape.Layout.channelsLast, .channelsFirst].map { layout in
      FakePeers.check(
        BenchCase(
          operation: operation, shape: BenchShape(layout: layout, dimensions: [8, 16, 16, 16]), threads: 1, level: .base
        ))
    }
    for (check, other) in [(checks[0], checks[1]), (checks[1], checks[0])] {
      #expect(check.complaint(about: check.expected) == nil)
      #expect(check.complaint(about: other.expected)?.hasPrefix("computes something else: ") == true)
    }
  }

  @Test("results may differ by what float32's sums round off, and no more; a sum by as much for each of its numbers")
  func tolerance() {
    let which = BenchCase(
      operation: .backward, shape: BenchShape(layout: .matrix, dimensions: [960, 2]), threads: 1, level: .base)
    let check = FakePeers.check(which)
    // 960 numbers a channel and 64 roundings more, of 2^-24 each.
    #expect(check.tolerance == 0x1p-14)
    let fromResult = min(960 * 2, PeerCheck.places)
    #expect(check.expected.count == fromResult + 2 * 2)
    for index in [0, fromResult - 1, fromResult, fromResult + 3] {
      let size: Float = index < fromResult ? 1 : 960
      let room = Float(check.tolerance) * (size + abs(check.expected[index]))
      for (share, isFine) in [(Float(0.9), true), (-0.9, true), (1.1, false), (-1.1, false), (.nan, false)] {
        var values = check.expected
        values[index] += share * room
        #expect((check.complaint(about: values) == nil) == isFine, "\(index), \(share)")
      }
    }
  }

  @Test("every program makes the same numbers: a whole number's upper 20 bits, and half a unit")
  func numbers() {
    for (index, factor) in [(0, BenchNumbers.batch), (1, BenchNumbers.batch), (77_777_777, BenchNumbers.upstream)] {
      let product = UInt64(index) * UInt64(factor) % (1 << 32)
      let unit = Double(product / 4096) + 0.5
      #expect(Double(BenchNumbers.signed(index, factor)) == unit / 262_144 - 1)
      #expect(Double(BenchNumbers.positive(index, factor)) == unit / 1_048_576 + 0.5)
    }
    // No place twice, and channels in turn.
    #expect(PeerCheck.indices(of: 12).sorted() == Array(0..<12))
    let places = PeerCheck.indices(of: 1 << 20)
    #expect(Set(places).count == PeerCheck.places)
    #expect(Set(places.map { $0 % 64 }).count == 64)
  }

  @Test("without the repository's scripts, and without peers in it, there is a line that says what to do")
  func none() throws {
    #expect(
      throws: BenchFailure(
        "no scripts are in a folder above /bin/sh; start bnexplorer where it was built, or give --peer")
    ) {
      _ = try PeerBench.installed(beside: "/bin/sh")
    }
    let folder = try ProgramFolder()
    try folder.makeFolder("scripts")
    try folder.write("", to: "scripts/model-files")
    let program = "\(folder.path)/.build/debug/bnexplorer"
    #expect(
      throws: BenchFailure("no peer is installed; scripts/bench-peers installs some, and --peer names others")
    ) { _ = try PeerBench.installed(beside: program) }
    try folder.makeFolder(".build/bench-peers/programs")
    for name in ["pytorch", "onednn-2"] { try folder.write("", to: ".build/bench-peers/programs/\(name)") }
    let programs = "\(folder.path)/.build/bench-peers/programs"
    #expect(try PeerBench.installed(beside: program) == ["\(programs)/onednn-2", "\(programs)/pytorch"])
  }

  @Test("where no peer is left, ours is not measured by itself")
  func alone() throws {
    let peers = try FakePeers(shapes: [matrix])
    #expect(throws: BenchFailure("no peer is left to measure beside")) {
      _ = try peers.run([try peers.add("crash", onCase: "exit 3"), "\(peers.folder.path)/absent"])
    }
  }

  @Test("the program prints an object for each peer and case, and says which peer failed")
  func program() throws {
    let peers = try FakePeers(shapes: [BenchShape(layout: .channelsFirst, dimensions: [2, 3, 5])])
    let good = try peers.add("good")
    let arguments = [
      "bench", "peers", "--shape", "2x3x5", "--channels-first", "--threads", "1", "--rounds", "1", "--level", "base",
    ]
    func run(_ more: String...) throws -> ProgramRun { try peers.folder.start(arguments + more).wait() }
    let run1 = try run("--json", "--peer", good)
    #expect(run1.status == 0 && run1.errors == "")
    let objects = try run1.objects()
    #expect(objects.map { $0["operation"] as? String } == ["train", "infer", "backward"])
    for object in objects {
      #expect(object["rounds"] as? Int == 1 && object["level"] as? String == "base")
      #expect(object["peer"] as? String == "good 1.0")
      #expect(object["shape"] as? [Int] == [2, 3, 5] && object["layout"] as? String == "nchw")
    }
    let failed = try run("--peer", good, "--peer", "./absent", "--only", "infer")
    #expect(failed.status == 1)
    #expect(
      failed.errors == "bnexplorer: absent with 1 thread cannot be started: there is no such program; it is left out\n")
    #expect(failed.lines.count == (failed.output.contains("faster") ? 3 : 2))
    for (option, value, message) in [
      ("--rounds", "0", "--rounds needs a whole number from 1 to 10000, not 0"),
      ("--threads", "0", "--threads needs a whole number from 1 to 256, not 0"),
      ("--only", "nothing", "no kernel has \"nothing\" in its line"),
    ] {
      let refused = try run("--peer", good, option, value)
      #expect(refused.status == 64 && refused.errors.contains(message) && refused.output == "")
    }
  }
}
