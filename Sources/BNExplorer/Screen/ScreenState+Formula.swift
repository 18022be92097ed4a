import TerminalKit
import BNCore

// The formula as a pane of its own: one stands on a number in it and turns it.
extension ScreenState {
  /// Whether the arrows turn what stands in the formula: then it, the outputs and the curves show what would come out now.
  var isScrubbing: Bool { focusedPane == .formula && preview != nil && isOfPreview }

  /// Whether a preview has the number whose formula is shown.
  private var isOfPreview: Bool {
    guard let quantity = inspectedElement?.quantity else { return false }
    return quantity == .y || quantity == .batchMean || quantity == .batchVariance || quantity == .r || quantity == .d
      || (quantity.variable.map { $0 != .gamma && $0 != .beta } ?? false)
  }

  /// What would come out now, as the settings say and the other way.
  var previewedSteps: (own: any TakenStep, other: any TakenStep)? {
    preview?.steps(session.configuration.training ? .training : .inference)
  }

  /// How the number whose formula is shown would come about now; `nil` where nobody turns anything.
  var scrubbedExplanation: Explanation? {
    guard isScrubbing, let element = inspectedElement, let step = previewedSteps?.own else { return nil }
    return session.explanation(of: element, by: step)
  }

  /// What can be turned in the formula, from left to right.
  var formulaKnobs: [Knob] {
    let explanation: Explanation? =
      scrubbedExplanation ?? inspectedElement.flatMap { try? session.explanation(of: $0) }
    guard let explanation else { return [] }
    return explanation.terms.compactMap { Knob(term: $0.name, of: explanation.subject) }
  }

  /// The one that is stood on.
  var formulaKnob: Knob? {
    let knobs = formulaKnobs
    return knobs.contains(knob) ? knob : knobs.first
  }

  /// Stands on the next number of the formula that can be turned, or on the one before.
  mutating func chooseFormulaKnob(by distance: Int) -> [Action] {
    let knobs = formulaKnobs
    guard let chosen = formulaKnob, let place = knobs.firstIndex(of: chosen) else {
      message = Message(text: "nothing in this formula can be turned; e shows another one")
      return []
    }
    knob = knobs[(place + distance + knobs.count) % knobs.count]
    message = nil
    return []
  }

  /// Turns the number that is stood on.
  mutating func turnFormulaKnob(up: Bool) -> [Action] {
    guard let chosen = formulaKnob else { return chooseFormulaKnob(by: 0) }
    knob = chosen
    return adjust(up: up)
  }

  /// Begins the line that gives the number that is stood on a value.
  mutating func editFormulaKnob() -> [Action] {
    guard let chosen = formulaKnob else { return chooseFormulaKnob(by: 0) }
    knob = chosen
    return editParameter()
  }

  // MARK: Another x

  /// The chosen element of the batch that would be taken now.
  private var imaginableElement: (step: any TakenStep, place: Int)? {
    guard let step = preview?.training, step.layout.elementsPerChannel > 0, step.layout.channels > 0 else { return nil }
    return (step, arrangement.element.settled(in: step.layout).place(in: step.layout))
  }

  /// Its value, as it is imagined or as it is.
  var elementValue: Double? {
    guard let (step, place) = imaginableElement else { return nil }
    if let imagined, imagined.place == place { return imagined.value }
    return step.elements(.input, at: [place])[0]
  }

  /// A twentieth of the spread of its channel, rounded to one digit, so that a press is seen and a number stays short.
  var elementStride: Double {
    guard let (step, _) = imaginableElement, let variances = step.numbers(.batchVariance) else { return 0.1 }
    let channel = chosenChannel
    let deviation = variances.indices.contains(channel) ? variances[channel].squareRoot() : 0
    guard deviation > 0, deviation.isFinite else { return 0.1 }
    return Double(NumberText.significant(deviation / 20, digits: 1)) ?? 0.1
  }

  /// Wonders what would come out if the chosen element were another; without a value it is what it is again.
  mutating func imagine(_ value: Double?) -> [Action] {
    guard let (step, place) = imaginableElement else {
      message = Message(text: "imagine: there is no batch to look at yet; generate or load one first", isError: true)
      return []
    }
    imagined = value.map {
      ImaginedElement(position: session.position, shape: step.shape, place: place, value: $0)
    }
    return [.imagine(imagined)]
  }

  /// Ends what was imagined in the formula, where that is left: elsewhere nobody would know of it, and no arrow turns x.
  ///
  /// - Parameter wasThere: whether the formula had the focus before.
  /// - Returns: what is to be done.
  mutating func leaveFormula(wasThere: Bool) -> [Action] {
    guard wasThere, focusedPane != .formula else { return [] }
    if knob == .element { knob = KnobList(self).knobs.first ?? .parameter(.training) }
    return imagined == nil ? [] : imagine(nil)
  }

  /// Gives up another x, wherever it was imagined.
  mutating func giveUpImagined() -> [Action] {
    let actions = imagine(nil)
    message = Message(text: "took back the imagined x: the batch is as it came")
    return actions
  }

  /// What a knob is, in a line; of x whether it is the batch's own.
  func summary(of knob: Knob) -> String {
    guard knob == .element, let imagined, let own = ownValue(at: imagined.place) else { return meaning(of: knob) }
    return "imagined in place of \(NumberText.significant(own)): no step is taken with it"
  }

  /// What the batch really has at a place.
  private func ownValue(at place: Int) -> Double? {
    guard let step = session.lastStep, place < step.shape.reduce(1, *) else { return nil }
    return step.elements(.input, at: [place])[0]
  }

  /// Forgets what was imagined of another batch.
  mutating func settleImagined() {
    guard let imagined, let step = preview?.training,
      !imagined.belongs(to: step.shape, at: session.position)
    else { return }
    self.imagined = nil
  }
}

extension Knob {
  /// What turns a number of a formula; `nil` where it follows from others.
  init?(term: String, of subject: String) {
    switch term {
    case "epsilon": self = .parameter(.epsilon)
    case "gamma": self = .variable(.gamma)
    case "beta": self = .variable(.beta)
    case "x": self = .element
    case "weight": self = .parameter(subject.hasPrefix("renorm") ? .renormMomentum : .momentum)
    case "r": self = .parameter(.rmax)
    case "d": self = .parameter(.dmax)
    default: return nil
    }
  }
}
