import TerminalKit
import BNCore

/// What the other branches would make of the number whose formula is shown: the other mode, and the layer without renorm.
struct FormulaGhosts {
  private let state: ScreenState
  private let element: ElementReference

  init(_ state: ScreenState, _ element: ElementReference) {
    self.state = state
    self.element = element
  }

  /// A name and a number each.
  var lines: [(name: String, number: String)] { [before, otherMode, withoutRenorm].compactMap(\.self) }

  /// What the step gave that was really taken, where something has been turned since.
  private var before: (String, String)? {
    guard element.quantity == .y, let taken = state.session.lastStep, taken.mode == state.previewedSteps?.own.mode,
      let explanation = state.session.explanation(of: element, by: taken),
      explanation.resultText != state.scrubbedExplanation?.resultText
    else { return nil }
    return ("at step \(state.session.step)", explanation.resultText)
  }

  private var otherMode: (String, String)? {
    guard let (own, other) = state.previewedSteps,
      let explanation = state.session.explanation(of: element, by: other)
    else { return nil }
    return (own.mode == .training ? "in inference" : "in training", explanation.resultText)
  }

  /// The same moments, not corrected towards the moving statistics.
  private var withoutRenorm: (String, String)? {
    guard element.quantity == .y, let step = state.previewedSteps?.own, step.mode == .training,
      let place = place(in: step.shape)
    else { return nil }
    let facts = step.facts(ofElement: place)
    guard facts.correction != nil else { return nil }
    let x = step.elements(.input, at: [place])[0]
    let normalized = (x - facts.appliedMean) / (facts.appliedVariance + facts.epsilon).squareRoot()
    let y = normalized * (facts.gamma ?? 1) + (facts.beta ?? 0)
    return ("without renorm", NumberText.significant(y, digits: facts.dtype.digits))
  }

  private func place(in shape: [Int]) -> Int? {
    guard element.indices.count == shape.count else { return nil }
    return zip(element.indices, Shape.strides(of: shape)).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension Knob {
  /// What formulas call the number that it turns.
  var term: String {
    switch self {
    case .parameter(.momentum), .parameter(.renormMomentum): "weight"
    case .parameter(.rmax): "r"
    case .parameter(.dmax): "d"
    case .parameter, .variable, .batchSize, .element: name
    }
  }
}
