/// What the line was before each change, newest last.
package struct UndoStack: Equatable, Sendable {
  package struct Snapshot: Equatable, Sendable {
    package var buffer: EditBuffer
    package var walk: HistoryWalk

    /// What it takes of the stack's room: the characters of the line, and something for a line without any.
    fileprivate var size: Int { 64 + buffer.count + 4 * walk.drafts.count }
  }

  /// Bounds the memory that very long lines, or very many changes, can take.
  private static let capacity = 1 << 20
  private var snapshots: [Snapshot] = []
  private var size = 0

  mutating func push(_ snapshot: Snapshot) {
    snapshots.append(snapshot)
    size += snapshot.size
    while size > Self.capacity, snapshots.count > 1 { size -= snapshots.removeFirst().size }
  }

  mutating func pop() -> Snapshot? {
    guard let snapshot = snapshots.popLast() else { return nil }
    size -= snapshot.size
    return snapshot
  }
}

extension LineEditor {
  /// Makes the line as it stands the one that the next undo returns to.
  package mutating func remember() { undoStack.push(UndoStack.Snapshot(buffer: buffer, walk: walk)) }

  /// Goes back to the line before the last change; a change that left the text as it was is passed over.
  package mutating func undo() {
    let present = buffer.characters
    while buffer.characters == present, let snapshot = undoStack.pop() {
      buffer = snapshot.buffer
      walk = snapshot.walk
    }
  }
}
