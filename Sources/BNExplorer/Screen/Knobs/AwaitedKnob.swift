/// A value that a person gave by a key and that the engine has not answered yet.
///
/// Keys may come faster than answers: the next one goes on from here, not from what is still shown.
struct AwaitedKnob: Equatable, Sendable {
  let knob: Knob
  let text: String
}

extension ScreenState {
  /// What the next press goes on from: what was asked for last, or what is.
  func presentText(of knob: Knob) -> String {
    if let awaited, awaited.knob == knob { awaited.text } else { text(of: knob) }
  }

  /// Forgets what was waited for once it is there, or was refused.
  mutating func settleAwaited(after events: [EngineEvent]) {
    guard let knob = awaited else { return }
    let isRefused = events.contains { if case .failure = $0 { true } else { false } }
    if isRefused || text(of: knob.knob) == knob.text { awaited = nil }
  }
}
