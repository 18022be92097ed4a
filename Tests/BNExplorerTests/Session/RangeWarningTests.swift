import BNCore
import Testing

@testable import BNExplorer

@Suite("Values outside of their usual range")
struct RangeWarningTests {
  /// What a line warns of, in a session with a batch.
  private func warnings(_ line: String, after lines: String = "") throws -> [String] {
    var session = try Session("batch [[3, 1], [7, 2]]; set renorm on; " + lines)
    return try session.run(line).compactMap { if case .warning(let text) = $0 { text } else { nil } }
  }

  /// A line and what has to be in its one warning.
  static let strange: [(line: String, part: String)] = [
    ("set momentum 5", "momentum 5 lies outside 0..1"), ("set momentum -0.5", "momentum -0.5 lies outside 0..1"),
    ("set momentum inf", "momentum inf lies outside 0..1"), ("set momentum nan", "momentum nan makes everything NaN"),
    ("set renorm_momentum 1.01", "renorm_momentum 1.01 lies outside 0..1"), ("set epsilon -1", "epsilon -1 is below 0"),
    ("set epsilon inf", "with epsilon inf no output"), ("set rmax 0.5", "rmax 0.5 is below 1"),
    ("set rmax -1", "rmax -1 is below 1"), ("set rmin 2", "rmin 2 is above 1"), ("set dmax -1", "dmax -1 is below 0"),
    (
      "set renorm_clipping rmax=0.5 dmax=-2",
      "rmax 0.5 is below 1, so even r = 1, no correction, is clipped; dmax -2 is"
    ),
    ("set learning_rate -1", "learning_rate -1 is below 0"),
  ]

  @Test("are taken, with one warning that names the value and what it does", arguments: strange)
  func warned(_ line: String, _ part: String) throws {
    let said = try warnings(line)
    #expect(said.count == 1 && said[0].hasPrefix("taken as TensorFlow takes it: ") && said[0].contains(part), "\(said)")
    var session = try Session("batch [[3, 1], [7, 2]]; set renorm on; \(line); train 3")
    #expect(session.step == 3)
    try session.run("infer")
  }

  @Test("are those that nobody means: the usual ones, their bounds included, say nothing")
  func silent() throws {
    let lines = [
      "set momentum 0", "set momentum 1", "set momentum 0.999", "set renorm_momentum 0.5", "set epsilon 0",
      "set epsilon 1e-12", "set epsilon 3", "set rmax 1", "set rmax 3", "set rmax none", "set rmin 1", "set rmin 0",
      "set dmax 0", "set dmax 5", "set renorm_clipping rmax=3 rmin=0.3 dmax=5", "set renorm_clipping none",
      "set learning_rate 0", "set learning_rate 10", "set axis 1", "toggle training",
    ]
    for line in lines { #expect(try warnings(line) == [], "\(line)") }
  }

  @Test("two limits of which one is above the other: the upper one wins, whichever comes last")
  func inverted() throws {
    #expect(
      try warnings("set rmin 1", after: "set rmax 0.8") == [
        "taken as TensorFlow takes it: rmin 1 is above rmax 0.8, which wins: r is that everywhere"
      ])
    // As TensorFlow's clip_by_value: the minimum with the upper limit comes last.
    let session = try Session(
      "generate normal std=2 shape=64x2 seed=1; set renorm on; train 30; set renorm_clipping rmax=0.8 rmin=0.9; train")
    let limit = Double(Float(0.8))
    #expect(try session.numbers("r") == [limit, limit])
  }

  @Test("do what TensorFlow does with them: NaN where variance + epsilon is below 0, and its floor where fused")
  func numbers() throws {
    let plain = try Session("batch [[3, 1], [7, 1]]; set epsilon -1; train")
    let values = try plain.numbers("y")
    // Channel 0: variance 4, so ±2/√3; channel 1: variance 0, so the root of −1.
    #expect(values[1].isNaN && values[3].isNaN && abs(values[2] - 2 / 3.0.squareRoot()) < 2e-7)
    let fused = try Session("batch [[[[3, 1]]], [[[7, 1]]]]; set epsilon -1; set fused on; train")
    #expect(try fused.numbers("y").allSatisfy(\.isFinite))
  }
}

extension RangeWarningTests {
  @Test("end a script with status 0, and say so once on standard error")
  func program() throws {
    let folder = try ProgramFolder()
    try folder.write("batch [[3],[7]]\nset epsilon -1\nset momentum 5\nset rmax 0.5\ntrain 2\nshow step\n", to: "s.bn")
    for arguments in [["run", "s.bn"], ["run", "s.bn", "--json"]] {
      let run = try folder.start(arguments).wait()
      #expect(run.status == 0)
      let lines = run.errors.split(separator: "\n").map(String.init)
      #expect(lines.count == 3)
      for (line, name) in zip(
        lines, ["s.bn:2:1: taken as TensorFlow takes it: epsilon -1", "s.bn:3:1: ", "s.bn:4:1: "])
      {
        #expect(line.hasPrefix(name))
      }
    }
    let piped = try folder.run("repl", input: "set momentum 5\nshow step\n")
    #expect(piped.status == 0 && piped.output.contains("step = 0"))
    #expect(piped.errors.hasPrefix("-:1:1: taken as TensorFlow takes it: momentum 5"))
  }
}
