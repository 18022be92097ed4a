import TerminalKit

/// The bar of recorded time, with marks where parameters changed and where the branch began.
enum TimeView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    // Drawn into a part: the bar leaves a column free on both sides.
    bar(state.session).draw(in: inner(area), of: &frame, glyphs: state.glyphs)
  }

  /// The bar of all that is recorded; a session in the past has the timeline of its end.
  static func bar(_ session: Session) -> ScrubBar {
    ScrubBar(
      last: session.lastRecordedStep, present: session.step, events: session.timeline.events.map(\.step),
      branch: session.timeline.origin?.step)
  }

  /// The step under a column of the bar, for a mouse that drags.
  static func step(atColumn column: Int, of area: Area, _ session: Session) -> Int {
    bar(session).step(atColumn: column, in: inner(area))
  }

  private static func inner(_ area: Area) -> Area {
    let (_, right) = area.splitColumns(at: area.columns > 20 ? 1 : 0)
    return right.splitColumns(at: right.columns - (area.columns > 20 ? 1 : 0)).left
  }
}
