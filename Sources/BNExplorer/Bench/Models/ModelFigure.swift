import BNCore

/// One figure of how fast models open: what was measured how often, beside what it should be.
struct ModelFigure: Equatable {
  enum Name: String, CaseIterable {
    /// From the program's start to its end, the table of layers printed, and how many times as fast as a program in
    /// Python that is.
    case whole
    case wholeRatio = "whole_ratio"
    /// Opening a model and reading the numbers of its layers, once more in the same process.
    case inside
    case insideRatio = "inside_ratio"
    case firstFrame = "first_frame"
    /// The processor's time for a file of gigabytes, in that for a smaller one with the same layers.
    case growth
    /// Memory with the file of gigabytes.
    case memory
    /// The whole program on a file of many layers.
    case many
    /// From start to end of going through all numbers of a file, how many times as fast as a program in Python that is,
    /// and how many times as long as only reading the file.
    case check
    case checkRatio = "check_ratio"
    case checkReading = "check_reading"
  }

  enum Unit: String {
    case seconds, bytes, times
  }

  var name: Name
  var kind: ModelBenchKind
  var samples: [Double]
  /// What the samples are held against, where it is something else that was measured.
  var others: [Double] = []
  /// Who is held against: the library, with its version.
  var peer: String?

  /// What is shown and judged: a median, how many times one is in the other, or the largest.
  ///
  /// Ratios are of the fastest runs, which other work on the machine disturbs least.
  var value: Double {
    switch name {
    case .whole, .inside, .firstFrame, .many, .check: samples.median
    case .wholeRatio, .insideRatio, .checkRatio: leastOfOthers / least
    case .growth, .checkReading: least / leastOfOthers
    case .memory: samples.max() ?? .nan
    }
  }

  var least: Double { samples.min() ?? .nan }
  var leastOfOthers: Double { others.min() ?? .nan }

  /// The most that the value may be, or for ratios to a peer the least; `nil` where nothing is wanted.
  var limit: Double? {
    switch name {
    case .whole: 0.012
    case .wholeRatio: kind.timesAsFast
    case .inside: nil
    case .insideRatio: kind.timesAsFastInside
    case .firstFrame: 0.03
    case .growth: 1.3
    case .memory: 40e6
    case .many: 0.15
    case .check, .checkReading: nil
    case .checkRatio: 5
    }
  }

  var isWithinLimit: Bool {
    guard let limit else { return true }
    return name.isAtLeast ? value >= limit : value <= limit
  }

  /// Whether what has to be kept on any machine is not.
  ///
  /// A time alone never is: a busy machine would make it so.
  var isExceeded: Bool { name.isGate && !isWithinLimit }
}

extension ModelFigure.Name {
  /// What it is, in words.
  var text: String {
    switch self {
    case .whole: "whole program"
    case .wholeRatio: "times as fast as Python"
    case .inside: "open and read, warm"
    case .insideRatio: "times as fast as warm Python"
    case .firstFrame: "start to first frame"
    case .growth: "work, large file / 100 MB"
    case .memory: "memory with the large file"
    case .many: "1,000 layers, 500,000 channels"
    case .check: "check, whole program"
    case .checkRatio: "check, times as fast as Python"
    case .checkReading: "check / reading alone"
    }
  }

  var unit: ModelFigure.Unit {
    switch self {
    case .whole, .inside, .firstFrame, .many, .check: .seconds
    case .wholeRatio, .insideRatio, .growth, .checkRatio, .checkReading: .times
    case .memory: .bytes
    }
  }

  /// Whether the limit is the least that is wanted, rather than the most.
  var isAtLeast: Bool { [.wholeRatio, .insideRatio, .checkRatio].contains(self) }

  /// Whether it is about the same on a slow machine.
  var isGate: Bool { unit != .seconds }
}
