import TerminalKit
import BNFiles

/// The kinds of y axis that a person can choose for a pane's curves.
enum YAxis: String, CaseIterable, Sendable {
  case linear
  case log
  case symlog

  /// What the axis is for, in a few words.
  var summary: String {
    switch self {
    case .linear: "even steps"
    case .log: "powers of ten, only what is above 0"
    case .symlog: "powers of ten of both signs, linear around 0"
    }
  }

  /// The scale that a chart draws.
  var kind: AxisScale.Kind {
    switch self {
    case .linear: .linear
    case .log: .logarithmic
    case .symlog: .symlog(threshold: nil)
    }
  }
}
