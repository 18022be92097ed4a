import BNFiles

/// What `record` does where there is no screen: the film whose lines are gathered at present, if there is one.
struct LineFilm {
  private var recorder: LineRecorder?

  /// Whether lines are gathered, so that the pictures they export are the film's.
  var isOn: Bool { recorder != nil }

  mutating func add(_ line: Script.Line) { recorder?.add(line) }

  /// Ends the present film, since another is to begin or, where that is `nil`, since it was asked for.
  ///
  /// - Returns: what there is to say of the film that ended.
  mutating func end(
    before next: RecordRequest?, _ environment: SessionEnvironment
  ) throws(CommandError) -> String? {
    guard next != nil || isOn else { throw .nothingRecorded }
    return try finish(environment)
  }

  /// Writes the film, if there is one.
  mutating func finish(_ environment: SessionEnvironment) throws(CommandError) -> String? {
    defer { recorder = nil }
    return try recorder?.finish(environment)
  }

  /// Begins a film, if one is asked for.
  mutating func begin(
    _ request: RecordRequest?, from session: Session, _ arrangement: Arrangement
  ) throws(CommandError) {
    if let request { recorder = try LineRecorder(request, from: session, arrangement) }
  }
}
