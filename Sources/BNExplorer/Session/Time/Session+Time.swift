import TerminalKit
import BNFiles
import BNCore

extension Session {
  /// Goes to a recorded step: everything becomes what it was after that step and the changes made there, to the bit.
  ///
  /// - Throws: which steps there are, or that the person interrupted; the session is then where it was.
  mutating func go(to target: Int, _ environment: SessionEnvironment) throws(CommandError) -> [Output] {
    let last = lastRecordedStep
    guard (0...last).contains(target) else {
      let recorded = last == 0 ? "no step has been taken yet" : "steps 0 to \(last) are recorded"
      throw CommandError("there is no step \(target < 0 ? "before 0" : String(target)); \(recorded)")
    }
    become(try branch.state(at: target, mayGoOn: mayGoOn(environment)))
    log.append(moveTo: target)
    // Who looks at the past does not want to run from there at once.
    return [.note("step \(target) of \(last)"), .pause]
  }

  /// Asks whether a command that moves nothing until it is done may go on.
  func mayGoOn(_ environment: SessionEnvironment) -> () -> Bool {
    { environment.shouldContinue(step) { self } }
  }

  /// So many steps back, or forward where the number is positive.
  ///
  /// - Parameters:
  ///   - distance: how many.
  ///   - atMost: whether fewer will do where there are no more; one there must be.
  ///   - environment: whether to go on.
  /// - Returns: where it stands then.
  /// - Throws: which steps there are, or that the person interrupted.
  mutating func go(
    by distance: Int, atMost: Bool = false, _ environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    let (sum, overflow) = step.addingReportingOverflow(distance)
    let target = overflow ? .max : sum
    let last = lastRecordedStep
    guard atMost, !(0...last).contains(target) else { return try go(to: target, environment) }
    let edge = distance < 0 ? 0 : last
    guard edge != step else {
      throw CommandError(step == 0 ? "step 0 is the first" : "step \(step) is the last; step takes another one")
    }
    return [.note(edge == 0 ? "the first step" : "the last step")] + (try go(to: edge, environment))
  }

  /// Goes to another state of the same experiment or to another one; what belongs to the person stays.
  mutating func become(_ other: Branch) {
    if other.layer?.channels != layer?.channels { viewer.channels = [] }
    branch = other
  }
}
