import Testing

@testable import BNExplorer

@Suite("bnexplorer run")
struct RunProgramTests {
  let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  static let example = """
    batch [[3],[7]]
    set momentum 0.99
    set fused off
    train 500
    assert moving_mean[0] ~ 5*(1-0.99^500) within 1e-5
    assert moving_variance[0] ~ 4-3*0.99^500 within 2e-5
    infer
    assert y[1,0] ~ (7-moving_mean[0])/sqrt(moving_variance[0]+0.001) within 1e-6

    """

  @Test("carries out a script whose claims hold: nothing to say, status 0")
  func holds() throws {
    try folder.write(Self.example, to: "s.bn")
    let run = try folder.run("run", "s.bn")
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(run.errors == "")
  }

  @Test("ends with 1 when a claim does not hold, names its place, and carries out the rest")
  func fails() throws {
    let wrong = Self.example.replacing("4-3*0.99^500", with: "4-2*0.99^500") + "show updates\n"
    try folder.write(wrong, to: "s.bn")
    let run = try folder.run("run", "s.bn")
    #expect(run.status == 1)
    #expect(run.output == "updates = 500\n")
    #expect(run.errors.hasPrefix("s.bn:6:1: assertion failed: moving_variance[0] ~ 4-2*0.99^500 within 2e-5: is 3.98"))
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  /// A script, the status that it ends with, and the line on standard error.
  struct Ending: Sendable, CustomTestStringConvertible {
    let script: String
    let status: Int32
    let message: String
    var testDescription: String { script }
  }

  static let endings = [
    Ending(
      script: "show 1\ntrian 3\n", status: 64, message: "s.bn:2:1: unknown command \"trian\"; did you mean train?"),
    Ending(script: "show 1; set momentum x\n", status: 64, message: "s.bn:1:22: momentum needs a number, not \"x\""),
    Ending(script: "tr 3\n", status: 64, message: "s.bn:1:1: unknown command \"tr\"; help lists the commands"),
    Ending(script: "load no.csv\n", status: 66, message: "s.bn:1:1: no.csv: there is no such file"),
    Ending(script: "load s.bn\n", status: 65, message: "s.bn:1:1: s.bn:"),
    Ending(script: "load .\n", status: 65, message: "s.bn:1:1: .: is a folder; expected a file"),
    Ending(script: "source no.bn\n", status: 66, message: "s.bn:1:1: no.bn: there is no such file"),
    Ending(script: "source s.bn\n", status: 64, message: "s.bn:1:1: s.bn:1:1: a script can't carry out itself"),
    Ending(script: "save no/s.bn\n", status: 74, message: "s.bn:1:1: no/s.bn: cannot be written"),
    Ending(script: "step; export y no/y.npy\n", status: 74, message: "s.bn:1:7: no/y.npy: cannot be written"),
    Ending(script: "batch [1]\nstep; show y[0]+ y[4]\n", status: 64, message: "s.bn:2:19: index 4 is outside 0..0"),
  ]

  @Test("ends with the promised status and one line that starts with the place", arguments: endings)
  func statuses(_ ending: Ending) throws {
    try folder.write(ending.script, to: "s.bn")
    let run = try folder.run("run", "s.bn")
    #expect(run.status == ending.status)
    #expect(run.errors.hasPrefix(ending.message), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    // A wrong line is found before the first one runs; other errors come before anything is shown in these scripts.
    #expect(run.output == "")
  }

  @Test("names scripts that are missing or not text")
  func unreadable() throws {
    #expect(try folder.run("run", "no.bn").status == 66)
    #expect(try folder.run("run", ".").status == 65)
    try folder.write("step\u{0}\n", to: "binary.bn")
    let run = try folder.run("run", "binary.bn")
    #expect(run.status == 65)
    #expect(run.errors == "bnexplorer: binary.bn: not a script: it is not UTF-8 text\n")
    try folder.write("\u{FEFF}show 1\r\nshow 2", to: "windows.bn")
    #expect(try folder.run("run", "windows.bn").output == "1 = 1.0\n2 = 2.0\n")
  }

  @Test(
    "says how it is used with status 64",
    arguments: [["run"], ["run", "--jsn", "s.bn"], ["demo", "nothing"], ["verify"]])
  func usage(arguments: [String]) throws {
    let run = try folder.start(arguments).wait()
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.contains("Usage: bnexplorer \(arguments[0])"))
  }

  @Test("reads standard input for -, and calls it that")
  func standardInput() throws {
    let run = try folder.run("run", "-", input: "batch [[1], [3]]\ntrain\nshow batch_mean\nassert batch_mean == 3\n")
    #expect(run.status == 1)
    #expect(run.output == "batch_mean = [2.0]\n")
    #expect(run.errors.hasPrefix("-:4:1: assertion failed: batch_mean == 3: is 2, expected 3"))
    #expect(try folder.run("run", "-", input: "").status == 0)
  }

  @Test("carries out several scripts, each in a session of its own; an error ends all, a failed claim does not")
  func several() throws {
    try folder.write("batch [[1], [3]]\nstep 2\nshow step\n", to: "a.bn")
    try folder.write("show step\nassert step == 7\n", to: "b.bn")
    try folder.write("load no.csv\n", to: "c.bn")
    let passed = try folder.run("run", "a.bn", "b.bn", "a.bn")
    #expect(passed.status == 1)
    #expect(passed.output == "step = 2\nstep = 0\nstep = 2\n")
    let failed = try folder.run("run", "b.bn", "c.bn", "a.bn")
    #expect(failed.status == 66)
    #expect(failed.output == "step = 0\n")
  }

  @Test("passes over what needs a person, ends at quit, and prints help")
  func words() throws {
    let script = "title \"T\"\nsay Hello\nrun\npause\nwait 3600\nspeed max\nchannel all\nhelp wait\nquit\nshow 1\n"
    let run = try folder.run("run", "-", input: script)
    #expect(run.status == 0)
    #expect(run.output == HelpText.text(for: .wait) + "\n")
  }

  @Test("ends a long training at Ctrl-C with 130 and the steps that were taken")
  func interrupted() throws {
    let program = try folder.start(["run", "-"], input: "batch [[3], [7]]\nshow 1\ntrain 100000000\nshow 2\n")
    // The line says that the flag for Ctrl-C is up; the training that follows takes minutes.
    try program.waitForOutput()
    program.interrupt()
    let run = try program.wait()
    #expect(run.status == 130)
    #expect(run.output == "1 = 1.0\n")
    #expect(run.errors.hasPrefix("-:3:1: interrupted after "))
    #expect(run.errors.hasSuffix(" of 100000000 steps\n"))
  }

  @Test("replays a saved session from another folder to the same numbers")
  func replay() throws {
    try folder.makeFolder("data")
    try folder.makeFolder("elsewhere")
    try folder.write("1.5,2\n3,4\n5,6.25\n-7,8\n", to: "data/d.csv")
    let quantities = "show y; show moving_mean; show moving_variance; show gamma; show renorm_stddev; show step\n"
    let made =
      "load data/d.csv batch=3 shuffle=4\nset renorm on\nset rmax 1.5\nassign gamma [0.1, -3]\ntrain 7\ninfer\n"
      + "set momentum 0.3\nstep 2\n"
    let first = try folder.run("run", "-", "--json", input: made + quantities + "save elsewhere/s.bn\n")
    #expect(first.status == 0)
    let script = try folder.read("elsewhere/s.bn")
    try folder.write(script + quantities, to: "elsewhere/s.bn")
    // Started from another folder: the file is found by its path from the root.
    let again = try folder.run("run", "-", "--json", input: "source \(folder.path)/elsewhere/s.bn\n" + quantities)
    #expect(again.status == 0)
    let values = try first.objects().map { "\($0["value"] ?? "")" }
    #expect(try again.objects().suffix(6).map { "\($0["value"] ?? "")" } == values)
  }
}
