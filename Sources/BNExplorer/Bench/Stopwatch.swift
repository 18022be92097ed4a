/// Seconds that work takes.
enum Stopwatch {
  static func seconds(_ work: () -> Void) -> Double {
    ContinuousClock().measure(work).inSeconds
  }

  /// Seconds of one of some repetitions, after one that brings memory and caches into the state of repeated work.
  static func secondsEach(_ repetitions: Int, _ work: () -> Void) -> Double {
    work()
    return seconds { for _ in 0..<repetitions { work() } } / Double(repetitions)
  }

  /// How often to repeat work so that it takes about as long as this.
  static func repetitions(lasting seconds: Double, _ work: () -> Void) -> Int {
    work()
    var count = 1
    while true {
      let taken = self.seconds { for _ in 0..<count { work() } }
      if taken >= seconds / 4 || count >= 1 << 24 { return max(1, Int(Double(count) * seconds / max(taken, 1e-9))) }
      count *= 4
    }
  }
}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
