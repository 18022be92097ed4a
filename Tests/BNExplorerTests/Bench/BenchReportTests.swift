import BNTestSupport
import Testing

@testable import BNFiles
@testable import BNExplorer
@testable import TerminalKit

@Suite("The tables of bench")
struct BenchReportTests {
  private let shape = BenchShape(layout: .channelsLast, dimensions: [2, 3, 4, 5])

  private func result(
    _ operation: BenchCase.Operation, threads: Int = 1, _ rounds: [Double], limits: [Double]
  ) -> BenchResult {
    BenchResult(BenchCase(operation: operation, shape: shape, threads: threads), rounds: rounds, limits: limits)
  }

  @Test("a ratio is of times of the same round, and the middle of all rounds")
  func paired() {
    // The machine was ten times slower in two rounds: the ratios never noticed.
    let result = result(.train, [2, 20, 2, 20, 2], limits: [1, 10, 1, 10, 1])
    #expect(result.seconds == 2)
    #expect(result.limit == 1)
    #expect(result.ratio == 0.5)
    #expect(result.spread == 0)
    // One round that was disturbed half way through changes nothing.
    #expect(self.result(.train, [2, 2, 2, 9, 2], limits: [1, 1, 1, 1, 1]).ratio == 0.5)
  }

  @Test("a step of the network stands beside what others need for it, where they were measured")
  func network() {
    // 60 · 27,400 products and as many sums, forward and by the weights, and without the first layer's by the inputs.
    #expect(NetworkBench.operations == 2 * 60 * (3 * 27_400 - 6_400))
    let own = NetworkBench.Result(kind: .none, seconds: 1.2e-4)
    let beside = NetworkBench.Result(kind: .batch, seconds: 1.4e-4, peer: ("torch 2.13.0", 4.2e-4, 3))
    #expect(
      BenchReport().network([beside, own]) == """
        network 60 x (64-100-100-100-10)       time                peer   its time  times
        a step with batch norm             140.0 µs        torch 2.13.0   420.0 µs   3.00
        a step without                     120.0 µs
        """)
    #expect(
      BenchReport().network([own]) == """
        network 60 x (64-100-100-100-10)       time
        a step without                     120.0 µs
        """)
  }

  @Test("traffic is what an operation reads and writes at the least", arguments: BenchCase.Operation.allCases)
  func traffic(operation: BenchCase.Operation) {
    let arrays =
      switch operation {
      case .infer: 2
      case .train: 3
      case .backward: 5
      }
    // In a microsecond, one byte is 1 MB/s.
    let expected = Double(arrays * 120 * 4) * 1e-3
    let measured = result(operation, [1e-6], limits: [1e-6]).gigabytesPerSecond
    #expect(abs(measured - expected) < 1e-12)
  }

  @Test("a line says what, how long, how near to the limit, and how much several threads and time have gained")
  func line() throws {
    let earlier = BenchRecord(
      operation: "train", layout: "nhwc", dtype: nil, source: nil, shape: [2, 3, 4, 5], threads: 2, steps: nil,
      seconds: 3e-6, ratio: 0.25, stepsPerSecond: nil)
    let report = BenchReport(baseline: BenchBaseline(records: [earlier]), barWidth: 4, glyphs: .ascii)
    let table = report.kernels([
      result(.train, [4e-6], limits: [2e-6]), result(.train, threads: 2, [2e-6], limits: [1.5e-6]),
    ])
    #expect(
      table == """
        operation shape                   threads     time  GB/s    limit of limit  gain
        train     nhwc [2, 3, 4, 5]             1  4.00 µs   0.4  2.00 µs     50 %        ==
        train     nhwc [2, 3, 4, 5]             2  2.00 µs   0.7  1.50 µs     75 %  2.00  ===   was 3.00 µs, 25 %
        """)
  }

  @Test("a bar never leaves its place, however fast the kernel", arguments: [0, 0.01, 0.49, 1, 1.7, .nan])
  func bar(ratio: Double) throws {
    for glyphs in GlyphLevel.allCases {
      let report = BenchReport(barWidth: 10, glyphs: glyphs)
      let line = report.kernels([result(.infer, [1], limits: [ratio])]).split(separator: "\n")[1]
      #expect(line.count <= 82 + 10)
    }
  }

  @Test("rounds that differ are called disturbed, rounds that agree are not")
  func warning() {
    let quiet = result(.infer, [1, 1, 1, 1], limits: [0.5, 0.5, 0.51, 0.5])
    let loud = result(.infer, [1, 2, 1, 2], limits: [0.9, 0.9, 0.9, 0.9])
    #expect(BenchReport().warning([quiet]) == nil)
    #expect(BenchReport().warning([loud])?.hasPrefix("Other work disturbed the measurement") == true)
  }

  @Test("the cost of time is the share of the steps a second, beside the most that it may be")
  func time() {
    let result = TimeBench.Result(shape: [64, 4], steps: 10_000, rate: 190_000, rateWithout: 200_000, cost: 0.05)
    #expect(
      BenchReport().time(result) == """
        time     shape          steps   steps/s     without   cost  at most
        kept     [64, 4]       10,000   190,000     200,000    5 %     33 %
        """)
    var earlier = BenchReport()
    earlier.baseline.records = [
      BenchRecord(operation: "time", shape: [64, 4], steps: 10_000, seconds: 1, cost: 0.25)
    ]
    #expect(earlier.time(result).hasSuffix("  was 25 %"))
  }

  @Test("a random batch stands with what a number of it takes, beside an earlier run")
  func batches() {
    let results = [
      RandomBench.Result(source: "normal", shape: [256, 64], seconds: 40.96e-6),
      RandomBench.Result(source: "uniform", shape: [256, 64], seconds: 8.192e-6),
    ]
    var report = BenchReport()
    report.baseline.records = [BenchRecord(operation: "batch", source: "uniform", shape: [256, 64], seconds: 16e-6)]
    #expect(
      report.batches(results) == """
        batch    shape            time  ns a number
        normal   [256, 64]     41.0 µs         2.50
        uniform  [256, 64]     8.19 µs         0.50  was 16.0 µs
        """)
  }

  @Test("a large file's first batch stands beside a plain read of it, and what it may cost")
  func file() {
    let result = FileBench.Result(bytes: 500_000_000, read: 0.21, first: 0.0135, without: 0.0124, memory: 1_600_000)
    #expect(
      BenchReport().file(result) == """
        file       plain read  first batch   at most   no file    memory  at most
        500 MB      210.00 ms     13.50 ms  20.00 ms  12.40 ms      2 MB    40 MB
        """)
  }

  @Test("a large file is made, loaded in a program of its own and gone")
  func fileBench() throws {
    let bench = FileBench(executable: try BuiltProgram.path(), rows: 40_000, columns: 100)
    let result = try #require(bench.run(rounds: 1) { _ in })
    #expect(result.bytes == 16_000_000 && result.read > 0 && result.first > 0 && result.without > 0)
    // The file is four times as large as what may be taken into memory of it, here with a debug build's doubles.
    #expect(result.memory < result.bytes)
  }

  @Test("a session that keeps no time computes the same and remembers nothing")
  func timeless() throws {
    var session = SessionBench.session([64, 4], "")
    let reference = try Session("generate normal shape=64x4 seed=7; train 100")
    session.timeline.isKept = false
    SessionBench.step(&session, 100)
    #expect(session.present == reference.present)
    #expect(session.timeline.checkpoints.isEmpty)
    #expect(reference.timeline.checkpoints.count == 100)
  }

  @Test("what bench prints as JSON reads back as an earlier run")
  func roundTrip() throws {
    let result = result(.backward, threads: 2, [2e-6], limits: [1e-6])
    let session = SessionBench.Result(
      source: "normal fixed=on", shape: [64, 4], steps: 1_000_000, rate: 250_000, tenths: (1, 2))
    let file = FileBench.Result(bytes: 500, read: 1, first: 0.25, without: 0.125, memory: 7)
    let time = TimeBench.Result(shape: [64, 4], steps: 10_000, rate: 1e5, rateWithout: 2e5, cost: 0.5)
    let batch = RandomBench.Result(source: "normal", shape: [256, 64], seconds: 0.5)
    let text =
      batch.json.text + "\n" + result.json.text + "\n" + session.json.text + "\n" + time.json.text + "\n"
      + file.json.text + "\n"
    let folder = try ProgramFolder()
    try folder.write(text, to: "earlier.json")
    let baseline = BenchBaseline(records: try BenchRecord.read(folder.path + "/earlier.json"))
    #expect(baseline.earlier(result)?.seconds == 2e-6)
    #expect(baseline.earlier(result)?.ratio == 0.5)
    #expect(baseline.earlier(batch)?.seconds == 0.5)
    #expect(baseline.earlier(time)?.cost == 0.5)
    #expect(baseline.earlier(file)?.seconds == 0.25)
    #expect(baseline.earlier(session)?.stepsPerSecond == 250_000)
    #expect(baseline.earlier(self.result(.train, [1], limits: [1])) == nil)
  }
}
