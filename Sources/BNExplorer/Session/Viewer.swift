/// How a person looks at a session, whichever branch it is and wherever it stands, and what they have beside it.
struct Viewer: Equatable, Sendable {
  /// The channels that the screen shows; none for all together.
  var channels: [Int] = []
  /// How fast `run` steps on a screen; `nil` as fast as possible.
  var stepsPerSecond: Double? = 20
  /// The model file that is open.
  var model: OpenModel?
  /// The figure that was made last; neither time nor branches of the layer touch it.
  var figure: Figure?

  /// How long `run` waits from step to step on a screen; `nil` where it does not.
  ///
  /// At most a day, which is for ever, and still a number that every clock can hold.
  var secondsPerStep: Double? { stepsPerSecond.map { min(1 / $0, 86_400) } }
}
