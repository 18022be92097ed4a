import Testing

@testable import BNExplorer

// At a speed of a millionth a scene's steps take days, so whatever ends before the test does was hurried or ended.
@Suite("A scene on the engine")
struct EngineSceneTests {
  private static let text = "batch [[3], [7]]\ntrain 40\nshow step"

  @Test("says when it is done, after all that it had to say")
  func done() throws {
    let watch = EngineWatch()
    try watch.scene(Self.text, run: 4, speed: 1e6)
    let update = try watch.wait(for: "the end of the scene") { _ in !watch.finished.isEmpty }
    #expect(update.session.step == 40)
    #expect(watch.texts == ["40"])
    #expect(watch.finished == [4])
    guard case .finished? = watch.events.last else {
      Issue.record("something came after the end: \(watch.events)")
      return
    }
  }

  @Test("keeps its pace, and is done at once when hurried")
  func hurry() throws {
    let watch = EngineWatch()
    try watch.scene(Self.text, speed: 1e-6)
    let slow = try watch.wait(for: "the first step") { $0.progress?.done == 1 }
    #expect(slow.session.step == 1)
    #expect(watch.finished.isEmpty)
    watch.engine.hurry()
    #expect(try watch.wait(for: "the end") { _ in !watch.finished.isEmpty }.session.step == 40)
  }

  @Test("stands still at a pace of 0, and goes on at another")
  func pace() throws {
    let watch = EngineWatch()
    try watch.scene(Self.text, speed: 1e-6)
    try watch.wait(for: "the first step") { $0.progress?.done == 1 }
    watch.engine.setPace(0)
    #expect(watch.finished.isEmpty)
    watch.engine.setPace(1e6)
    #expect(try watch.wait(for: "the end") { _ in !watch.finished.isEmpty }.session.step == 40)
  }

  @Test("can be hurried before it has begun, and hurries no scene after it")
  func early() throws {
    let watch = EngineWatch()
    try watch.scene(Self.text, run: 1, speed: 1e-6)
    watch.engine.hurry()
    try watch.wait(for: "the end") { _ in watch.finished == [1] }
    try watch.scene(Self.text, run: 2, speed: 1e-6)
    let update = try watch.wait(for: "the first step") { $0.progress?.done == 1 }
    #expect(update.session.step == 41)
    #expect(watch.finished == [1])
  }

  @Test("goes on behind a line that fails only with its end")
  func failure() throws {
    let watch = EngineWatch()
    try watch.scene("batch [[3], [7]]\nchannel 5\ntrain 40", speed: 1e-6)
    let update = try watch.wait(for: "the end") { _ in !watch.finished.isEmpty }
    #expect(update.session.step == 0)
    #expect(watch.failures.count == 1)
  }

  @Test("that is abandoned is silent, even about its end")
  func abandon() throws {
    let watch = EngineWatch()
    let start = try watch.settle().session
    try watch.scene("batch [[3], [7]]\nshow step\n" + Self.text, run: 0, speed: 1e-6)
    try watch.wait(for: "the scene") { $0.progress != nil }
    _ = watch.take()
    watch.engine.abandon()
    watch.engine.submit(.replace(start))
    try watch.scene("batch [[3], [7]]\ntrain 2\nshow step", run: 0, speed: 1e6)
    try watch.wait(for: "the scene after it") { _ in watch.texts.contains("2") && !watch.finished.isEmpty }
    let update = try watch.settle()
    #expect(update.session.step == 2)
    #expect(watch.finished == [0], "the first scene's end is nobody's business any more")
    #expect(watch.failures.isEmpty)
    #expect(watch.texts == ["0", "2"])
  }

  @Test("abandoned over and over leaves only the last, exact to the bit")
  func storm() throws {
    let watch = EngineWatch()
    let start = try watch.settle().session
    for run in 1...200 {
      watch.engine.abandon()
      watch.engine.submit(.replace(start))
      try watch.scene("batch [[3], [7]]\ntrain \(run)\nshow step", run: run, speed: 1e6)
    }
    let update = try watch.wait(for: "the last scene") { _ in watch.finished.contains(200) }
    #expect(update.session.step == 200)
    #expect(watch.finished.last == 200)
    #expect(watch.failures.isEmpty)
  }

  @Test("interrupted by a person says so, and ends")
  func interrupt() throws {
    let watch = EngineWatch()
    try watch.scene(Self.text, run: 7, speed: 1e-6)
    try watch.wait(for: "the scene") { $0.progress != nil }
    watch.engine.interrupt()
    try watch.wait(for: "the end") { _ in watch.finished == [7] }
    #expect(watch.failures.map(\.kind) == [.interrupted])
  }
}
