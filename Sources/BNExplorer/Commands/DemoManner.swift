/// How a demo is given: what a person chooses before it begins, and changes while it plays.
struct DemoManner: Equatable, Sendable {
  /// How many times as fast as written it plays.
  var speed = 1.0
  /// Whether scenes hold until a key, whatever they wait for.
  var isPaused = false
  /// Whether the time that has gone is shown.
  var showsClock = false

  private static let rungs = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8]

  mutating func goFaster() { speed = Self.rungs.first { $0 > speed } ?? speed }
  mutating func goSlower() { speed = Self.rungs.last { $0 < speed } ?? speed }
}
