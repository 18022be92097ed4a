import BNCore

/// How two branches differ at the last step that both have, and where they part.
struct Comparison: Equatable, Sendable {
  /// A parameter, or the source, that is set otherwise.
  struct Choice: Equatable, Sendable {
    let name: String
    let first: String
    let second: String
  }

  /// How far apart the numbers of one name are.
  struct Difference: Equatable, Sendable {
    let name: String
    let largest: Double
    /// Whether only one of the two has numbers of this name, or they have other shapes: then the difference is infinite.
    let isOneSided: Bool
    /// The place of the largest along each dimension; empty where there is none.
    let index: [Int]
  }

  /// The first step at which a variable or the output differs by more than the tolerance.
  struct Parting: Equatable, Sendable {
    let step: Int
    let difference: Difference
  }

  let first: String
  let second: String
  let step: Int
  let within: Double
  let choices: [Choice]
  let differences: [Difference]
  /// `nil` where they do not part.
  let parting: Parting?
}

extension Session {
  /// Compares two branches; neither moves.
  ///
  /// The steps behind the last one that they share are replayed in both until they part.
  func compare(_ request: CompareRequest, _ environment: SessionEnvironment) throws(CommandError) -> Comparison {
    let first = if let first = request.first { first } else { try usualOther() }
    let names = (first, request.second ?? branches.current)
    let a = try branch(named: names.0)
    let b = try branch(named: names.1)
    let mayGoOn = mayGoOn(environment)
    let last = min(a.lastRecordedStep, b.lastRecordedStep)
    let parting = try a.parting(from: b, upTo: last, within: request.within, mayGoOn)
    let ends = (
      try a.state(at: last, mayGoOn: mayGoOn).experiment, try b.state(at: last, mayGoOn: mayGoOn).experiment
    )
    return Comparison(
      first: names.0, second: names.1, step: last, within: request.within, choices: ends.0.choices(unlike: ends.1),
      differences: ends.0.differences(from: ends.1, in: Quantity.tabulated), parting: parting)
  }

  /// What the present branch is held against where nothing is named: where it came from, or else the one made last.
  private func usualOther() throws(CommandError) -> String {
    if let origin = timeline.origin?.name, origin != branches.current, branches.names.contains(origin) { return origin }
    guard let other = branches.latestOther else { throw Self.onlyOneBranch(branches.current) }
    return other
  }
}

extension Quantity {
  private static let variables = VariableName.allCases.compactMap { Quantity(rawValue: $0.rawValue) }
  /// What the table of a comparison has a row for, besides the parameters.
  fileprivate static let tabulated = variables + [.y, .loss, .evalLoss]
  /// What decides whether two branches have parted.
  fileprivate static let deciding = variables + [.y]
}

extension Branch {
  fileprivate func parting(
    from other: Branch, upTo last: Int, within tolerance: Double, _ mayGoOn: () -> Bool
  ) throws(CommandError) -> Comparison.Parting? {
    let (line, otherLine) = (timeline, other.timeline)
    let common = line.commonStep(with: otherLine, upTo: last)
    guard common.map({ $0 < last }) ?? true else { return nil }
    var a = try state(at: common ?? 0, mayGoOn: mayGoOn).experiment
    // Up to there they are one.
    var b = common == nil ? try other.state(at: 0, mayGoOn: mayGoOn).experiment : a
    if common == nil, let parting = a.parting(from: b, within: tolerance) { return parting }
    while a.step < last {
      guard mayGoOn() else { throw CommandError("interrupted at step \(a.step) of \(last)", kind: .interrupted) }
      try a.takeAgain(along: line, isLast: false)
      try b.takeAgain(along: otherLine, isLast: false)
      if let parting = a.parting(from: b, within: tolerance) { return parting }
    }
    return nil
  }
}

extension Experiment {
  /// The largest difference at the present step, if it is above the tolerance.
  fileprivate func parting(from other: Experiment, within tolerance: Double) -> Comparison.Parting? {
    let differences = differences(from: other, in: Quantity.deciding)
    guard let largest = differences.max(by: { $0.largest < $1.largest }), largest.largest > tolerance else {
      return nil
    }
    return Comparison.Parting(step: step, difference: largest)
  }

  fileprivate func choices(unlike other: Experiment) -> [Comparison.Choice] {
    let pairs =
      [("source", sourceName, other.sourceName)]
      + Parameter.allCases.map { ($0.rawValue, $0.text(in: configuration), $0.text(in: other.configuration)) }
    return pairs.filter { $0.1 != $0.2 }.map(Comparison.Choice.init)
  }

  /// The differences of all quantities that one of the two has.
  fileprivate func differences(from other: Experiment, in quantities: [Quantity]) -> [Comparison.Difference] {
    quantities.compactMap { quantity in
      let (a, b) = (try? value(quantity, column: 1), try? other.value(quantity, column: 1))
      return a == nil && b == nil ? nil : Comparison.Difference(quantity.rawValue, a, b)
    }
  }
}

extension Comparison.Difference {
  fileprivate init(_ name: String, _ a: ExpressionValue?, _ b: ExpressionValue?) {
    guard let a, let b, a.shape == b.shape else {
      self.init(name: name, largest: .infinity, isOneSided: true, index: [])
      return
    }
    var largest = 0.0
    var index: Int?
    for (place, pair) in zip(a.values, b.values).enumerated() {
      let difference = Self.distance(pair.0, pair.1)
      if difference > largest { (largest, index) = (difference, place) }
    }
    self.init(
      name: name, largest: largest, isOneSided: false, index: index.map { Shape.indices(of: $0, in: a.shape) } ?? [])
  }

  /// Two NaNs, and two equal infinities, are no distance apart.
  private static func distance(_ a: Double, _ b: Double) -> Double {
    if a == b || (a.isNaN && b.isNaN) { return 0 }
    let difference = (a - b).magnitude
    return difference.isNaN ? .infinity : difference
  }
}
