import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("A task on the screen")
struct TaskKeyTests {
  private static let text = """
    task "Bring the moving mean to 1." until moving_mean[0] >= 1 hint "Lower the momentum." hint "Take steps."
    batch [[3], [7]]
    set momentum 0.99
    solution set momentum 0.5
    solution train 1
    show moving_mean
    wait 3
    say "the end"
    """

  private func stage(_ text: String = text) throws -> Stage {
    var stage = try Stage()
    stage.start(try Script(text: text, name: "talk.bn"))
    return stage
  }

  private func screen(_ stage: Stage, _ size: Size = Size(columns: 80, rows: 24)) -> String {
    ScreenView.draw(stage.state, size: size).text.joined(separator: "\n")
  }

  @Test("a solution that fails is not called the way to do it")
  func failing() throws {
    var stage = try stage(Self.text.replacing("solution train 1", with: "solution assert 1 == 2"))
    stage.press(.pageDown)
    #expect(stage.state.demo?.outcome == .failed)
    #expect(screen(stage).contains("This was to show how it can be done, but it failed."))
    #expect(!screen(stage).contains("This is how it can be done."))
    var good = try self.stage(Self.text.replacing("solution train 1", with: "solution train 2"))
    good.press(.pageDown)
    #expect(good.state.demo?.outcome == .shown)
  }

  @Test("leaves every key to the person, counts the steps, and goes on where it is done")
  func byHand() throws {
    var stage = try stage()
    #expect(stage.state.demo?.phase == .working && stage.session.step == 0)
    #expect(screen(stage).contains("until moving_mean[0] >= 1 (steps: 0)"))
    stage.press("s", "s", "[", "]")
    #expect(screen(stage).contains("steps: 2"))
    stage.enter("set momentum 0.9")
    stage.press("r")
    #expect(stage.session.configuration.options.renorm, "r is renorm's while one works")
    stage.press("r", "s", "s")
    // 5 (1 - 0.99^2) = 0.0995, then 0.9 of it and 0.5, twice: 1.03.
    #expect(stage.session.step == 4 && stage.state.demo?.phase == .holding(seconds: 3))
    #expect(stage.state.demo?.outcome == .byHand(steps: 4))
    #expect(screen(stage).contains("Done after 4 steps.") && stage.state.demo?.shown.count == 1)
    stage.press(" ")
    #expect(stage.state.demo?.scene.caption == "the end")
    // Played again from its beginning it is not done.
    stage.press("b")
    #expect(stage.state.demo?.phase == .working && stage.session.step == 0 && stage.state.demo?.outcome == nil)
  }

  @Test("gives one hint after another, and says when there are no more")
  func hints() throws {
    var stage = try stage()
    #expect(!screen(stage).contains("Hint"))
    stage.press("H")
    #expect(screen(stage).contains("Hint: Lower the momentum.") && !screen(stage).contains("Take steps."))
    stage.press("H", "H")
    #expect(screen(stage).contains("Hint: Take steps.") && stage.state.message?.text == "there are no more hints")
    stage.press(.pageUp)
    #expect(!screen(stage).contains("Hint"), "begun anew")
    stage.press(.escape, "H")
    #expect(stage.state.message?.text == "there is no task to give a hint for")
  }

  @Test("is shown how by Page Down, which claims that it does it")
  func solution() throws {
    var stage = try stage()
    stage.press(.pageDown)
    #expect(stage.session.step == 1 && stage.state.demo?.outcome == .shown)
    #expect(screen(stage).contains("This is how it can be done.") && stage.state.demo?.shown == ["moving_mean = [2.5]"])
    #expect(stage.state.message == nil)
    var wrong = try self.stage("task x until step == 3\nbatch [[3], [7]]\nsolution train 1\nsay b")
    wrong.press(.pageDown)
    #expect(wrong.state.message?.isError == true)
    #expect(wrong.state.message?.text.hasPrefix("assertion failed: step == 3") == true)
    var without = try self.stage("task x until step == 3\nbatch [[3], [7]]\nsay b")
    without.press(.pageDown)
    #expect(without.state.demo?.outcome == .left)
    without.press(" ")
    #expect(without.state.demo?.index == 1)
  }

  @Test("done by a run takes the Space that was to pause it for that")
  func late() throws {
    var stage = try stage()
    stage.enter("set momentum 0.5")
    stage.press(" ")
    #expect(stage.actions.last == .setRunning(true) && stage.isRunning)
    stage.carryOut(try Stage.commands("step"))
    #expect(stage.state.demo?.outcome == .byHand(steps: 1) && !stage.isRunning)
    stage.press(" ")
    #expect(stage.state.demo?.index == 0 && stage.state.message?.text == "the task is done; Space goes on")
    stage.press(" ")
    #expect(stage.state.demo?.index == 1)
  }

  @Test("that is done already when it begins goes on at once")
  func atOnce() throws {
    let stage = try stage("task x until step >= 0\nbatch [[3], [7]]\nwait 2\nsay b")
    #expect(stage.state.demo?.phase == .holding(seconds: 2) && stage.state.demo?.outcome == .byHand(steps: 0))
  }

  @Test("outside a demo stands above the panes until it is done, or until Escape")
  func alone() throws {
    var stage = try Stage("batch [[3], [7]]")
    let before = screen(stage)
    stage.enter("task Three steps until step == 3 hint \"s\"")
    #expect(screen(stage).contains("until step == 3 (steps: 0)"))
    stage.press("s", "H")
    #expect(screen(stage).contains("steps: 1") && screen(stage).contains("Hint: s"))
    stage.press("s", "s")
    #expect(stage.state.message?.text == "Done after 3 steps." && !screen(stage).contains("until step"))
    stage.press("s")
    #expect(stage.state.message == nil)
    stage.enter("task Nine until step == 9")
    stage.press(.escape)
    #expect(!screen(stage).contains("until step") && stage.watch == nil)
    stage.enter("reset")
    stage.press(.escape)
    #expect(screen(stage).split(separator: "\n").first == before.split(separator: "\n").first)
  }

  @Test("in a script that is sourced is done by its solution")
  func sourced() throws {
    var stage = try Stage()
    stage.files = MemoryFiles(["t.bn": Array(Self.text.utf8)])
    stage.enter("source t.bn")
    #expect(stage.session.step == 1 && !stage.state.isWorking)
    #expect(stage.session.log.saved.suffix(2) == ["solution set momentum 0.5", "solution train 1"])
  }

  @Test("stands whole on a small screen")
  func small() throws {
    let size = Size(columns: 40, rows: 10)
    var stage = try stage("task \"\(String(repeating: "Work. ", count: 40))\" until step == 2 hint \"press s\"\nsay b")
    stage.state.resize(to: size)
    stage.press("H")
    #expect(screen(stage, size).contains("Hint: press s"), "although the caption has no room for it")
    stage.press(.pageDown)
    #expect(screen(stage, size).contains("until step == 2 (steps: 0)") && stage.state.isWorking)
  }
}
