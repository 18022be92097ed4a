import BNFiles
import BNCore

extension Session {
  /// Takes passes: each takes the next batch, runs the update operations if they are on, and then the optimizer if
  /// one is set, and then takes the next evaluation batch through what they left.
  mutating func take(
    _ count: Int, _ mode: Mode?, _ environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    var notes = try ensureSource(environment.files)
    let mayGoOn = environment.shouldContinue
    if branches.together { return notes + (try takeTogether(count, mode, environment)) }
    // Of batches that lie in memory all has been said: most steps have nothing to look at.
    let streams = Stream.allCases.filter { source(of: $0)?.isStored == true }
    for taken in 1...count {
      for stream in streams { notes += narrowingOfNextBatch(of: stream) }
      notes += try takeStep(mode)
      for stream in streams { notes += dataNotesOnLastBatch(of: stream) }
      guard taken < count else { break }
      log.note(stepsUnderWay: taken, mode)
      if !mayGoOn(experiment.state.step, { self }) {
        log.append(steps: taken, mode)
        throw CommandError("interrupted after \(taken) of \(count) steps", kind: .interrupted)
      }
    }
    log.append(steps: count, mode)
    return notes
  }

  /// What the next batch, which is read from a file, loses in the session's type.
  private func narrowingOfNextBatch(of stream: Stream) -> [Output] {
    guard let source = source(of: stream) else { return [] }
    return narrowing(stream).notes(onBatchOf: source, at: position(in: stream))
  }

  /// What a person should know of the batch that was just read from a file.
  private func dataNotesOnLastBatch(of stream: Stream) -> [Output] {
    guard let source = source(of: stream), let step = lastStep(of: stream), let origin = origin(of: stream) else {
      return []
    }
    return DataNotes(origin: origin, prefix: stream.prefix, use: stream == .training ? .training : .evaluation)
      .notes(on: step, at: position(in: stream) - 1, of: source)
  }

  /// Takes a step and remembers it; the first one after going back begins a new future.
  mutating func takeStep(_ mode: Mode?) throws(CommandError) -> [Output] {
    keep(try timeline.takeStep(mode, of: &experiment), partingAfter: experiment.state.step - 1)
  }

  /// Makes a branch of the future that a step or a change has left.
  ///
  /// Both futures have the steps up to the one named.
  mutating func keep(_ future: Branch?, partingAfter step: Int) -> [Output] {
    guard var future else { return [] }
    future.timeline.origin = Timeline.Origin(name: branches.current, step: step)
    return [.note("a new future begins at step \(step); " + branches.keepFuture(future))]
  }
}

extension Branch {
  /// Takes a step and remembers it, at its end.
  mutating func takeStep(_ mode: Mode?) throws(CommandError) {
    _ = try timeline.takeStep(mode, of: &experiment)
  }
}
