import TerminalKit
import Platform

extension Session {
  /// What it offers to completion.
  var completionOffer: CompletionOffer {
    CompletionOffer(
      branches: branchCandidates, layers: { self.layerCandidates },
      momentumSense: momentumSense)
  }

  /// The batch norms of the open model, for completion; a name that would need quotes is left to the person.
  var layerCandidates: [Candidate] {
    (viewer.model?.batchNorms ?? []).filter { !$0.name.isEmpty && quotedWord($0.name) == $0.name }.map { layer in
      Candidate(text: layer.name, summary: layer.channels.map { counted($0, "channel") } ?? "")
    }
  }

  /// The branches with where each stands, for completion.
  var branchCandidates: [Candidate] {
    branches.names.map { name in
      let isPresent = name == branches.current
      let step = isPresent ? self.step : branches.branch(named: name)?.step ?? 0
      return Candidate(text: name, summary: "at step \(step)" + (isPresent ? ", the present one" : ""))
    }
  }
}
