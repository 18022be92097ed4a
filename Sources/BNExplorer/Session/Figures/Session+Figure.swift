extension Session {
  var figure: Figure? { viewer.figure }

  /// Makes a figure; where it is interrupted it has the steps that were taken.
  mutating func draw(_ request: FigureRequest, _ environment: SessionEnvironment) throws(CommandError) -> [Output] {
    var run = try FigureRun(request)
    for taken in 0..<request.steps {
      try run.step(after: taken)
      let done = taken + 1
      let isAsked = done < request.steps
      if isAsked, !environment.shouldContinue(experiment.state.step + done, { drawn(run.figure) }) {
        try run.end(after: done)
        keep(run.figure)
        throw CommandError("interrupted after \(done) of \(request.steps) steps", kind: .interrupted)
      }
    }
    keep(run.figure)
    return [.figure(run.figure)]
  }

  private mutating func keep(_ figure: Figure) {
    self = drawn(figure)
    log.append(.figure(figure.request))
  }

  /// The session with a figure as far as it is.
  private func drawn(_ figure: Figure) -> Session {
    var session = self
    session.viewer.figure = figure
    return session
  }
}
