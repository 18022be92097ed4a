import BNTestSupport
import Dispatch
import Testing

@testable import BNExplorer
@testable import TerminalKit

/// A terminal that plays a person: each step presses keys, or waits until the screen is as wanted.
@MainActor
final class ScriptedTerminal: Terminal {
  enum Step {
    case happens([TerminalEvent])
    case resizes(Size)
    /// Waits for a frame; what it is waited for, for the message if it never comes.
    case until(String, (Frame) -> Bool)
  }

  /// The signal's number that ends a loop whose wait was in vain.
  static let gaveUp: Int32 = 99

  private(set) var size: Size
  let glyphs: GlyphLevel
  let waker: Waker
  /// All frames so far, oldest first.
  private(set) var frames: [Frame] = []
  private(set) var suspensions = 0
  private(set) var beeps = 0
  private(set) var redraws = 0
  private(set) var themes: [Theme.Name] = []
  private(set) var mouseReports: [Bool] = []
  private(set) var copied: [String] = []
  private let arrival = DispatchSemaphore(value: 0)
  private var steps: [Step] {
    didSet { deadline = .now() + EngineWatch.patience }
  }
  /// When the present step will have been waited for in vain.
  private var deadline = DispatchTime.now() + EngineWatch.patience
  private var mustReportSize = false

  init(_ steps: [Step], size: Size = Size(columns: 80, rows: 24), glyphs: GlyphLevel = .braille) {
    self.steps = steps
    self.size = size
    self.glyphs = glyphs
    waker = Waker { [arrival] in arrival.signal() }
  }

  var hasPlayed: Bool { steps.isEmpty }

  func present(_ frame: Frame) { frames.append(frame) }
  func redraw() { redraws += 1 }
  func use(_ theme: Theme.Name) { themes.append(theme) }
  func reportMouse(_ isOn: Bool) { mouseReports.append(isOn) }

  func copy(_ text: String) -> Bool {
    guard text.utf8.count <= Clipboard.limit else { return false }
    copied.append(text)
    return true
  }

  func beep() { beeps += 1 }

  func suspend() {
    suspensions += 1
    mustReportSize = true
  }

  func events(within milliseconds: Int?) -> [TerminalEvent] {
    if mustReportSize {
      mustReportSize = false
      return [.resized(size)]
    }
    while let step = steps.first {
      switch step {
      case .happens(let events):
        steps.removeFirst()
        return events
      case .resizes(let new):
        steps.removeFirst()
        size = new
        return [.resized(new)]
      case .until(let what, let isWanted):
        guard let frame = frames.last, isWanted(frame) else { return wait(for: what, milliseconds) }
        steps.removeFirst()
      }
    }
    return wait(for: "the end of the loop", milliseconds)
  }

  private func wait(for what: String, _ milliseconds: Int?) -> [TerminalEvent] {
    let end = milliseconds.map { min(.now() + .milliseconds($0), deadline) } ?? deadline
    if DispatchTime.now() < deadline, arrival.wait(timeout: end) == .success { return [.woken] }
    return DispatchTime.now() < deadline ? [] : giveUp(what)
  }

  private func giveUp(_ what: String) -> [TerminalEvent] {
    Issue.record("waited in vain for \(what); the screen:\n\(frames.last?.text.joined(separator: "\n") ?? "")")
    return [.terminated(signal: Self.gaveUp)]
  }
}

extension ScriptedTerminal.Step {
  static func press(_ keys: Key...) -> Self { .happens(keys.map { .key($0) }) }

  static func enter(_ line: String) -> Self { .happens((":" + line).map { .key(.character($0)) } + [.key(.enter)]) }

  static func shows(_ text: String) -> Self {
    .until(text) { frame in frame.text.contains { $0.contains(text) } }
  }

  static func hides(_ text: String) -> Self {
    .until("no \(text)") { frame in !frame.text.contains { $0.contains(text) } }
  }
}

/// The loop, an engine and a scripted terminal, from the start to the end.
@MainActor
struct LoopRun {
  let terminal: ScriptedTerminal
  let status: Int32
  let state: ScreenState
  /// What was written meanwhile.
  let files = MemoryFiles()

  init(
    _ steps: [ScriptedTerminal.Step], size: Size = Size(columns: 80, rows: 24), commands: String = "batch [[3], [7]]",
    demo: Script? = nil, demoSpeed: Double = 1
  ) throws {
    terminal = ScriptedTerminal(steps, size: size)
    let engine = Engine(session: Session(), files: files, wake: terminal.waker.wake)
    engine.start()
    defer { engine.stop() }
    var state = ScreenState(session: Session())
    _ = state.arrangement.apply(.layout(.curves), in: state.session)
    state.demoManner.speed = demoSpeed
    var loop = ScreenLoop(terminal: terminal, engine: engine, files: files, state: state)
    engine.submit(.commands(try Stage.commands(commands)))
    if let demo { loop.start(demo) }
    status = loop.run()
    self.state = loop.state
  }
}
