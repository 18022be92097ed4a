import BNCore
import Testing

@testable import BNExplorer

@Suite("The level of instructions that BNX_LEVEL names")
struct LevelProgramTests {
  let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  /// Everything that is compiled once for each level: random numbers, kernels of both layouts and types, a network.
  private static let script = """
    generate lognormal shape=9x5x33 seed=3
    set renorm on
    train 7
    export y y.csv
    set dtype float64
    generate normal shape=6x40x3 seed=8
    set axis 1
    train 3
    show moving_variance
    export y z.csv

    """

  @Test("makes the same bytes as any other", arguments: InstructionSet.available)
  func sameBytes(_ level: InstructionSet) throws {
    try folder.write(Self.script, to: "s.bn")
    let usual = try folder.run("run", "s.bn")
    try #require(usual.status == 0, "\(usual.errors)")
    let files = try ["y.csv", "z.csv"].map { try folder.read($0) }
    let chosen = try folder.run("run", "s.bn", environment: ["BNX_LEVEL": level.rawValue])
    #expect(chosen.status == 0 && chosen.output == usual.output)
    #expect(try ["y.csv", "z.csv"].map { try folder.read($0) } == files)
  }

  @Test("is refused in one line where there is none of that name", arguments: ["run", "verify", ""])
  func refused(_ subcommand: String) throws {
    let arguments = [subcommand].filter { !$0.isEmpty } + ["--help"]
    let here = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
    for (value, line) in [
      ("sse9", "BNX_LEVEL names no level of instructions; there are \(here) here"),
      ("", ""),
    ] {
      let run = try folder.start(arguments, environment: ["BNX_LEVEL": value]).wait()
      #expect(run.status == (line.isEmpty ? 0 : 64))
      #expect(run.errors == (line.isEmpty ? "" : "bnexplorer: \(line)\n"))
    }
    let absent = try #require(InstructionSet.refusal(of: "avx1024"))
    #expect(absent.contains(here))
  }
}
