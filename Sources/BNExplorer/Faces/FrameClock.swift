internal import Dispatch

/// Tells when a frame is due.
struct FrameClock {
  private var last = 0.0

  /// Seconds of a clock that only goes forward.
  static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  mutating func isDue(every seconds: Double) -> Bool {
    let now = Self.now
    guard now - last >= seconds else { return false }
    last = now
    return true
  }
}
