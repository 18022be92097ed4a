import BNFiles
import Platform

/// The numbers of a layer, read.
struct LayerNumbers: Sendable {
  let gamma: [Double]?
  let beta: [Double]?
  let mean: [Double]?
  let variance: [Double]?

  /// Reads each tensor once.
  ///
  /// - Throws: ``FileError`` where the file does not hold them.
  init(_ layer: FoundLayer) throws(FileError) {
    gamma = try layer.gamma?.numbers()
    beta = try layer.beta?.numbers()
    mean = try layer.mean?.numbers()
    variance = try layer.variance?.numbers()
  }

  /// What the numbers say of themselves and a person should know, as they would mislead otherwise.
  func notes(for layer: FoundLayer) -> [String] {
    guard layer.isBatchNorm, let mean, let variance else { return [] }
    var notes: [String] = []
    if let note = Self.untrained(mean, variance) { notes.append(note) }
    let negative = variance.count { $0 < 0 }
    if negative > 0 {
      notes.append("\(counted(negative, "variance")) below zero: no training makes these, and their root is NaN")
    }
    for (name, values) in [("gamma", gamma ?? []), ("beta", beta ?? []), ("mean", mean), ("variance", variance)] {
      let odd = values.count { !$0.isFinite }
      if odd > 0 { notes.append("\(odd) of \(counted(values.count, "number")) of \(name) not finite") }
    }
    return notes
  }

  /// Whether training never touched the statistics.
  var isUntrained: Bool { mean.map { mean in variance.map { Self.untrained(mean, $0) != nil } ?? false } ?? false }

  /// Says of statistics that training never touched.
  private static func untrained(_ mean: [Double], _ variance: [Double]) -> String? {
    guard mean.allSatisfy({ $0 == 0 }) else { return nil }
    if variance.allSatisfy({ $0 == 1 }) {
      return "initial statistics, never trained: every mean is 0 and every variance 1"
    }
    return variance.allSatisfy { $0 == 0 }
      ? "statistics never trained: every mean and every variance is zero" : nil
  }
}

/// The least and the greatest of some numbers.
struct Extremes: Equatable, Sendable {
  let least: Double
  let greatest: Double

  /// NaN is passed over unless there is nothing else; `nil` where there are no numbers.
  init?(_ numbers: [Double]) {
    guard let first = numbers.first else { return nil }
    var (least, greatest) = (first, first)
    for number in numbers {
      if !(number >= least) { least = number.isNaN ? least : number }
      if !(number <= greatest) { greatest = number.isNaN ? greatest : number }
    }
    self.least = least
    self.greatest = greatest
  }
}
