import Testing

@testable import BNExplorer

@Suite("bnexplorer repl from a pipe")
struct ReplPipeTests {
  let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  @Test("answers line by line without a prompt, and ends with the input")
  func answers() throws {
    let run = try folder.run("repl", input: "batch [[1], [3]]\ntrain; show batch_mean\nshow 1+1")
    #expect(run.status == 0)
    #expect(run.output == "batch_mean = [2.0]\n1+1 = 2.0\n")
    #expect(run.errors == "")
  }

  @Test("goes on after a wrong line, names its place, and ends with the last failure's status")
  func goesOn() throws {
    let run = try folder.run(
      "repl", input: "shw 1\nload no.csv\nshow step\nassert 1 == 2\nstep 0\nshow step[3]\nquit\nshow 9\n")
    #expect(run.output == "step = 0\n")
    #expect(
      run.errors.split(separator: "\n").map { $0.prefix(7) } == [
        "-:1:1: ", "-:2:1: ", "-:4:1: ", "-:5:6: ", "-:6:10:",
      ])
    #expect(run.status == 64)
    #expect(try folder.run("repl", input: "load no.csv\nshow 1\n").status == 66)
    #expect(try folder.run("repl", input: "assert 1 == 2\nshow 1\n").status == 1)
    #expect(try folder.run("repl", input: "").status == 0)
  }

  @Test("is a script: commands are not shortened, and run is passed over")
  func script() throws {
    let run = try folder.run("repl", input: "run\ntr 3\nshow step\n")
    #expect(run.status == 64)
    #expect(run.output == "step = 0\n")
  }

  @Test("plays lessons and prints help")
  func lessons() throws {
    let run = try folder.run("repl", input: "demo three-numbers\nhelp quit\n")
    #expect(run.status == 0)
    #expect(run.output.contains("Three numbers\n"))
    #expect(run.output.contains("Here come -10, 0 and 10."))
    #expect(run.output.hasSuffix(HelpText.text(for: .quit) + "\n"))
  }

  @Test("puts questions and takes answers, from nobody and from a line")
  func questions() throws {
    let run = try folder.run(
      "repl",
      input: """
        batch [[3], [7]]; train
        ask "Which?" choices=[one, two] answer=2 hide=batch_mean
        show batch_mean
        2
        ask "Mean?" answer=5
        4
        reveal
        ask "Open?"
        reveal
        reveal 1
        """)
    #expect(
      run.output == "Which?\n1: one\n2: two\nbatch_mean = [5.0]\nRight: two (2).\nMean?\nYou said 4. It is 5.\nOpen?\n")
    #expect(run.status == 64 && run.errors.hasPrefix("-:10:8: "))
    #expect(try folder.run("repl", input: "answer 1\n").errors == "-:1:1: no question is open\n")
  }

  @Test("fails where a task is not done before the next scene, or the end")
  func tasks() throws {
    let done = try folder.run(
      "repl", input: "batch [[3], [7]]\ntask Two until step == 2 hint again\ntrain\nhint\nsolution train\nsay next\n")
    #expect(done.output == "Two\nuntil step == 2\nHint: again\nDone after 2 steps.\nnext\n")
    #expect(done.status == 0)
    for end in ["say next", "", "quit"] {
      let run = try folder.run("repl", input: "batch [[3], [7]]\ntask Two until step == 2\ntrain\n\(end)\n")
      #expect(run.status == 1)
      #expect(run.errors == "-:2:1: assertion failed: step == 2: is 1, expected 2; it holds at no step from 0 to 1\n")
    }
  }

  @Test("writes no history: nobody typed")
  func history() throws {
    _ = try folder.run("repl", input: "show 1\n", environment: ["XDG_STATE_HOME": folder.path])
    #expect(!folder.exists("bnexplorer"))
  }
}
