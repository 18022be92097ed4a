import BNFiles

/// Where a demo is: a value that the keys move and the clock reads.
///
/// Before each scene the session is kept, so that going back is putting it there again.
struct DemoPlayer: Sendable {
  let scenes: [Scene]
  private(set) var index = 0
  private(set) var phase = Phase.playing
  /// Counts the scenes begun, so that news of a scene that was broken off is not taken for the present one's.
  private(set) var run = 0
  /// The session as it was before each scene that has begun.
  private(set) var snapshots: [Session]
  /// What the scene's commands have shown so far.
  var shown: [String] = []

  enum Phase: Equatable, Sendable {
    /// The scene's commands are being carried out.
    case playing
    /// They are done; the picture holds for so many seconds more, or until a key when `nil`.
    case holding(seconds: Double?)
    /// The last scene is over.
    case ended
  }

  /// What the player wants done.
  enum Step: Equatable, Sendable {
    /// Carry out the present scene, from the kept session if it was gone back to.
    case play(restoring: Bool)
    /// Finish the present scene's commands without their pace.
    case hurry
    case none
  }

  /// Begins at the first scene; `nil` for a script without any.
  init?(script: Script, session: Session) {
    scenes = Scene.scenes(of: script)
    guard !scenes.isEmpty else { return nil }
    snapshots = [session]
  }

  var scene: Scene { scenes[index] }

  /// The session to go back to before the present scene.
  var snapshot: Session { snapshots[index] }

  /// The person wants the next scene, or the hold is over.
  mutating func next(from session: Session) -> Step {
    switch phase {
    case .playing: return .hurry
    case .ended: return .none
    case .holding:
      guard index + 1 < scenes.count else {
        phase = .ended
        return .none
      }
      index += 1
      snapshots.append(session)
      return begin(restoring: false)
    }
  }

  /// Back to the scene before; from the first, to its own beginning.
  mutating func back() -> Step {
    index = max(0, index - 1)
    snapshots.removeLast(snapshots.count - index - 1)
    return begin(restoring: true)
  }

  private mutating func begin(restoring: Bool) -> Step {
    phase = .playing
    run += 1
    shown = []
    return .play(restoring: restoring)
  }

  /// The scene's commands are done.
  mutating func finished(speed: Double) {
    guard phase == .playing else { return }
    // A day is for ever, and still a number that every clock can hold. The last scene stays until a key: what comes
    // behind it is the person's own session, and nobody should be dropped into that.
    let isLast = index + 1 == scenes.count
    phase = .holding(seconds: isLast ? nil : scene.hold.map { min($0 / speed, 86_400) })
  }
}
