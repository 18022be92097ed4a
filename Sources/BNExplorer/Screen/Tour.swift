import BNCore

/// What the first start shows: six things to try, each gone on from by doing it.
struct Tour: Equatable, Sendable {
  /// Something to try.
  enum Stop: Int, CaseIterable, Sendable {
    case pause, back, fork, momentum, both, compare

    /// - Parameters:
    ///   - isInStory: whether the screen shows the strips of the story.
    ///   - hasBranches: whether there is a second branch: the stop before may have been skipped.
    /// - Returns: what it asks for, in words.
    func text(isInStory: Bool = true, hasBranches: Bool = true) -> String {
      switch self {
      case .pause:
        "Batch normalization shifts and scales each channel of a batch to mean 0 and variance 1. "
          + (isInStory
            ? "Each row is a channel: ━ middle half of its values, ─ all of them, ┃ mean, ┊ 0 ± 1. " : "")
          + "Space pauses."
      case .back: "Every step is kept. [ goes one back, { ten, and ] forward again. Go back a few."
      case .fork: "From here things can go another way: b makes a branch; the old one stays."
      case .momentum: "Choose momentum with the arrows up and down, and lower it with the left one."
      case .both:
        hasBranches
          ? "B makes the old branch go along. Then Space runs both, each with its own momentum."
          : "b makes a branch, and B makes the old one go along. Then Space runs both, each with its own momentum."
      case .compare:
        hasBranches
          ? "Space pauses. c shows where the two differ by now, e how a number of this step came about."
          : "Space pauses. e shows how a number of this step came about."
      }
    }

    /// The same where there is no room for more.
    func brief(hasBranches: Bool = true) -> String {
      switch self {
      case .pause: "Space pauses."
      case .back: "[ goes back a step, { ten."
      case .fork: "b makes a branch."
      case .momentum: "Lower the momentum: up, down, left."
      case .both: hasBranches ? "B, then Space: both run." : "b, B, then Space: two run."
      case .compare: hasBranches ? "Space pauses. c: compare. e: explain." : "Space pauses. e: explain."
      }
    }
  }

  private(set) var stop = Stop.pause
  /// How things stood at the beginning of the present stop.
  private var start: Start?

  private struct Start: Equatable, Sendable {
    let momentum: Double
    let step: Int

    init(_ state: ScreenState) {
      momentum = state.session.configuration.options.momentum
      step = state.session.step
    }
  }

  /// Whether the person has done what the present stop asks for.
  private func isDone(_ state: ScreenState) -> Bool {
    switch stop {
    case .pause: !state.isRunning && state.session.step > 0
    case .back: state.session.isInPast
    case .fork: state.session.branches.names.count > 1
    case .momentum: start.map { $0.momentum != state.session.configuration.options.momentum } ?? false
    case .both: state.session.branches.together && start.map { state.session.step > $0.step } ?? false
    case .compare: state.arrangement.inspected != nil
    }
  }

  /// Goes on to the next stop, if there is one.
  ///
  /// - Returns: false at the end.
  mutating func goOn(_ state: ScreenState) -> Bool {
    guard let next = Stop(rawValue: stop.rawValue + 1) else { return false }
    stop = next
    start = Start(state)
    return true
  }

  /// Goes on where the person has done what was asked for; the last stop stays to be read.
  mutating func follow(_ state: ScreenState) {
    if start == nil { start = Start(state) }
    while stop != .compare, isDone(state) { _ = goOn(state) }
  }

  /// The present stop in words, with its number and the keys of the tour.
  func text(_ state: ScreenState) -> String {
    let text = stop.text(isInStory: state.arrangement.layout == .story, hasBranches: state.hasBranches)
    return "\(number)  \(text)  (\(isLast ? "Enter or" : "Enter: next,") Esc ends the tour)"
  }

  /// The same for a small screen.
  func brief(_ state: ScreenState) -> String {
    "\(number)  \(stop.brief(hasBranches: state.hasBranches))  (Enter: \(isLast ? "end" : "next"), Esc: end)"
  }

  private var number: String { "Tour \(stop.rawValue + 1)/\(Stop.allCases.count)" }
  private var isLast: Bool { stop == Stop.allCases.last }
}
