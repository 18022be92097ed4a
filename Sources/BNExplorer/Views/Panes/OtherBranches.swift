/// The branches beside the present one whose curves are drawn behind it.
struct OtherBranches: Sendable {
  /// More than these can't be told apart in one chart.
  static let most = 4

  let branches: [(name: String, session: Session, style: Style)]

  /// Those with names that a person gave first, then futures that were left.
  init(of session: Session) {
    let names = session.branches.names.filter { $0 != session.branches.current }
    let ordered = names.filter { !$0.contains("~") } + names.filter { $0.contains("~") }
    branches = ordered.prefix(Self.most).enumerated().compactMap { index, name in
      session.branches.session(named: name).map { (name, $0.end, Style(Self.roles[index])) }
    }
  }

  private static let roles: [Role] = [.branch1, .branch2, .branch3, .branch4]

  /// A curve of each of them.
  func series(_ curve: History.Curve, channel: Int?) -> [LineChart.Series] {
    branches.map { branch in
      let points = branch.session.history.points(curve, channel: channel)
      return LineChart.Series(branch.name, points.values, at: .at(points.steps), style: branch.style, stroke: .dashed)
    }
  }
}
