internal import Synchronization

import Platform

/// Writes down what makes a session while it is worked with, in a file that outlives the program.
///
/// The file is made with the first line that cannot be had from elsewhere, and removed at an orderly end. What is written is
/// the operating system's at once, so that only the machine's own end can lose it; nothing waits for the disk.
final class Journal: Sendable {
  private struct State {
    var written = JournaledLog()
    var file: LockedFile?
    /// Whether it is of no use any more: the disk is full, or the program is about to end.
    var isClosed = false
  }

  private let folder: JournalFolder
  private let state = Mutex(State())

  init(in folder: JournalFolder) { self.folder = folder }

  /// Writes down what has changed since the last time, in one write.
  func note(_ session: Session) {
    state.withLock { state in
      guard !state.isClosed else { return }
      var log = session.journaled
      log.begun = state.written.begun
      if state.file == nil {
        guard log.lines != log.kept, open(&state) else { return }
        log.begun = state.written.begun
      }
      let changes = JournalText.changes(from: state.written, to: log)
      guard !changes.isEmpty, let file = state.file else { return }
      if file.add(Array(changes.utf8)) {
        state.written = log
      } else {
        // Half a change is none, and what comes behind it would be read as part of it.
        state.isClosed = true
      }
    }
  }

  private func open(_ state: inout State) -> Bool {
    let begun = WallClock.now
    guard let file = folder.makeFile(), file.add(Array(JournalText.heading(begun: begun).utf8)) else {
      state.isClosed = true
      return false
    }
    (state.file, state.written) = (file, JournaledLog(begun: begun))
    return true
  }

  /// Forgets all of it: the person is done with the session.
  func remove() {
    state.withLock { state in
      state.file?.remove()
      (state.file, state.isClosed) = (nil, true)
    }
  }
}

extension Session {
  /// What a journal has of it: the lines that `save` would write.
  ///
  /// The steps of a command that is under way are among them.
  var journaled: JournaledLog { JournaledLog(lines: log.upToNow.lines, kept: log.kept, step: step) }
}
