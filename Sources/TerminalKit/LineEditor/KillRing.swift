/// What was cut, newest last, to be put back with Ctrl-Y and Alt-Y.
struct KillRing: Equatable, Sendable {
  /// Which way a cut went, so that cuts in a row join in reading order.
  enum Direction: Sendable { case forward, backward }

  private static let capacity = 60
  private var entries: [String] = []
  /// How far Alt-Y has turned the ring back from the newest entry.
  private var turns = 0

  /// Keeps a cut, joined to the newest one if the cuts came in a row.
  mutating func keep(_ text: String, _ direction: Direction, joining: Bool) {
    guard !text.isEmpty else { return }
    turns = 0
    guard joining, let last = entries.popLast() else {
      entries.append(text)
      if entries.count > Self.capacity { entries.removeFirst() }
      return
    }
    entries.append(direction == .forward ? last + text : text + last)
  }

  /// What Ctrl-Y inserts.
  var current: String? { entries.isEmpty ? nil : entries[entries.count - 1 - turns] }

  /// Turns to the next older entry, from the oldest to the newest again.
  mutating func turn() {
    guard !entries.isEmpty else { return }
    turns = (turns + 1) % entries.count
  }
}
