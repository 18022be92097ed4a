import BNFiles
import BNCore

extension Session {
  /// Says whether the other branches go along with every step from now on; without a word, the other way round.
  mutating func goTogether(_ asked: Bool?) -> [Output] {
    let isOn = asked ?? !branches.together
    branches.together = isOn
    log.append(.together(isOn))
    guard isOn else { return [.note("together is off: steps are taken in \(branches.current) alone")] }
    let names = branches.followers
    let who = names.isEmpty ? "every branch that will be made" : names.joined(separator: ", ")
    return [.note("together is on: \(who) goes along with every step")]
  }

  /// Takes passes, and each of them in all other branches with a name too, from their ends.
  ///
  /// Those that have not come as far as this one catch up first. After that all are at the same step after every pass, so
  /// that an interrupted command leaves what a shorter one would.
  ///
  /// - Throws: what a branch can't take; it is for the caller to put everything back.
  mutating func takeTogether(
    _ count: Int, _ mode: Mode?, _ environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    try catchUp(mode, environment)
    let names = branches.followers
    var followers = names.compactMap { branches.takeOut($0) }
    defer { for (name, follower) in zip(names, followers) { branches.replace(name, with: follower) } }
    var notes: [Output] = []
    for taken in 1...count {
      notes += try takeStep(mode)
      let step = experiment.state.step
      for index in followers.indices { try followers[index].follow(to: step, mode, as: names[index]) }
      if taken < count { log.note(stepsUnderWay: taken, mode) }
      let mayGoOn = taken == count || environment.shouldContinue(step) { self.with(followers, named: names) }
      guard mayGoOn else {
        log.append(steps: taken, mode)
        throw CommandError("interrupted after \(taken) of \(count) steps", kind: .interrupted)
      }
    }
    log.append(steps: count, mode)
    return notes
  }

  /// Lets the branches that end before the present step go on to it.
  private mutating func catchUp(_ mode: Mode?, _ environment: SessionEnvironment) throws(CommandError) {
    for name in branches.followers {
      guard var follower = branches.branch(named: name), follower.lastRecordedStep < step else { continue }
      follower = follower.end
      while follower.step < step {
        guard environment.shouldContinue(step, { self }) else {
          throw CommandError("interrupted while \(name) caught up, and no step was taken", kind: .interrupted)
        }
        try follower.follow(to: follower.step + 1, mode, as: name)
      }
      branches.replace(name, with: follower)
    }
  }

  private func with(_ followers: [Branch], named names: [String]) -> Session {
    var session = self
    for (name, follower) in zip(names, followers) { session.branches.replace(name, with: follower) }
    return session
  }
}

extension Branch {
  /// Goes on from the end as far as a step; nothing where it is recorded.
  fileprivate mutating func follow(to target: Int, _ mode: Mode?, as name: String) throws(CommandError) {
    if case .past(let end) = timeline.place {
      guard end.step < target else { return }
      self = end
    }
    do throws(CommandError) {
      while experiment.state.step < target { try takeStep(mode) }
    } catch {
      throw CommandError(
        "\(name) can't go along at step \(step + 1): \(error.message); or together off", kind: error.kind)
    }
  }
}
