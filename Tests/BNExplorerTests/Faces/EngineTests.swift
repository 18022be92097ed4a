import BNTestSupport
import BNCore
import Dispatch
import Testing

@testable import BNExplorer
@testable import BNFiles

// Commands that no machine finishes while a test waits stand for long ones, so that nothing here depends on speed.
@Suite("The engine")
struct EngineTests {
  private static let long = "train 1000000000"

  /// An engine in the middle of a long command.
  private func busy() throws -> EngineWatch {
    let watch = EngineWatch()
    try watch.submit("batch [[3], [7]]")
    try watch.submit(Self.long)
    try watch.wait(for: "the long command") { ($0.progress?.done ?? 0) > 0 }
    return watch
  }

  @Test("carries out commands in order, whoever they come from")
  func order() throws {
    let watch = EngineWatch()
    try watch.submit("batch [[3], [7]]")
    for count in 1...40 { try watch.submit("train \(count); show step") }
    let update = try watch.settle()
    #expect(update.session.step == 820)
    #expect(watch.texts == (1...40).map { "\($0 * ($0 + 1) / 2)" })
    #expect(watch.failures.isEmpty)
  }

  @Test("stops a line at the first command that fails, and goes on with the next line")
  func failure() throws {
    let watch = EngineWatch()
    try watch.submit("batch [[3], [7]]; channel 3; train 5")
    try watch.submit("train 2")
    #expect(try watch.settle().session.step == 2)
    #expect(watch.failures.map(\.message) == ["there is no channel 3; expected 0..0, or all"])
  }

  @Test("takes a run back as one command, and pauses for that and for a look at the past")
  func undo() throws {
    let watch = EngineWatch()
    try watch.submit("batch [[3], [7]]; speed max; step 3")
    watch.engine.submit(.setRunning(true))
    try watch.wait(for: "some steps") { $0.session.step > 20 }
    try watch.submit("back 2")
    let past = try watch.settle()
    #expect(!past.isRunning && past.session.isInPast)
    watch.engine.submit(.setRunning(true))
    try watch.wait(for: "another future") { $0.session.step > past.session.step + 20 }
    try watch.submit("undo")
    let undone = try watch.settle()
    #expect(!undone.isRunning && undone.session.isInPast)
    #expect(undone.session.present == past.session.present)
    #expect(undone.session.branches.names == ["main"])
    try watch.submit("undo; undo")
    #expect(try watch.settle().session.step == 3)
  }

  @Test("takes keys while a long command runs, and shows how far it is")
  func neverWaits() throws {
    let watch = try busy()
    for _ in 0..<1000 { try watch.submit("show step") }
    let update = try watch.wait(for: "more progress") { ($0.progress?.done ?? 0) > 1 }
    #expect(update.progress?.total == 1_000_000_000)
    #expect(watch.texts.isEmpty, "the long command still runs")
  }

  @Test("ends a long command when interrupted, with the steps it took, and forgets what waits")
  func interrupt() throws {
    let watch = try busy()
    try watch.submit("show step")
    watch.engine.interrupt()
    let update = try watch.wait(for: "the interruption") { _ in !watch.failures.isEmpty }
    #expect(watch.failures.map(\.kind) == [.interrupted])
    #expect(watch.failures.first?.message == "interrupted after \(update.session.step) of 1000000000 steps")
    #expect(update.progress == nil)
    let after = try watch.settle()
    #expect(after.session.step == update.session.step)
    #expect(watch.texts.isEmpty)
  }

  @Test("ends a long script when interrupted")
  func interruptScript() throws {
    let watch = EngineWatch(files: MemoryFiles(["long.bn": Array("batch [[3], [7]]\n\(Self.long)\n".utf8)]))
    try watch.submit("source long.bn")
    let update = try watch.wait(for: "the long command") { $0.progress != nil }
    #expect(update.progress?.total == nil)
    watch.engine.interrupt()
    try watch.wait(for: "the interruption") { _ in !watch.failures.isEmpty }
    #expect(watch.failures.map(\.kind) == [.interrupted])
  }

  @Test("an interruption with nothing to interrupt harms no later command")
  func idleInterrupt() throws {
    let watch = EngineWatch()
    watch.engine.interrupt()
    watch.engine.abandon()
    try watch.submit("batch [[3], [7]]; train 500")
    #expect(try watch.settle().session.step == 500)
    #expect(watch.failures.isEmpty)
  }

  @Test("steps on its own until told to pause")
  func running() throws {
    let watch = EngineWatch()
    try watch.submit("batch [[3], [7]]; speed max")
    watch.engine.submit(.setRunning(true))
    try watch.wait(for: "some steps") { $0.isRunning && $0.session.step > 3 }
    try watch.submit("set momentum 0.5")
    let turned = try watch.wait(for: "the parameter") { $0.session.configuration.options.momentum == 0.5 }
    #expect(turned.isRunning, "a parameter changes while it runs")
    watch.engine.submit(.setRunning(false))
    let paused = try watch.wait(for: "the pause") { !$0.isRunning }
    #expect(try watch.settle().session.step == paused.session.step)
    try watch.submit("run")
    try watch.wait(for: "more steps") { $0.isRunning && $0.session.step > paused.session.step }
    try watch.submit("pause")
    try watch.wait(for: "the pause") { !$0.isRunning }
  }

  @Test("shows that a branch catches up in a run, and ends it when interrupted")
  func catchingUp() throws {
    let watch = EngineWatch()
    try watch.submit("batch [[3], [7]]; fork slow; generate normal shape=8192x64; switch main; step 1000; speed max")
    try watch.submit("together on; run")
    let update = try watch.wait(for: "the branch to catch up") { $0.isRunning && $0.progress != nil }
    #expect(update.progress?.total == nil)
    watch.engine.interrupt()
    let paused = try watch.wait(for: "the interruption") { _ in !watch.failures.isEmpty }
    #expect(!paused.isRunning && paused.progress == nil && paused.session.step == 1000)
    #expect(watch.failures.map(\.message) == ["interrupted while slow caught up, and no step was taken"])
  }

  @Test("goes to the last of the steps that were asked for while it was busy, and to none before it")
  func lastGoto() throws {
    let written = DispatchSemaphore(value: 0)
    let goesOn = DispatchSemaphore(value: 0)
    let watch = EngineWatch(files: NoticedFiles(written: written, goesOn: goesOn))
    try watch.submit("batch [[3], [7]]; step 90; export step slow.json")
    #expect(written.wait(timeout: .now() + EngineWatch.patience) == .success)
    for step in 1...20 { try watch.submit("goto \(step)") }
    // A line of more than a move, and what stands before it, are carried out as they are.
    try watch.submit("goto 30; show step")
    for step in 40...50 { try watch.submit("goto \(step)") }
    try watch.submit("back 3")
    goesOn.signal()
    #expect(try watch.settle().session.step == 47)
    #expect(watch.notes.suffix(4) == ["step 20 of 90", "step 30 of 90", "step 50 of 90", "step 47 of 90"])
    #expect(!watch.notes.contains("step 1 of 90") && watch.texts == ["30"])
  }

  @Test("pauses for who wanted it to run before a run that waited was carried out")
  func runningTwice() throws {
    let watch = EngineWatch()
    try watch.submit("batch [[3], [7]]; speed max; run")
    watch.engine.submit(.setRunning(true))
    #expect(try !watch.settle().isRunning)
    watch.engine.submit(.setRunning(false))
    #expect(try !watch.settle().isRunning, "what is wanted paused stays paused")
    watch.engine.submit(.setRunning(true))
    try watch.wait(for: "some steps") { $0.isRunning && $0.session.step > 3 }
  }

  @Test("keeps to the beat: a slow run takes its first step at once and waits for the next")
  func pace() throws {
    let watch = EngineWatch()
    try watch.submit("batch [[3], [7]]; speed 1e-300")
    watch.engine.submit(.setRunning(true))
    try watch.wait(for: "the first step") { $0.session.step == 1 }
    // A person who turns a parameter meanwhile does not make it step.
    for momentum in 1...20 {
      try watch.submit("set momentum 0.\(momentum)")
      #expect(try watch.settle().session.step == 1, "the next step is due when nobody lives any more")
    }
    try watch.submit("speed max")
    try watch.wait(for: "more steps") { $0.session.step > 3 }
  }

  @Test(
    "waits a day for the next step at the most",
    arguments: [("1e-17", 86_400), ("1e-300", 86_400), ("4", 0.25), ("max", nil)] as [(String, Double?)])
  func longestWait(_ speed: String, _ seconds: Double?) throws {
    #expect(try Session("speed \(speed)").viewer.secondsPerStep == seconds)
  }

  @Test("pauses and says why when a step can't be taken")
  func runningFails() throws {
    let watch = EngineWatch()
    // With the channels along the batch, the last smaller batch of the 1,437 digits does not fit the layer.
    try watch.submit("load builtin:digits batch=1000 flatten=on; set axis 0; speed max; run")
    let update = try watch.wait(for: "the failure") { _ in !watch.failures.isEmpty }
    #expect(update.session.step == 1)
    #expect(!update.isRunning)
    #expect(watch.failures.count == 1)
  }

  @Test("puts another session in place, paused")
  func replace() throws {
    let watch = EngineWatch()
    try watch.submit("batch [[3], [7]]; train 7")
    let kept = try watch.settle().session
    try watch.submit("train 5; set momentum 0.5")
    watch.engine.submit(.setRunning(true))
    try watch.wait(for: "steps") { $0.session.step > 12 }
    watch.engine.submit(.replace(kept))
    let update = try watch.wait(for: "the kept session") { $0.session.step == 7 }
    #expect(!update.isRunning)
    #expect(SessionNumbers(try watch.settle().session) == SessionNumbers(kept))
  }

  @Test("shows the latest session and every event, however late one looks, and wakes once for them")
  func latest() throws {
    let written = DispatchSemaphore(value: 0)
    let watch = EngineWatch(files: NoticedFiles(written: written))
    try watch.settle()
    _ = watch.wakes
    _ = watch.take()
    for _ in 0..<50 { try watch.submit("batch [[3], [7]]; train; show step") }
    try watch.submit("export step done.json")
    #expect(written.wait(timeout: .now() + EngineWatch.patience) == .success)
    #expect(watch.wakes == 1)
    let update = watch.take()
    #expect(update.session.step == 50)
    #expect(watch.texts == (1...50).map(String.init))
  }

  @Test("stops in the middle of anything", arguments: ["", "long", "scene", "run"])
  func stop(_ what: String) throws {
    let watch = what == "long" ? try busy() : EngineWatch()
    switch what {
    case "scene":
      try watch.scene("batch [[3], [7]]\ntrain 40", speed: 1e-6)
      try watch.wait(for: "the scene") { $0.progress != nil }
    case "run":
      try watch.submit("batch [[3], [7]]; speed 0.001; run")
      try watch.wait(for: "the run") { $0.isRunning }
    default: break
    }
    // The end of the test is the end of the thread: it waits for it.
  }
}

/// Files that nobody reads, whose writing is heard of.
private struct NoticedFiles: FileAccess {
  let written: DispatchSemaphore
  /// What writing waits for.
  var goesOn: DispatchSemaphore?

  func read(_ path: String) throws(FileError) -> [UInt8] { [] }
  func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    written.signal()
    goesOn?.wait()
  }

  func absolutePath(_ path: String) -> String { path }
}
