extension Command {
  /// How many steps it says it takes, of the layer or of a figure's networks; `nil` where it does not say.
  var stepCount: Int? {
    switch self {
    case .session(.step(let count, _)): count
    case .session(.figure(let request)): request.steps
    case .solution(let command): command.stepCount
    default: nil
    }
  }
}
