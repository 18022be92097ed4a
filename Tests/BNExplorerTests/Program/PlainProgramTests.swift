import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("Plain mode", .serialized)
struct PlainProgramTests {
  let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  /// No escape code, and no line that is written over.
  private func checkPlain(_ output: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!output.contains(0x1b), sourceLocation: sourceLocation)
    for (index, byte) in output.enumerated() where byte == 0x0d {
      // The terminal itself makes a carriage return and a line feed of each line's end, some of them twice.
      let next = output[(index + 1)...].first { $0 != 0x0d }
      #expect(next == nil || next == 0x0a, "at byte \(index)", sourceLocation: sourceLocation)
    }
  }

  private func says(_ text: String, _ terminal: PseudoTerminal) throws {
    try terminal.wait(for: text) { _ in String(decoding: terminal.output, as: UTF8.self).contains(text) }
  }

  @Test(
    "on a terminal lines are only added, and run goes on until Enter", arguments: ["xterm-256color", "dumb", "vt100"])
  func terminal(_ type: String) throws {
    let terminal = try PseudoTerminal.launch(["explore", "--plain"], environment: ["TERM": type])
    try says("train 0> ", terminal)
    terminal.send("set momentum 0.9\r")
    try says("Step 0, training, momentum is 0.9.", terminal)
    terminal.send("run\r")
    try says("Stepping. Press Enter to pause.", terminal)
    // Said once a second on its own.
    try says(", training, moving mean ", terminal)
    terminal.send("\r")
    try says("Paused at step ", terminal)
    terminal.send("\u{1b}nonsense\u{7}\r")
    try says("column 1: ", terminal)
    terminal.send("theme dark; mouse on; copy momentm\r")
    try says("column 28: ", terminal)
    terminal.send("help theme\r")
    try says("high-contrast", terminal)
    terminal.send("quit\r")
    #expect(try terminal.waitForExit() == .exited(0))
    checkPlain(terminal.output)
    #expect(terminal.modes == terminal.initialModes)
  }

  @Test("run waits for a line, however slow it is to be")
  func slowRun() throws {
    let terminal = try PseudoTerminal.launch(["explore", "--plain"])
    try says("train 0> ", terminal)
    terminal.send("speed 1e-17\r")
    terminal.send("run\r")
    try says("Stepping. Press Enter to pause.", terminal)
    terminal.send("\r")
    try says("Paused at step ", terminal)
    terminal.send("quit\r")
    #expect(try terminal.waitForExit() == .exited(0))
  }

  @Test("from a pipe the same sentences, and the status of a pipe")
  func pipe() throws {
    let run = try folder.run(
      "explore", "--plain", input: "batch [[3], [7]]\ntrain\nrun\nset momentum 0.5\nshow step\nloa x\n")
    #expect(run.status == 66)
    #expect(run.output.contains("\nStep 1, training, moving mean 4.95 off the batch's, "))
    // A line waits already.
    #expect(run.output.contains("Stepping. Press Enter to pause.\nPaused at step 1.\n"))
    #expect(run.output.contains("\nStep 1, training, momentum is 0.5.\n"))
    #expect(run.output.contains("\nstep = 1\n"))
    checkPlain(Array((run.output + run.errors).utf8))
    let prompt = try folder.run("repl", "--plain", input: "batch [[3], [7]]; train\ncopy y\n")
    #expect(prompt.output.contains("Step 1, training"))
    #expect(prompt.errors.contains("plain mode sends no escape codes, so it can't copy; export y FILE"))
  }

  @Test("a lesson goes from scene to scene by Enter, and q ends it")
  func lesson() throws {
    let terminal = try PseudoTerminal.launch(["demo", "three-numbers", "--plain"])
    try says("Scene 1 of 8. ", terminal)
    try says("Enter for the next scene, b back, r again, q to end: ", terminal)
    terminal.send("\r")
    try says("Scene 2 of 8.", terminal)
    try says("A number answers; Enter for none, b back, r again, q to end: ", terminal)
    terminal.send("1\r")
    try says("Right: nearly 10 (1).", terminal)
    terminal.send("\r")
    try says("[9.995004]]", terminal)
    terminal.send("q\r")
    #expect(try terminal.waitForExit() == .exited(0))
    checkPlain(terminal.output)
    let piped = try folder.run("demo", "three-numbers", "--plain")
    #expect(piped.status == 0 && piped.output.contains("Scene 8 of 8.\n"))
    checkPlain(Array(piped.output.utf8))
  }

  @Test("a person answers, works at a task by hand, goes back, and is shown how")
  func questionsAndTasks() throws {
    try folder.write(
      """
      ask "Mean of 3 and 7?" choices=["about 1", "5"] answer=2
      batch [[3], [7]]
      reveal
      task "Two steps." until step == 2 hint "train takes one"
      solution train 2
      show step
      say "the end"
      """, to: "talk.bn")
    let terminal = try PseudoTerminal.launch(["demo", "\(folder.path)/talk.bn", "--plain"])
    try says("A number answers; ", terminal)
    terminal.send("x\r")
    try says("none of the choices", terminal)
    terminal.send("1\r")
    try says("You said about 1 (1). It is 5 (2).", terminal)
    terminal.send("b\r")
    terminal.send("2\r")
    try says("Right: 5 (2).", terminal)
    terminal.send("\r")
    try says("Type commands until it holds.", terminal)
    terminal.send("hint\r")
    try says("Hint: train takes one", terminal)
    terminal.send("train; trian\r")
    try says("unknown command", terminal)
    terminal.send("train 5\r")
    try says("Done after 2 steps.", terminal)
    try says("step = 2", terminal)
    terminal.send("r\r")
    terminal.send("\r")
    terminal.send("\r")
    try says("Scene 4 of 4. the end", terminal)
    #expect(try terminal.waitForExit() == .exited(0))
    checkPlain(terminal.output)
  }
}
