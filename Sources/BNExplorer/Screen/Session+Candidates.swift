import TerminalKit

extension Session {
  /// The branches with where each stands, for completion.
  var branchCandidates: [Candidate] {
    branches.names.map { name in
      let isPresent = name == branches.current
      let step = isPresent ? self.step : branches.branch(named: name)?.step ?? 0
      return Candidate(text: name, summary: "at step \(step)" + (isPresent ? ", the present one" : ""))
    }
  }
}
