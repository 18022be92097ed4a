import TerminalKit

/// The branches beside the present one whose curves are drawn behind it.
struct OtherBranches: Sendable {
  /// More than these can't be told apart in one chart.
  static let most = 4

  let branches: [(name: String, branch: Branch, style: Style, stroke: Stroke)]

  /// The first of those that can be held against the present one.
  init(of session: Session) {
    branches = session.branchesBeside.prefix(Self.most).enumerated().map { index, other in
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
