import ArgumentParser
import Testing

@testable import BNFiles
@testable import BNExplorer
@testable import TerminalKit

@Suite("The figures of bench screen")
struct ScreenReportTests {
  private let small = Size(columns: 80, rows: 24)
  private let large = Size(columns: 200, rows: 60)

  private func figure(
    _ name: ScreenFigure.Name, _ samples: [Double], at size: Size? = nil, speed: String? = nil
  ) -> ScreenFigure {
    ScreenFigure(name: name, size: size ?? small, speed: speed, samples: samples)
  }

  @Test("a median is the middle, 95 of 100 samples are no larger than the 95th")
  func statistics() {
    let hundred = figure(.keyIdle, (1...100).map(Double.init).reversed())
    #expect(hundred.p95 == 95)
    #expect(hundred.largest == 100)
    #expect(figure(.keyIdle, [3, 1, 2]).median == 2)
    #expect(figure(.keyIdle, [3, 1, 2]).p95 == 3)
  }

  @Test("a table has a line for each figure: what, where, how fast, how much, and what is realistic")
  func table() {
    let table = ScreenReport.table([
      figure(.keyBusy, [0.004, 0.002, 0.012], speed: "max"),
      figure(.bytes, [6_900, 7_100, 7_200], at: large, speed: "20"),
      figure(.idleBytes, [0]), figure(.memory, [18_450_000]),
    ])
    #expect(
      table == """
        figure                      size    steps/s       median       95 %    largest  realistic
        key to screen, busy         80x24   max          4.00 ms   12.00 ms   12.00 ms  up to 8.00 ms, 25.00 ms
        bytes of a moving frame     200x60  20             7,100      7,200      7,200  up to 7,000, EXCEEDED
        bytes of an idle second     80x24                      0                        0, kept
        memory                      80x24                18.4 MB                        up to 25.0 MB, kept
        """)
  }

  @Test("an object has every number and whether it is a gate")
  func json() {
    #expect(
      ScreenReport.json(figure(.keyIdle, [0.25])).text
        == #"{"figure":"key_idle","unit":"seconds","columns":80,"rows":24,"samples":1,"median":0.25,"p95":0.25,"#
        + #""largest":0.25,"limit":0.001,"limit_p95":0.008,"is_gate":false,"is_exceeded":false}"#)
    #expect(
      ScreenReport.json(figure(.writes, [1, 2, 1], at: large, speed: "max")).text
        == #"{"figure":"writes","unit":"count","columns":200,"rows":60,"steps_per_second":"max","samples":3,"#
        + #""median":1.0,"p95":2.0,"largest":2.0,"limit":1.0,"is_gate":true,"is_exceeded":true}"#)
  }

  @Test(
    "a count at its limit is kept and one beyond it is not; no time is ever a gate",
    arguments: ScreenFigure.Name.allCases)
  func gates(name: ScreenFigure.Name) {
    for size in [small, large] {
      let limit = name.limit(at: size).median
      #expect(!figure(name, [limit], at: size).isExceeded)
      #expect(ScreenReport.complaints([figure(name, [limit], at: size)]).isEmpty)
      #expect(figure(name, [limit + 1], at: size).isExceeded == name.isCount)
      #expect(ScreenReport.complaints([figure(name, [limit + 1], at: size)]).count == (name.isCount ? 1 : 0))
    }
    // A figure without samples was not measured, and is not kept.
    #expect(figure(name, []).isExceeded == name.isCount)
  }

  @Test("a second write is one too many however rare; a long frame among short ones is not")
  func judged() {
    #expect(figure(.writes, [1, 1, 1, 1, 2]).isExceeded)
    #expect(!figure(.bytes, [1_000, 1_000, 9_000]).isExceeded)
    #expect(figure(.bytes, [1_000, 1_501, 1_501]).isExceeded)
    // More room is on a larger screen.
    #expect(!figure(.bytes, [1_501], at: large).isExceeded)
    #expect(
      ScreenReport.complaints([figure(.writes, [1, 2]), figure(.escape, [9]), figure(.memory, [26e6], at: large)]) == [
        "writes of a frame at 80x24: 2, where 1 is the most", "memory at 200x60: 26.0 MB, where 25.0 MB is the most",
      ])
  }

  @Test("frames are told apart by their marks, wherever the stream is cut")
  func scanner() {
    let marks = [
      FrameMark(frame: 1, account: .init(events: 0, writes: 0, nanoseconds: 5)),
      FrameMark(frame: 2, account: .init(events: 3, writes: 1, nanoseconds: 9)), FrameMark(frame: 3),
    ]
    let pieces = ["\u{1b}[Hone", "\u{1b}]0;title\u{7}\u{1b}\u{1b}]77", ""]
    let stream = zip(pieces, marks).flatMap { Array($0.utf8) + $1.bytes } + Array("rest".utf8)
    let expected = zip(pieces, marks).map { FrameScanner.Frame(mark: $1, bytes: $0.utf8.count) }
    for length in 1...stream.count {
      var scanner = FrameScanner()
      var frames: [FrameScanner.Frame] = []
      for start in stride(from: 0, to: stream.count, by: length) {
        frames += scanner.feed(stream[start..<min(start + length, stream.count)])
      }
      #expect(frames == expected)
      #expect(scanner.byteCount == pieces.reduce(4) { $0 + $1.utf8.count })
    }
  }

  @Test("bench and bench screen are told apart, and both take --json")
  func commandLine() throws {
    #expect(try (BNExplorer.parseAsRoot(["bench", "screen", "--json"]) as? ScreenBenchCommand)?.form.json == true)
    #expect(try (BNExplorer.parseAsRoot(["bench", "screen"]) as? ScreenBenchCommand)?.form.json == false)
    #expect(try (BNExplorer.parseAsRoot(["bench", "--json"]) as? BenchCommand)?.form.json == true)
    #expect(throws: (any Error).self) { try BNExplorer.parseAsRoot(["bench", "screem"]) }
  }
}
