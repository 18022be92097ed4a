import BNFiles
import BNCore

extension Session {
  /// Makes a branch that goes on from here; the present one stays as it is, its recorded future too.
  mutating func fork(_ asked: String?) throws(CommandError) -> [Output] {
    let left = branches.current
    let name = asked ?? branches.freeName
    let notes = try branches.fork(name, leaving: branch)
    _ = timeline.leaveFuture(after: step)
    timeline.origin = Timeline.Origin(name: left, step: step)
    log.append(.fork(name))
    return [.note((["\(name) goes on from step \(step) of \(left)"] + notes).joined(separator: "; "))]
  }

  /// Goes to another branch, where it was left.
  mutating func `switch`(to asked: String) throws(CommandError) -> [Output] {
    let name = try branchName(asked)
    guard name != branches.current else { return [.note("\(name) is the present branch")] }
    guard let other = branches.switch(to: name, leaving: branch) else { throw noBranch(name) }
    become(other)
    log.append(.switch(name))
    return [.note("\(name), step \(step) of \(lastRecordedStep)")]
  }

  /// Which branch a name means: `next` is the one behind the present one, unless one is called so.
  private func branchName(_ asked: String) throws(CommandError) -> String {
    guard asked == "next", !branches.names.contains(asked) else { return asked }
    guard let next = branches.next else { throw Self.onlyOneBranch(branches.current) }
    return next
  }

  /// There is nothing beside the present branch.
  static func onlyOneBranch(_ name: String) -> CommandError {
    CommandError("\(name) is the only branch; fork makes another one")
  }

  /// A branch as it stands, the present one or another.
  func branch(named name: String) throws(CommandError) -> Branch {
    if name == branches.current { return branch }
    guard let other = branches.branch(named: name) else { throw noBranch(name) }
    return other
  }

  private func noBranch(_ name: String) -> CommandError {
    CommandError(unknown("branch", name, among: branches.names))
  }

  /// All branches, one a line: where each stands, how far it goes, and where it came from.
  func listBranches() throws(CommandError) -> Report {
    var rows: [[String]] = []
    var objects: [JSONText] = []
    for name in branches.names {
      let branch = try branch(named: name)
      let (last, origin) = (branch.lastRecordedStep, branch.timeline.origin)
      let mark = name == branches.current ? "* " : "  "
      rows.append([
        mark + name, "step \(branch.step) of \(last)", origin.map { "from step \($0.step) of \($0.name)" } ?? "",
      ])
      objects.append([
        "name": .string(name), "step": .integer(branch.step), "last": .integer(last),
        "from": origin.map { .string($0.name) } ?? .null, "from_step": origin.map { .integer($0.step) } ?? .null,
      ])
    }
    return Report(
      title: "branches", text: TextTable.lines(rows).joined(separator: "\n"),
      members: [
        JSONText.Member(name: "current", value: .string(branches.current)),
        JSONText.Member(name: "branches", value: .array(objects)),
      ])
  }
}
