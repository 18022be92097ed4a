import BNCore

extension Pane {
  /// Whether a session has something to show in the pane.
  func isAvailable(in session: Session) -> Bool {
    switch self {
    case .formula: session.lastStep != nil
    case .parameters, .story, .batch, .output, .mean, .variance: true
    case .example: ExamplePicture.isPossible(in: session)
    case .eval: session.lastEval != nil
    case .renorm: session.configuration.options.renorm
    case .gamma: TrainingView.isShown(session)
    case .loss: TrainingView.isShown(session) && (session.loss != nil || session.lastStep?.loss != nil)
    case .figure: session.figure != nil
    case .channels: session.layer != nil
    }
  }
}
