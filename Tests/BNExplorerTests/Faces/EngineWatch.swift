import BNTestSupport
import Dispatch

@testable import BNExplorer
@testable import BNFiles

/// An engine on its own thread, and a person who waits for its news instead of for time to pass.
final class EngineWatch {
  struct Late: Error, CustomStringConvertible {
    let description: String
  }

  /// How long a wait goes on before it fails; one that succeeds ends at once.
  static let patience = 10.0

  let engine: Engine
  /// All events so far, oldest first.
  private(set) var events: [Engine.Event] = []
  private let arrival: DispatchSemaphore
  /// What `settle` asked for so far: answers that no test is interested in.
  private var markers: Set<String> = []

  init(_ session: Session = Session(), files: any FileAccess = MemoryFiles()) {
    let arrival = DispatchSemaphore(value: 0)
    self.arrival = arrival
    engine = Engine(session: session, files: files) { arrival.signal() }
    engine.start()
  }

  deinit { engine.stop() }

  func submit(_ line: String) throws { engine.submit(.commands(try Stage.commands(line))) }

  func scene(_ text: String, run: Int = 0, speed: Double = 1) throws {
    engine.submit(.scene(try Script(text: text, name: "scene").lines, run: run, speed: speed))
  }

  /// How many wakes came and were not waited for.
  var wakes: Int {
    var count = 0
    while arrival.wait(timeout: .now()) == .success { count += 1 }
    return count
  }

  func take() -> Engine.Update {
    let update = engine.take()
    events += update.events
    return update
  }

  /// Takes news until it is as wanted.
  @discardableResult
  func wait(for what: String, until isWanted: (Engine.Update) -> Bool) throws -> Engine.Update {
    let deadline = DispatchTime.now() + Self.patience
    while true {
      let update = take()
      if isWanted(update) { return update }
      guard arrival.wait(timeout: deadline) == .success else {
        throw Late(description: "waited in vain for \(what); step \(update.session.step), events \(events)")
      }
    }
  }

  /// Waits until everything submitted so far was carried out or dropped.
  @discardableResult
  func settle() throws -> Engine.Update {
    let marker = "\(424_242 + markers.count)"
    markers.insert(marker)
    try submit("show \(marker)")
    return try wait(for: "the engine to catch up") { _ in self.shown.contains { $0.command == marker } }
  }

  /// What was shown, in words.
  var texts: [String] { shown.filter { !markers.contains($0.command) }.map(\.text) }

  private var shown: [(command: String, text: String)] {
    events.compactMap { if case .output(.value(let value, let text, _)) = $0 { (text, value.text) } else { nil } }
  }

  var notes: [String] {
    events.compactMap { if case .output(.note(let text)) = $0 { text } else { nil } }
  }

  var failures: [CommandError] {
    events.compactMap { if case .failure(let error) = $0 { error } else { nil } }
  }

  var finished: [Int] {
    events.compactMap { if case .finished(let run) = $0 { run } else { nil } }
  }
}
