import Platform
import TerminalKit

/// How far an array has been gone through, on the terminal and only where it takes longer than a second.
final class MomentsProgress {
  private let line = BenchProgress(verb: "moments of")
  private let start = ContinuousClock.now
  private var shown: ContinuousClock.Instant?

  func show(_ run: MomentsRun) {
    let now = ContinuousClock.now
    guard line.isShown, now - start > .seconds(1), shown.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
    shown = now
    let share = 100 * run.chunks / max(1, run.allChunks)
    let name = run.array.name.isEmpty ? "" : " \(run.array.name.escapingControls)"
    line.show("\(run.array.path.lastPathComponent.escapingControls)\(name): \(share) %")
  }

  func clear() {
    if shown != nil { line.clear() }
    shown = nil
  }
}
