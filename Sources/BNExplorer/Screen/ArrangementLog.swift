import TerminalKit
import BNFiles

/// What leads back from the commands that arrange the screen, which the session's own undo knows nothing of.
struct ArrangementLog: Equatable, Sendable {
  /// More than anybody takes back one by one.
  static let bound = 100

  private struct Entry: Equatable, Sendable {
    let arrangement: Arrangement
    /// How deep the session's log was then: what came later has to be taken back first.
    var depth: Int
  }

  private var done: [Entry] = []
  private var undone: [Entry] = []

  /// The arrangement was changed.
  mutating func add(_ before: Arrangement, in session: Session) {
    undone = []
    done.append(Entry(arrangement: before, depth: session.undo.depth))
    if done.count > Self.bound { done.removeFirst() }
  }

  /// Another session takes the place of the present one: what that one did can no longer be taken back, and what was
  /// arranged before the other goes on comes before what that will do.
  mutating func goOn(with session: Session) {
    undone = []
    for index in done.indices { done[index].depth = min(done[index].depth, session.undo.depth) }
  }

  /// Takes back the last change, if nothing in the session came after it that can be taken back.
  ///
  /// - Returns: the arrangement to go back to; `nil` leaves it to the session.
  mutating func undo(_ present: Arrangement, in session: Session) -> Arrangement? {
    guard let last = done.last, last.depth >= session.undo.depth || session.undo.last == nil else { return nil }
    done.removeLast()
    undone.append(Entry(arrangement: present, depth: session.undo.depth))
    return last.arrangement
  }

  /// Makes the last change again that was taken back, if the session is where it was then.
  mutating func redo(_ present: Arrangement, in session: Session) -> Arrangement? {
    guard let last = undone.last, last.depth <= session.undo.depth else { return nil }
    undone.removeLast()
    done.append(Entry(arrangement: present, depth: session.undo.depth))
    return last.arrangement
  }
}

extension ScreenState {
  /// Carries out what a command asks of the screen, and remembers how it was.
  mutating func arrange(_ request: ScreenRequest) {
    let before = arrangement
    if let text = arrangement.apply(request, in: session) { message = Message(text: text) }
    // Moving about is no change: one takes it back by moving.
    if arrangement.lines != before.lines { arrangementLog.add(before, in: session) }
  }

  /// Takes back or makes again the last change of the arrangement; false leaves it to the session.
  mutating func undoArranging(redoing: Bool) -> Bool {
    let other =
      redoing ? arrangementLog.redo(arrangement, in: session) : arrangementLog.undo(arrangement, in: session)
    guard let other else { return false }
    arrangement = other
    message = Message(text: "\(redoing ? "redone" : "undone"): how the screen is arranged")
    return true
  }
}
