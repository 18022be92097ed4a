import TerminalKit
import BNCore

/// One figure of the screen: what was measured how often, beside what it should be.
struct ScreenFigure: Equatable {
  enum Name: String, CaseIterable {
    case start, frame
    case keyIdle = "key_idle"
    case keyBusy = "key_busy"
    case keyCrowded = "key_crowded"
    case knob, escape, bytes, writes
    case browserOpen = "browser_open"
    case browserKey = "browser_key"
    case browserFrame = "browser_frame"
    case browserBytes = "browser_bytes"
    case idleBytes = "idle_bytes"
    case idleWakeups = "idle_wakeups"
    case memory
  }

  enum Unit: String {
    case seconds, bytes, count
  }

  /// The most that a figure may be.
  struct Limit: Equatable {
    var median: Double
    var p95: Double?
    /// What 99 % of the samples should not exceed, and what none should.
    var rare: (p99: Double, largest: Double)?

    static func == (a: Limit, b: Limit) -> Bool {
      a.median == b.median && a.p95 == b.p95 && a.rare?.p99 == b.rare?.p99 && a.rare?.largest == b.rare?.largest
    }
  }

  var name: Name
  var size: Size
  /// Steps a second while it was measured; `nil` where none were taken.
  var speed: String?
  var samples: [Double]

  var median: Double { samples.median }
  var largest: Double { samples.max() ?? .nan }

  /// The smallest of the samples that 95 % of them do not exceed.
  var p95: Double { percentile(95) }

  /// The smallest of the samples that 99 % of them do not exceed.
  var p99: Double { percentile(99) }

  private func percentile(_ share: Int) -> Double {
    let sorted = samples.sorted()
    return sorted.isEmpty ? .nan : sorted[(sorted.count * share + 99) / 100 - 1]
  }

  var limit: Limit { name.limit(at: size) }

  /// What has to be within the limit: the median; of what must not happen even once, the largest.
  var judged: Double { name.isJudgedByLargest ? largest : median }

  /// Whether a count is beyond what it may be.
  ///
  /// A time never is: a busy machine would make it so.
  var isExceeded: Bool { name.isCount && !(judged <= limit.median) }
}

extension ScreenFigure.Name {
  /// What it is, in words.
  var text: String {
    switch self {
    case .start: "start to first frame"
    case .frame: "frame, processor time"
    case .keyIdle: "key to screen, paused"
    case .keyBusy: "key to screen, busy"
    case .keyCrowded: "key on a crowded screen"
    case .knob: "parameter to its effect"
    case .escape: "lone Escape to screen"
    case .bytes: "bytes of a moving frame"
    case .writes: "writes of a frame"
    case .browserOpen: "1,000 layers to screen"
    case .browserKey: "key among 1,000 layers"
    case .browserFrame: "scrolled, processor time"
    case .browserBytes: "bytes of a scrolled frame"
    case .idleBytes: "bytes of an idle second"
    case .idleWakeups: "wake-ups of an idle second"
    case .memory: "memory"
    }
  }

  var unit: ScreenFigure.Unit {
    switch self {
    case .start, .frame, .keyIdle, .keyBusy, .keyCrowded, .knob, .escape, .browserOpen, .browserKey, .browserFrame:
      .seconds
    case .bytes, .idleBytes, .memory, .browserBytes: .bytes
    case .writes, .idleWakeups: .count
    }
  }

  /// Whether it is the same on a slow and on a busy machine.
  var isCount: Bool { unit != .seconds }

  var isJudgedByLargest: Bool {
    switch self {
    case .writes, .idleBytes, .idleWakeups, .memory: true
    case .start, .frame, .keyIdle, .keyBusy, .keyCrowded, .knob, .escape, .bytes, .browserOpen, .browserKey,
      .browserFrame, .browserBytes:
      false
    }
  }

  /// What a program that feels swift keeps to, on a machine with two processors that others use as well.
  func limit(at size: Size) -> ScreenFigure.Limit {
    let isSmall = size.columns * size.rows <= 80 * 24
    return switch self {
    case .start: .init(median: 0.025)
    case .frame: .init(median: isSmall ? 0.0006 : 0.003)
    case .keyIdle: .init(median: 0.001, p95: 0.008)
    case .keyBusy: .init(median: 0.008, p95: 0.025)
    case .keyCrowded: .init(median: 0.01, rare: (p99: 0.02, largest: 0.25))
    case .knob: .init(median: 0.005, p95: 0.005)
    case .escape: .init(median: 0.035)
    case .bytes: .init(median: isSmall ? 1_500 : 7_000)
    case .writes: .init(median: 1)
    case .browserOpen: .init(median: 0.1)
    case .browserKey: .init(median: isSmall ? 0.002 : 0.005, p95: 0.01)
    case .browserFrame: .init(median: isSmall ? 0.0015 : 0.004)
    case .browserBytes: .init(median: isSmall ? 2_500 : 25_000)
    case .idleBytes, .idleWakeups: .init(median: 0)
    case .memory: .init(median: 25e6)
    }
  }
}
