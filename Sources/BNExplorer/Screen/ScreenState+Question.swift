import TerminalKit

// A question that is open: what keys do, and what is not drawn meanwhile.
extension ScreenState {
  /// Whether an answer is waited for.
  var isAsked: Bool { question?.isRevealed == false }

  /// What is not drawn before the answer.
  var hidden: Set<Quantity> { question?.hidden ?? [] }

  /// Whether a pane would draw something that is not to be seen before the answer.
  func hides(_ pane: Pane) -> Bool {
    guard !hidden.isEmpty else { return false }
    // The title of a histogram has the batch's moments in it.
    let isHistogram = pane == .batch && ElementsView.view(of: pane, self) == .histogram
    return !hidden.isDisjoint(with: pane.quantities + (isHistogram ? [.batchMean, .batchVariance] : []))
  }

  /// What stands in the place of what is hidden.
  static let hiddenNote = "hidden until the answer"

  /// Puts a question; that of the present scene has been put when the scene began.
  mutating func ask(_ question: Question) {
    if demo?.scene.question == question, self.question?.question == question { return }
    self.question = OpenQuestion(question)
  }

  /// Takes the answer of a number key: a choice, or the beginning of an answer that is typed.
  mutating func answer(withKey key: Character) -> [Action] {
    guard let choices = question?.question.choices, !choices.isEmpty else { return beginLine("answer \(key)") }
    return answer("\(key)")
  }

  /// Takes an answer; in a demo it goes on to the scene that says what became of it.
  mutating func answer(_ text: String) -> [Action] {
    guard isAsked else {
      message = Message(text: "no question is open", isError: true)
      return []
    }
    do throws(CommandError) { try question?.take(text) } catch {
      message = Message(text: error.message, isError: true)
      return []
    }
    message = nil
    demo?.note(answer: question.flatMap { open in open.given.flatMap { open.question.isRight($0) } })
    guard let step = demo?.answered() else {
      question?.reveal()
      return []
    }
    return [.demo(step == .none ? nextScene() : step)]
  }

  /// Says the answer, and draws what was hidden.
  mutating func reveal() {
    // The scene that is to reveal it has done so when it began.
    guard demo?.scene.reveals != true else { return }
    question?.reveal()
    if demo == nil, question == nil { message = Message(text: "no question is open", isError: true) }
  }
}

extension Pane {
  /// What it draws.
  var quantities: [Quantity] {
    switch self {
    case .parameters, .formula: []
    case .story: [.x, .y, .movingMean, .movingVariance, .batchMean, .batchVariance]
    case .batch, .example: [.x]
    case .output: [.y]
    case .eval: [.evalX, .evalY]
    case .mean: [.movingMean, .batchMean, .populationMean, .renormMean]
    case .variance: [.movingVariance, .batchVariance, .populationVariance, .renormStddev]
    case .renorm: [.r, .d]
    case .gamma: [.gamma, .beta]
    case .loss: [.loss, .evalLoss, .regularizationLoss]
    case .figure: [.accuracy, .plainAccuracy, .percentiles, .plainPercentiles]
    case .channels:
      Quantity.allCases.filter { ![.x, .y, .evalX, .evalY, .loss, .evalLoss, .regularizationLoss].contains($0) }
    }
  }
}
