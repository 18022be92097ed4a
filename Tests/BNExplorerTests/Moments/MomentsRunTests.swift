import BNCore
import BNFiles
import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("Moments of files")
struct MomentsRunTests {
  @Test("take every number once, in the order of the file")
  func plan() throws {
    let shapes: [[Int]] = [
      [7, 3, 5], [100_000, 3, 1], [5, 1, 2_000_000], [3, 400_000, 2], [1, 2, 300_000], [9, 4096, 1], [0, 4, 1],
    ]
    for shape in shapes {
      for size in [2, 4, 8] {
        let plan = MomentsPlan(try AxisLayout(shape: shape, axis: 1), size: size)
        var next = 0
        for chunk in 0..<plan.chunks {
          #expect(plan.numbers(beforeChunk: chunk) == next)
          for piece in plan.pieces(ofChunk: chunk) {
            let (start, box) = plan.piece(piece)
            #expect(start == next && box.count > 0 && box.count * size <= MomentsPlan.largestPiece)
            next += box.count
          }
        }
        #expect(next == shape.reduce(1, *) && plan.numbers(beforeChunk: plan.chunks) == next)
      }
    }
  }

  @Test("that stopped and went on are the same bits, with any number of threads")
  func resumed() throws {
    var random = SplitMix(state: 4)
    let numbers = (0..<300_000).map { _ in 1e8 + Double.random(in: -1...1, using: &random) }
    let bytes = try ArrayFile.encode(
      NamedArray(name: "", shape: [30_000, 10], values: .float64(numbers)), path: "x.npy")
    let files = MemoryFiles(["x.npy": bytes])
    func array() throws -> MomentsArray {
      try MomentsArray.all(of: "x.npy", members: [], axis: nil, isBFloat16: false, files: files)[0]
    }
    var whole = MomentsRun(try array())
    try whole.run(threads: 2)
    #expect(whole.isDone && whole.allChunks > 2 && whole.numbers == numbers.count)
    var run = MomentsRun(try array())
    // One chunk at a time, each time from what its file has kept.
    while !run.isDone {
      try run.run(threads: 1, wave: 1) { _ in false }
      let part = try Self.reread(MomentsPart([MomentsItem(run)]))
      run = MomentsRun(try array(), behind: part.items[0].sources[0].chunks, part.items[0].moments)
    }
    #expect(run.moments == whole.moments)
    let first = stride(from: 0, to: numbers.count, by: 10).map { numbers[$0] }
    // What a plain mean in double precision is off by: a unit in the last place of 1e8, and those of the sum.
    #expect(abs(run.moments.channels[0].mean - first.reduce(0, +) / Double(first.count)) < 1e-6)
  }

  @Test("see channels along any axis, and numbers of any type")
  func axes() throws {
    let numbers = (0..<24).map { Double($0 * $0 % 17) }
    let stored: [NamedArray.Values] = [
      .float64(numbers), .float32(numbers.map { Float($0) }), .int64(numbers.map { Int64($0) }),
    ]
    for values in stored {
      let bytes = try ArrayFile.encode(NamedArray(name: "", shape: [2, 3, 4], values: values), path: "x.npy")
      let files = MemoryFiles(["x.npy": bytes])
      for (axis, channels, stride, inner) in [(0, 2, 24, 12), (1, 3, 12, 4), (-1, 4, 4, 1)] {
        let array = try MomentsArray.all(
          of: "x.npy", members: [], axis: .number(axis), isBFloat16: false, files: files)[0]
        var run = MomentsRun(array)
        try run.run(threads: 1)
        for channel in 0..<channels {
          let members = numbers.indices.filter { $0 % stride / inner == channel }
          let mine = members.map { numbers[$0] }
          let mean = mine.reduce(0, +) / Double(mine.count)
          let found = run.moments.channels[channel]
          #expect(found.count == mine.count && abs(found.mean - mean) < 1e-14 * 17)
          #expect(abs(found.squares - mine.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }) < 1e-12)
        }
      }
    }
  }

  @Test("refuse an axis that is not there, in a line")
  func wrongAxis() throws {
    let files = MemoryFiles(["x.csv": Array("1,2\n3,4\n".utf8)])
    let error = #expect(throws: FileError.self) {
      try MomentsArray.all(of: "x.csv", members: [], axis: .number(2), isBFloat16: false, files: files)
    }
    #expect(
      error?.description
        == "x.csv: the array has the shape 2x2 and no axis 2; expected --axis from -2 to 1, or none")
  }

  @Test("of two domains: averaging variances gives 1.0, and the variance of all is 5.0")
  func spread() throws {
    let files = MemoryFiles(["l.csv": Array("-3\n-1\n".utf8), "r.csv": Array("1\n3\n".utf8)])
    var job = try MomentsJob(
      paths: ["l.csv", "r.csv"], members: [], axis: nil, isBFloat16: false, out: "p", files: files)
    try job.run { _ in .goOn }
    let spread = try #require(MomentsSpread(job.items.map(\.moments)))
    #expect((spread.meanOfVariances, spread.variance, spread.means) == (1, 5, -2...2))
    let pooled = try MomentsItem.pooled(try MomentsPart(path: "p", files: files).items)
    #expect(pooled.count == 1 && pooled[0].moments.channels[0].variance == 5)
  }

  @Test("of one file in two parts would count twice, and are refused")
  func twice() throws {
    let files = MemoryFiles(["l.csv": Array("-3\n-1\n".utf8)])
    var job = try MomentsJob(paths: ["l.csv"], members: [], axis: nil, isBFloat16: false, out: nil, files: files)
    try job.run { _ in .goOn }
    var tally = MomentsTally(files: files)
    try tally.add(job.items[0])
    let error = #expect(throws: FileError.self) { try tally.add(job.items[0]) }
    #expect(
      error?.description
        == "l.csv: is in two of what is to be put together and would count twice; leave one out")
  }

  @Test("are written without losing a digit")
  func hexadecimal() {
    // float.hex() of Python 3.
    let texts: [(Double, String)] = [
      (3, "0x1.8p+1"), (0.1, "0x1.999999999999ap-4"), (-1, "-0x1p+0"),
      (.leastNonzeroMagnitude, "0x0.0000000000001p-1022"),
      (.infinity, "inf"), (-.infinity, "-inf"), (1e308, "0x1.1ccf385ebc8ap+1023"),
    ]
    for (number, text) in texts {
      #expect(HexNumber.text(number) == text)
      #expect(HexNumber.number(text) == number)
    }
    var random = SplitMix(state: 1)
    for _ in 0..<500 {
      let number = random.anything()
      #expect(HexNumber.number(HexNumber.text(number))?.bitPattern == number.bitPattern || number.isNaN)
    }
  }

  @Test(
    "of a damaged part are refused",
    arguments: [
      #"{"format":"bnexplorer-moments","version":2}"#, #"{"format":"other","version":1}"#, "[1]", "{",
      #"{"format":"bnexplorer-moments","version":1,"arrays":[{"name":"","axis":"-1","sources":[],"count":[1],"nonfinite":[0],"mean":["x"],"mean_rest":["0x0p+0"],"m2":["0x0p+0"],"m2_rest":["0x0p+0"],"min":["0x0p+0"],"max":["0x0p+0"]}]}"#,
    ])
  func damaged(_ text: String) {
    #expect(throws: FileError.self) { try MomentsPart(path: "p", files: MemoryFiles(["p": Array(text.utf8)])) }
  }

  private static func reread(_ part: MomentsPart) throws -> MomentsPart {
    let files = MemoryFiles(["p": part.bytes])
    let read = try MomentsPart(path: "p", files: files)
    #expect(read == part)
    return read
  }
}
