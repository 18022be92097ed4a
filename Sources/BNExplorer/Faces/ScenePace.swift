/// How long a demo takes over a command's steps, so that they can be watched.
struct ScenePace {
  private let secondsPerStep: Double
  /// How much of the command's time has been watched, at the pace of each moment.
  private var watched = 0.0
  private var last = FrameClock.now

  init?(_ command: Command) {
    guard let seconds = Self.secondsPerStep(of: command) else { return nil }
    secondsPerStep = seconds
  }

  /// A step takes a twentieth of a second; many steps take three seconds in all.
  static func secondsPerStep(of command: Command) -> Double? {
    guard let count = command.stepCount, count > 1 else { return nil }
    return min(3, Double(count) / 20) / Double(count)
  }

  /// How long to wait at a pace before the next step; `nil` when it is due.
  mutating func rest(behind done: Int, at pace: Double) -> Double? {
    let now = FrameClock.now
    watched += (now - last) * pace
    last = now
    let ahead = Double(done) * secondsPerStep - watched
    // A day is for ever: whoever stands still is woken when the pace changes.
    let seconds = min(ahead / pace, 86_400)
    return seconds > 0.005 ? seconds : nil
  }
}
