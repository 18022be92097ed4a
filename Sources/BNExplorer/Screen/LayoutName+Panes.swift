extension LayoutName {
  /// The panes that have a place in the layout.
  var panes: Set<Pane> {
    switch self {
    case .story: [.parameters, .example, .story, .mean, .variance]
    case .curves: Set(Pane.allCases).subtracting([.story, .example, .formula])
    case .channels: [.parameters, .channels]
    case .formula: [.parameters, .batch, .output, .mean, .variance]
    }
  }
}

extension Pane {
  /// The layout that is gone to for the pane, where the present one has no place for it.
  var home: LayoutName {
    switch self {
    case .story, .example: .story
    case .channels: .channels
    case .formula: .formula
    case .parameters, .batch, .output, .eval, .mean, .variance, .renorm, .gamma, .loss, .figure: .curves
    }
  }
}
