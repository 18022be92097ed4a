import BNCore

/// What the first start shows: five things to try, each gone on from by doing it.
struct Tour: Equatable, Sendable {
  /// Something to try.
  enum Stop: Int, CaseIterable, Sendable {
    case pause, back, fork, momentum, explain

    var text: String {
      switch self {
      case .pause: "This layer normalizes batches of digits, and its moving statistics learn them. Space pauses it."
      case .back: "Every step is kept. [ goes one back, { ten, and ] forward again. Go back a few."
      case .fork: "From here things can go another way: b makes a branch; the old one stays."
      case .momentum: "Choose momentum with the arrows up and down, and lower it with the left one."
      case .explain: "B lets both branches go on together, c compares them. e explains a number: try it on this step."
      }
    }

    /// The same where there is no room for more.
    var brief: String {
      switch self {
      case .pause: "Space pauses."
      case .back: "[ goes back a step, { ten."
      case .fork: "b makes a branch."
      case .momentum: "Lower the momentum: up, down, left."
      case .explain: "B: both go on. c: compare. e: explain."
      }
    }
  }

  private(set) var stop = Stop.pause
  /// The momentum at the beginning of the present stop.
  private var momentum: Double?

  /// Whether the person has done what the present stop asks for.
  private func isDone(_ state: ScreenState) -> Bool {
    switch stop {
    case .pause: !state.isRunning && state.session.step > 0
    case .back: state.session.isInPast
    case .fork: state.session.branches.names.count > 1
    case .momentum: momentum != nil && momentum != state.session.configuration.options.momentum
    case .explain: state.arrangement.inspected != nil
    }
  }

  /// Goes on to the next stop, if there is one.
  ///
  /// - Returns: false at the end.
  mutating func goOn(_ state: ScreenState) -> Bool {
    guard let next = Stop(rawValue: stop.rawValue + 1) else { return false }
    stop = next
    momentum = state.session.configuration.options.momentum
    return true
  }

  /// Goes on where the person has done what was asked for; the last stop stays to be read.
  mutating func follow(_ state: ScreenState) {
    if momentum == nil { momentum = state.session.configuration.options.momentum }
    while stop != .explain, isDone(state) { _ = goOn(state) }
  }

  /// The present stop in words, with its number and the keys of the tour.
  var text: String {
    "\(number)  \(stop.text)  (Enter \(isLast ? "ends the tour" : "skips to the next"), Esc ends it for ever)"
  }

  /// The same for a small screen.
  var brief: String { "\(number)  \(stop.brief)  (Enter: \(isLast ? "end" : "next"), Esc: end)" }

  private var number: String { "Tour \(stop.rawValue + 1)/\(Stop.allCases.count)" }
  private var isLast: Bool { stop == Stop.allCases.last }
}
