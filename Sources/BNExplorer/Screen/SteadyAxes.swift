import TerminalKit

/// The axes of the pictures while somebody turns a number in the formula: they stay, so that the bars are seen to move.
struct SteadyAxes: Equatable, Sendable {
  /// What is looked at: with another batch or another channel the axes begin anew.
  struct Subject: Equatable, Sendable {
    let step: Int
    let position: Int
    let channel: Int
  }

  let subject: Subject
  private(set) var ranges: [Pane: ValueRange] = [:]

  init(of subject: Subject) { self.subject = subject }

  /// Makes room for what a pane shows now: an axis with something to spare, and a wider one only where that is not enough.
  mutating func fit(_ range: ValueRange, in pane: Pane) {
    let present = ranges[pane]
    if let present, present.contains(range.low), present.contains(range.high) { return }
    ranges[pane] = range.union(present).padded(by: 0.25).rounded(toHalvings: 3)
  }
}

extension ScreenState {
  /// Keeps the axes as long as something is turned.
  mutating func settleAxes() {
    guard isScrubbing else {
      steadyAxes = nil
      return
    }
    let subject = SteadyAxes.Subject(step: session.step, position: session.position, channel: chosenChannel)
    var axes = steadyAxes?.subject == subject ? steadyAxes : nil
    for pane in [Pane.batch, .output] {
      guard let range = ElementsView.ownRange(of: pane, self) else { continue }
      if axes == nil { axes = SteadyAxes(of: subject) }
      axes?.fit(range, in: pane)
    }
    steadyAxes = axes
  }
}
