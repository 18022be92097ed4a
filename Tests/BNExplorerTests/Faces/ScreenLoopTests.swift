import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("The loop of the screen")
@MainActor
struct ScreenLoopTests {
  @Test("draws before anything happens, then what keys do, and ends on q with 0")
  func session() throws {
    let run = try LoopRun([
      .shows("not fused"), .press("s"), .shows("step 1 "), .press("t"), .shows("inference"), .press("u"),
      .shows("updates OFF"), .press(" "), .shows("RUN"), .press(" "), .shows("PAUSE"), .enter("show moving_mean"),
      .shows("moving_mean = ["), .press("q"), .shows("lines are not saved"), .press("q"),
    ])
    #expect(run.status == 0)
    #expect(run.terminal.hasPlayed)
    #expect(run.terminal.frames.first?.text.contains { $0.contains("no batch yet") } == true)
    #expect(run.state.session.step >= 1)
    #expect(run.state.session.configuration.training == false)
  }

  @Test("opens the prompt, shows a wrong line's error, and carries out the mended line")
  func prompt() throws {
    let run = try LoopRun([
      .shows("not fused"), .enter("set momentm 0.5"), .shows("did you mean momentum?"),
      .press(.control("a"), .alt("f"), .alt("f"), .backspace, "u", "m"), .shows(":set momentum 0.5"), .press(.enter),
      .hides(":set"), .until("0.5") { $0.text[5].contains("0.5") }, .press("q"),
    ])
    #expect(run.status == 0)
    #expect(run.state.session.log.lines.last == "set momentum 0.5")
    #expect(run.state.history.entries == ["set momentm 0.5", "set momentum 0.5"])
  }

  @Test("draws at the new size when the window changes")
  func resize() throws {
    let sizes = [(120, 40), (20, 5), (1, 1), (200, 60), (80, 24)].map { Size(columns: $0, rows: $1) }
    let run = try LoopRun(
      sizes.flatMap { size in
        [ScriptedTerminal.Step.resizes(size), .until("\(size)") { $0.size == size }, .press("s")]
      } + [.press("q")])
    #expect(run.status == 0)
    #expect(Set(run.terminal.frames.map(\.size)) == Set(sizes))
  }

  @Test("ends with the shell's status for a signal", arguments: [Int32(1), 2, 15])
  func signals(_ number: Int32) throws {
    #expect(try LoopRun([.happens([.terminated(signal: number)])]).status == 128 + number)
    let busy = try LoopRun([
      .enter("train 1000000000"), .shows("/1000000000"), .happens([.terminated(signal: number)]),
    ])
    #expect(busy.status == 128 + number)
  }

  @Test("suspends on Ctrl-Z and draws anew when it comes back, redraws on Ctrl-L")
  func suspension() throws {
    let run = try LoopRun([.shows("not fused"), .press(.control("z")), .press(.control("l")), .press("q")])
    #expect(run.status == 0)
    #expect(run.terminal.suspensions == 1)
    #expect(run.terminal.redraws == 1)
    // The first, the batch, Ctrl-Z, the size after it, Ctrl-L.
    #expect(run.terminal.frames.count >= 5)
  }

  @Test("answers keys while a long command runs; Ctrl-C ends the command first, then the program with 130")
  func interrupt() throws {
    let run = try LoopRun([
      .shows("not fused"), .enter("train 1000000000"), .shows("/1000000000"), .press(.down),
      .shows("▸ training_mode"),
      .press("?"), .shows("KEYS"), .press(.escape), .press(.control("c")), .shows("interrupted after"), .shows("PAUSE"),
      .press(.control("c")),
    ])
    #expect(run.status == 130)
    #expect(run.state.session.step > 0)
  }

  @Test("takes keys that come together one after another: nothing is lost, nothing runs after the end")
  func together() throws {
    let run = try LoopRun([
      .shows("not fused"), .press("s", "s", "s", .down), .shows("step 3 "),
      .press("s", "q", "s", "s"),
    ])
    #expect(run.status == 0)
    #expect(run.state.parameterRow == 1)
    #expect(run.terminal.hasPlayed)
  }

  @Test("Space counts before the opening run is carried out, too")
  func earlySpace() throws {
    let run = try LoopRun(
      [
        .press(" "), .enter("show 6*7"),
        .until("the pause") { frame in
          ["6*7 = 42.0", " PAUSE "].allSatisfy { text in frame.text.contains { $0.contains(text) } }
        },
        .press("q"),
      ], commands: "batch [[3], [7]]; train 3; run")
    #expect(run.status == 0)
  }

  @Test("draws the screen that a person sees into a file, and says so")
  func picture() throws {
    let run = try LoopRun([
      .shows("not fused"), .press("s", .down), .shows("step 1 "), .enter("export screen seen.txt"),
      .shows("wrote seen.txt"),
      .enter("export screen /nowhere/seen.png"), .shows("seen.png"), .press(.escape), .press("q"),
    ])
    #expect(run.status == 0)
    let text = String(decoding: try run.files.read("seen.txt"), as: UTF8.self)
    #expect(text.lines.count == 25)
    #expect(text.lines[3].hasPrefix("▸ training_mode"))
  }

  @Test("quits from the prompt and from a script", arguments: ["quit", "train 3; quit; train 1000000000"])
  func quit(_ line: String) throws {
    #expect(try LoopRun([.enter(line), .shows("never shown")]).status == 0)
  }
}
