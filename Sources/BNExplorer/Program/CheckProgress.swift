internal import Synchronization

import Platform
import TerminalKit

/// How far a file has been gone through, on the terminal and only where it takes longer than a second.
final class CheckProgress: Sendable {
  private let name: String
  private let line = BenchProgress(verb: "checking")
  private let start = ContinuousClock.now
  /// When the line was written last.
  private let shown = Mutex<ContinuousClock.Instant?>(nil)

  init(_ path: String) { name = path.lastPathComponent.escapingControls }

  /// May be told by several threads at once.
  func show(_ done: Int, of all: Int) {
    guard line.isShown, all > 0 else { return }
    let now = ContinuousClock.now
    shown.withLock { last in
      guard now - start > .seconds(1), last.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
      last = now
      line.show("\(name): \(100 * (done / 1024) / max(1, all / 1024)) %")
    }
  }

  func clear() { shown.withLock { if $0 != nil { line.clear() } } }
}
