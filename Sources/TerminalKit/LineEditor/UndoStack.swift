/// What the line was before each change, newest last.
package struct UndoStack: Equatable, Sendable {
  package struct Snapshot: Equatable, Sendable {
    package var buffer: EditBuffer
    package var walk: HistoryWalk
  }

  /// Bounds the memory a very long line can take: the characters of all snapshots together.
  private static let capacity = 1 << 20
  private var snapshots: [Snapshot] = []
  private var characters = 0

  mutating func push(_ snapshot: Snapshot) {
    snapshots.append(snapshot)
    characters += snapshot.buffer.count
    while characters > Self.capacity, snapshots.count > 1 { characters -= snapshots.removeFirst().buffer.count }
  }

  mutating func pop() -> Snapshot? {
    guard let snapshot = snapshots.popLast() else { return nil }
    characters -= snapshot.buffer.count
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
