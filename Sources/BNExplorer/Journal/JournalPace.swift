/// Says when a session that steps on and on is to be written down again: twice a second.
///
/// Looking at the clock at each step of a small batch would cost as much as all the rest, so of quick steps only some do.
final class JournalPace {
  private static let interval = Duration.milliseconds(500)
  /// Steps that together take less need no look in between.
  private static let quick = Duration.milliseconds(10)
  private static let mostSkipped = 64

  private var noted = ContinuousClock.now
  private var looked = ContinuousClock.now
  private var skipped = 0
  private var left = 0

  /// A command begins, whose steps may take longer than those before.
  func begin() { (skipped, left) = (0, 0) }

  /// Whether it is time.
  func isDue() -> Bool {
    guard left == 0 else {
      left -= 1
      return false
    }
    let now = ContinuousClock.now
    skipped = now - looked < Self.quick ? min(Self.mostSkipped, 2 * skipped + 1) : 0
    (looked, left) = (now, skipped)
    guard now - noted >= Self.interval else { return false }
    noted = now
    return true
  }
}
