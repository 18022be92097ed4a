import BNCore

/// What the first start shows: six things to try, each gone on from by doing it.
struct Tour: Equatable, Sendable {
  /// Something to try.
  enum Stop: Int, CaseIterable, Sendable {
    case pause, back, fork, momentum, both, compare

    var text: String {
      switch self {
      case .pause: "This layer normalizes batches of digits, and its moving statistics learn them. Space pauses it."
      case .back: "Every step is kept. [ goes one back, { ten, and ] forward again. Go back a few."
      case .fork: "From here things can go another way: b makes a branch; the old one stays."
      case .momentum: "Choose momentum with the arrows up and down, and lower it with the left one."
      case .both: "B makes the old branch go along. Then Space runs both, each with its own momentum."
      case .compare: "Space pauses. c shows where the two differ by now, e how a number of this step came about."
      }
    }

    /// The same where there is no room for more.
    var brief: String {
      switch self {
      case .pause: "Space pauses."
      case .back: "[ goes back a step, { ten."
      case .fork: "b makes a branch."
      case .momentum: "Lower the momentum: up, down, left."
      case .both: "B, then Space: both run."
      case .compare: "Space pauses. c: compare. e: explain."
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
  var text: String {
    "\(number)  \(stop.text)  (Enter \(isLast ? "ends the tour" : "skips to the next"), Esc ends the tour)"
  }

  /// The same for a small screen.
  var brief: String { "\(number)  \(stop.brief)  (Enter: \(isLast ? "end" : "next"), Esc: end)" }

  private var number: String { "Tour \(stop.rawValue + 1)/\(Stop.allCases.count)" }
  private var isLast: Bool { stop == Stop.allCases.last }
}
