/// The kinds of y axis that a person can choose for a pane's curves.
enum YAxis: String, CaseIterable, Sendable {
  case linear
  case log
  case symlog

  /// The scale that a chart draws.
  var kind: AxisScale.Kind {
    switch self {
    case .linear: .linear
    case .log: .logarithmic
    case .symlog: .symlog(threshold: nil)
    }
  }
}
