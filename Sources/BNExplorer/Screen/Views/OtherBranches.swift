import TerminalKit

/// The branches beside the present one whose curves are drawn behind it.
struct OtherBranches: Sendable {
  /// More than these can't be told apart in one chart.
  static let most = 4

  let branches: [(name: String, branch: Branch, style: Style, stroke: Stroke)]

  /// Those with names that a person gave first, then the latest future that was left; none of another number of channels.
  ///
  /// Every reset leaves a future, so that all of them would soon crowd out what is compared.
  init(of session: Session) {
    let others = session.branches.names.compactMap { name in
      session.branches.branch(named: name).map { (name: name, branch: $0.end) }
    }
    let alike = others.filter { other in
      guard let channels = session.layer?.channels, let theirs = other.branch.layer?.channels else { return true }
      return channels == theirs
    }
    let named = alike.filter { !Branches.isFuture($0.name) }
    let ordered = named + alike.filter { Branches.isFuture($0.name) }.suffix(1)
    branches = ordered.prefix(Self.most).enumerated().map { index, other in
      (other.name, other.branch, Style(Self.roles[index]), Self.strokes[index])
    }
  }

  private static let roles: [Role] = [.branch1, .branch2, .branch3, .branch4]
  /// The present branch's is solid, the batch's dotted.
  private static let strokes: [Stroke] = [.dashed, .dashDotted, .longDashed, .gapped]

  /// A curve of each of them.
  func series(_ curve: History.Curve, channel: Int?) -> [LineChart.Series] {
    branches.map { other in
      LineChart.Series(other.name, curve, channel, other.branch.history, style: other.style, stroke: other.stroke)
    }
  }
}
