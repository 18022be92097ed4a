import BNCore
import Testing

@Suite("Findings about a layer")
struct FindingTests {
  /// Three channels that have seen 1,000 batches of 64 elements from their own population.
  static var healthy: LayerCondition {
    var condition = LayerCondition(
      options: BatchNormalizationOptions(), dataType: .float32,
      variables: [
        .gamma: [1, 1, 1], .beta: [0, 0, 0], .movingMean: [2, -1, 0.5], .movingVariance: [4, 1, 2],
      ])
    condition.initialMean = [0, 0, 0]
    condition.initialVariance = [1, 1, 1]
    condition.implementation = .nonFused(.rank(2))
    condition.count = 64
    condition.steps = 1000
    count(1000)(&condition)
    condition.observed = ObservedMoments(mean: [2, -1, 0.5], variance: [4, 1, 2])
    condition.isIndependent = true
    return condition
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let code: Finding.Code
    let severity: Finding.Severity
    let name: String
    let fires: @Sendable (inout LayerCondition) -> Void
    let isQuiet: @Sendable (inout LayerCondition) -> Void
    var channels: [Int]?
    var testDescription: String { "\(code.rawValue) \(severity.rawValue): \(name)" }

    init(
      _ code: Finding.Code, _ severity: Finding.Severity, _ name: String, channels: [Int]? = nil,
      _ fires: @escaping @Sendable (inout LayerCondition) -> Void,
      not isQuiet: @escaping @Sendable (inout LayerCondition) -> Void
    ) {
      self.code = code
      self.severity = severity
      self.name = name
      self.channels = channels
      self.fires = fires
      self.isQuiet = isQuiet
    }

    fileprivate func found(after change: (inout LayerCondition) -> Void) -> [Finding] {
      var condition = FindingTests.healthy
      change(&condition)
      return condition.findings.filter { $0.code == code && $0.severity == severity }
    }
  }

  private static func set(
    _ name: VariableName, _ values: [Double]
  ) -> @Sendable (inout LayerCondition) -> Void { { $0.variables[name] = values } }

  private static func momentum(_ value: Double) -> @Sendable (inout LayerCondition) -> Void {
    { $0.options.momentum = value }
  }

  private static func renorm(
    rmax: Double? = nil, rmin: Double? = nil, dmax: Double? = nil, steps: Int = 6000
  ) -> @Sendable (inout LayerCondition) -> Void {
    {
      $0.options.renorm = true
      $0.options.renormClipping = RenormClipping(rmax: rmax, rmin: rmin, dmax: dmax)
      $0.steps = steps
    }
  }

  /// What so many updates at momentum 0.99 leave, one after the other.
  private static func share(of updates: Int) -> Double { (0..<updates).reduce(1) { share, _ in share * 0.99 } }

  /// Moving statistics as the initializers made them, with so many updates since.
  private static func count(_ run: Int, forgotten: Int = 0) -> @Sendable (inout LayerCondition) -> Void {
    {
      $0.updatesRun = run
      let record = VariableRecord(updatesRun: run, updatesForgotten: forgotten, shareLeft: share(of: run))
      $0.records = [.movingMean: record, .movingVariance: record]
    }
  }

  /// A moving statistic that came from somewhere, with so many updates since.
  private static func record(
    _ name: VariableName, _ origin: VariableRecord.Origin, _ run: Int = 0, forgotten: Int = 0
  ) -> @Sendable (inout LayerCondition) -> Void {
    {
      $0.records[name] = VariableRecord(
        from: origin, updatesRun: run, updatesForgotten: forgotten, shareLeft: share(of: run))
    }
  }

  private static func untouched(_ condition: inout LayerCondition) {
    condition.variables[.movingMean] = [0, 0, 0]
    condition.variables[.movingVariance] = [1, 1, 1]
    count(0)(&condition)
  }

  /// Moving statistics half a deviation off in a layer with so many updates, trained for so many steps.
  private static func warm(_ updates: Int, steps: Int? = nil) -> @Sendable (inout LayerCondition) -> Void {
    {
      count(updates)(&$0)
      $0.steps = steps ?? updates
      $0.variables[.movingMean] = [3, -0.5, 1.2]
    }
  }

  private static func young(_ updates: Int) -> @Sendable (inout LayerCondition) -> Void { warm(updates, steps: 1000) }

  private static func used(_ updates: Int) -> @Sendable (inout LayerCondition) -> Void {
    {
      warm(updates)(&$0)
      $0.mode = .inference
    }
  }

  /// What comes in, by so many independent rows.
  private static func rows(
    _ examples: Int, mean: [Double], variance: [Double] = [4, 1, 2]
  ) -> @Sendable (inout LayerCondition) -> Void {
    {
      $0.observed = ObservedMoments(
        mean: mean, variance: variance, sample: .init(examples: examples, elements: examples))
    }
  }

  private static func clipped(_ channels: [Int]) -> @Sendable (inout LayerCondition) -> Void {
    {
      renorm(rmax: 3, rmin: 0.3, dmax: 5)(&$0)
      $0.clippedChannels = channels
    }
  }

  /// Batches of 64 elements, of biased variance 1, with the given means.
  private static func batches(_ means: [Double]) -> @Sendable (inout LayerCondition) -> Void {
    {
      $0.recentMeans = [means, means, means]
      $0.recentVariances = [[Double]](repeating: means.map { _ in 1 }, count: 3)
    }
  }

  static let updateCases: [Case] = [
    Case(.nonFinite, .error, "a NaN", channels: [1], set(.movingVariance, [4, .nan, 2])) {
      set(.movingVariance, [4, 1e30, 2])(&$0)
    },
    Case(.updatesForgotten, .error, "none ran") {
      untouched(&$0)
      count(0, forgotten: 5)(&$0)
    } not: {
      untouched(&$0)
    },
    Case(.updatesForgotten, .warning, "some did not run", count(1000, forgotten: 1), not: count(1000)),
    Case(
      .updatesForgotten, .warning, "of one of the two", record(.movingVariance, .assigned, forgotten: 1),
      not: record(.movingVariance, .assigned)),
    Case(.trainingOff, .warning, "an optimizer in inference") {
      untouched(&$0)
      $0.isOptimizing = true
      $0.mode = .inference
    } not: {
      $0.isOptimizing = true
      $0.mode = .inference
    },
    // 0.99^68 = 0.505 and 0.99^69 = 0.4998; 0.99^458 = 0.01002 and 0.99^459 = 0.0099.
    Case(.notSettled, .error, "half is left where inference is used", used(68), not: used(69)),
    Case(.notSettled, .warning, "a hundredth is left where inference is used", used(458), not: used(459)),
    Case(.notSettled, .error, "half is left, and it is younger than the training", young(68), not: warm(68)),
    Case(.notSettled, .info, "warm-up", warm(458), not: warm(459)),
    Case(.notSettled, .warning, "a second pipeline looks at it") {
      warm(68)(&$0)
      $0.evaluated = $0.observed
    } not: {
      warm(68)(&$0)
    },
    // What is left of the start is right, whatever its share.
    Case(.notSettled, .error, "but not where the start was right", used(5)) { count(5)(&$0) },
    Case(
      .notSettled, .info, "one of the two is younger", record(.movingVariance, .initializer, 458),
      not: record(.movingVariance, .file, 458)),
    Case(.updatesForgotten, .error, "a file's are a new layer's, whose beta has learned") {
      untouched(&$0)
      ($0.isFile, $0.observed) = (true, nil)
      $0.variables[.beta] = [0, 0.1, 0]
    } not: {
      untouched(&$0)
      ($0.isFile, $0.observed) = (true, nil)
    },
    Case(.updatesForgotten, .error, "or of which batches were counted") {
      untouched(&$0)
      ($0.isFile, $0.observed, $0.countedBatches) = (true, nil, 3)
    } not: {
      untouched(&$0)
      ($0.isFile, $0.observed, $0.countedBatches) = (true, nil, 0)
    },
    Case(.updatesForgotten, .error, "inference on the initial statistics") {
      untouched(&$0)
      $0.mode = .inference
    } not: {
      untouched(&$0)
      $0.mode = .inference
      $0.observed = ObservedMoments(mean: [0, 0.1, 0], variance: [1, 0.9, 1])
    },
    Case(.renormBeforeTraining, .error, "0 by 0 is next") {
      renorm(rmax: 3, rmin: 0.3, dmax: 5)(&$0)
      $0.options.trainingSwitch = .placeholder
      $0.variables[.renormMeanWeight] = [0]
      $0.mode = .inference
    } not: {
      renorm(rmax: 3, rmin: 0.3, dmax: 5)(&$0)
      $0.options.trainingSwitch = .placeholder
      $0.variables[.renormMeanWeight] = [0.01]
      $0.mode = .inference
    },
    Case(.notFrozen, .error, "statistics move") {
      $0.options.trainable = false
      $0.frozenMovement = 1e-3
    } not: {
      $0.options.trainable = false
      $0.frozenMovement = 0
    },
  ]

  static let argumentCases: [Case] = [
    Case(.momentum, .warning, "PyTorch's", momentum(0.4999), not: momentum(0.5)),
    Case(.momentum, .error, "above 1", momentum(1.01), not: momentum(0.99)),
    Case(.momentum, .error, "below 0", momentum(-0.01), not: momentum(0.99)),
    Case(.momentum, .info, "0", momentum(0), not: momentum(0.6)),
    Case(.momentum, .info, "1", momentum(1), not: momentum(0.999)),
    Case(.renormClipping, .warning, "rmax below 1", renorm(rmax: 0.9, rmin: 0.3), not: renorm(rmax: 1, rmin: 0.3)),
    Case(.renormClipping, .warning, "rmin above 1", renorm(rmax: 3, rmin: 1.1), not: renorm(rmax: 3, rmin: 1)),
    Case(.renormClipping, .warning, "rmin above rmax", renorm(rmax: 1, rmin: 1.01), not: renorm(rmax: 1, rmin: 1)),
    Case(
      .renormClipping, .warning, "dmax below 0", renorm(rmax: 3, rmin: 0.3, dmax: -1),
      not: renorm(rmax: 3, rmin: 0.3, dmax: 0)),
    Case(
      .renormClipping, .warning, "rmax without rmin", renorm(rmax: 3, dmax: 5), not: renorm(rmax: 3, rmin: 0.3, dmax: 5)
    ),
    Case(.renormClipping, .warning, "no limits at first", renorm(steps: 4999), not: renorm(steps: 5000)),
    Case(
      .renormClipping, .info, "plain", renorm(rmax: 1, rmin: 1, dmax: 0, steps: 5001),
      not: renorm(rmax: 1, rmin: 1, dmax: 0, steps: 5000)),
    Case(.renormClipping, .warning, "always clipped", channels: [0, 2], clipped([0, 2]), not: clipped([1])),
    Case(.renormMomenta, .info, "two half-lives", renorm()) { $0.options.renorm = false },
    Case(.penalty, .info, "a regularizer") {
      $0.options.betaRegularizer = .l2(0)
    } not: { _ in
    },
    Case(.penalty, .info, "small gamma", set(.gamma, [0.05, -0.09, 2]), not: set(.gamma, [0.05, -0.11, 2])),
  ]

  static let channelCases: [Case] = [
    Case(
      .epsilonDominates, .info, "one channel", channels: [1], set(.movingVariance, [4, 0.0009, 2]),
      not: set(.movingVariance, [4, 0.0011, 2])),
    Case(.deadChannel, .warning, "what comes in never varies", channels: [2]) {
      $0.observed = ObservedMoments(mean: [2, -1, 0.5], variance: [4, 1, 0])
    } not: {
      $0.observed = ObservedMoments(mean: [2, -1, 0.5], variance: [4, 1, 1e-12])
    },
    // The rounding of a float32 mean of 1000 is 1.2e-4, and its square 1.4e-8.
    Case(.deadChannel, .warning, "nor by more than rounding", channels: [0]) {
      $0.observed = ObservedMoments(mean: [1000, -1, 0.5], variance: [1.4e-8, 1, 2])
    } not: {
      $0.observed = ObservedMoments(mean: [1000, -1, 0.5], variance: [1.5e-8, 1, 2])
    },
    Case(.negativeVariance, .error, "swapped with the mean") {
      $0.variables = [.movingMean: [4, 1, 2, 3], .movingVariance: [2, -1, 0.5, 0]]
    } not: {
      $0.variables[.movingVariance] = [2, 1, 0.5]
    },
    Case(.largeMean, .warning, "what comes in is so, at the first batch", channels: [1]) {
      $0.observed = ObservedMoments(mean: [2, -1.01e4, 0.5], variance: [4, 1, 2])
    } not: {
      $0.observed = ObservedMoments(mean: [2, -0.99e4, 0.5], variance: [4, 1, 2])
    },
    Case(
      .deadChannel, .info, "no variance", channels: [2], set(.movingVariance, [4, 1, 9e-13]),
      not: set(.movingVariance, [4, 1, 1.1e-12])),
    Case(
      .negativeVariance, .error, "a root of a negative number", channels: [0], set(.movingVariance, [-0.0011, 1, 2]),
      not: set(.movingVariance, [-0.0009, 1, 2])),
    Case(
      .negativeVariance, .warning, "slightly below", channels: [0], set(.movingVariance, [-0.001, 1, 2]),
      not: set(.movingVariance, [0, 1, 2])),
    Case(
      .largeMean, .warning, "differences are lost", channels: [1], set(.movingMean, [2, -1.01e4, 0.5]),
      not: set(.movingMean, [2, -0.99e4, 0.5])),
    Case(
      .largeMean, .error, "nothing is left", channels: [1], set(.movingMean, [2, -1.01e6, 0.5]),
      not: set(.movingMean, [2, -0.99e6, 0.5])),
    Case(.largeMean, .warning, "of float64 more is left", set(.movingMean, [2, 1e5, 0.5])) {
      $0.variables[.movingMean] = [2, 1e5, 0.5]
      $0.dataType = .float64
    },
    // Half a unit of 1,024 is 0.5, a hundred times that 50, and a deviation is 2.
    Case(.stalledAverage, .warning, "float16 stops short", channels: [0]) {
      $0.dataType = .float16
      $0.variables[.movingMean] = [1024, 0, 0]
    } not: {
      $0.dataType = .float16
      $0.variables[.movingMean] = [0.1, 0, 0]
    },
    Case(.stalledAverage, .warning, "a variance at float16's end", channels: [0]) {
      $0.isStoredAsHalf = true
      $0.variables[.movingVariance] = [65504, 1, 2]
    } not: {
      $0.variables[.movingVariance] = [65504, 1, 2]
    },
    Case(
      .shutChannel, .info, "a ReLU shuts it", channels: [1], set(.beta, [0, -3.01, 0]), not: set(.beta, [0, -2.99, 0])),
  ]

  static let batchCases: [Case] = [
    Case(.tinyBatch, .error, "one element") {
      $0.count = 1
    } not: {
      $0.count = 3
    },
    Case(.tinyBatch, .error, "two elements") {
      $0.count = 2
    } not: {
      $0.count = 3
    },
    Case(.tinyBatch, .warning, "fifteen elements") {
      $0.count = 15
    } not: {
      $0.count = 16
    },
    Case(.besselCorrection, .info, "1 / 99") {
      $0.implementation = .fused
      $0.count = 100
    } not: {
      $0.implementation = .fused
      $0.count = 101
    },
    Case(.besselCorrection, .warning, "1 / 9") {
      $0.implementation = .fused
      $0.count = 10
    } not: {
      $0.count = 10
    },
    Case(.nonFinite, .warning, "a last batch of one") {
      $0.lastCount = 1
    } not: {
      $0.lastCount = 2
    },
    // Means ± a: variance 8/7 a², times 63. 0.2 gives 2.88, 0.21 gives 3.175, 0.4 gives 11.52.
    Case(
      .unlikeBatches, .warning, "sorted a little", batches([1, -1, 1, -1, 1, -1, 1, -1].map { 0.21 * $0 }),
      not: batches([1, -1, 1, -1, 1, -1, 1, -1].map { 0.2 * $0 })),
    Case(
      .unlikeBatches, .error, "sorted", channels: [0, 1, 2], batches([1, -1, 1, -1, 1, -1, 1, -1].map { 0.4 * $0 }),
      // Seven batches are too few.
      not: batches([1, -1, 1, -1, 1, -1, 1].map { 0.4 * $0 })),
    Case(.padding, .warning, "a tenth of the rows is 0") {
      $0.variables = [.movingMean: [0, 0, 0, 0], .movingVariance: [1, 1, 1, 1]]
      $0.shareOfEmptyRows = 0.1
    } not: {
      $0.variables = [.movingMean: [0, 0, 0, 0], .movingVariance: [1, 1, 1, 1]]
      $0.shareOfEmptyRows = 0.09
    },
    Case(.wrongAxis, .warning, "another axis has it all") {
      $0.axis = 3
      $0.sharesOfVariance = [0.9, 0.6, 0.02, 0.1]
    } not: {
      $0.axis = 3
      $0.sharesOfVariance = [0.9, 0.6, 0.02, 0.2]
    },
  ]

  static let driftCases: [Case] = [
    // One of three channels of equal gamma is 0.26 deviations off: 0.26 / √3 = 0.1501.
    Case(.drift, .warning, "shifted", set(.movingMean, [2.5204, -1, 0.5]), not: set(.movingMean, [2.519, -1, 0.5])),
    // 1.74 / √3 = 1.005.
    Case(.drift, .error, "far away", set(.movingMean, [5.481, -1, 0.5]), not: set(.movingMean, [5.45, -1, 0.5])),
    // All three are wider by √1.34 = 1.1576, and by √1.31 = 1.1446.
    Case(
      .drift, .warning, "wider", set(.movingVariance, [4 / 1.34, 1 / 1.34, 2 / 1.34]),
      not: set(.movingVariance, [4 / 1.31, 1 / 1.31, 2 / 1.31])),
    // Three times too narrow is an effect of 2/3 only, and the paper's limit of r.
    Case(
      .drift, .error, "much narrower", set(.movingVariance, [36.1, 9.1, 18.1]),
      not: set(.movingVariance, [35.9, 8.9, 17.9])),
    // A layer whose first channel has all the weight.
    Case(.drift, .error, "where gamma is") {
      $0.variables[.gamma] = [10, 0.1, 0.1]
      $0.variables[.movingMean] = [4.2, -1, 0.5]
    } not: {
      $0.variables[.gamma] = [0.1, 10, 10]
      $0.variables[.movingMean] = [4.2, -1, 0.5]
    },
    // 0.35 off, with errors of √(1.75 / n): 0.165 by 64 rows and 0.042 by 1,000, of which three channels take 2.75.
    Case(.drift, .warning, "by enough rows", rows(1000, mean: [2.7, -0.65, 1]), not: rows(64, mean: [2.7, -0.65, 1])),
    // One row: 3 deviations may be chance, 30 are not.
    Case(.drift, .error, "by one row", rows(1, mean: [62, 29, 43]), not: rows(1, mean: [8, 2, 4.7])),
    Case(.drift, .warning, "of a second pipeline") {
      $0.evaluated = ObservedMoments(mean: [3, -0.5, 1.2], variance: [4, 1, 2])
    } not: {
      $0.evaluated = ObservedMoments(mean: [2.1, -1, 0.5], variance: [4, 1, 2])
    },
    Case(.drift, .warning, "not before it has settled", set(.movingMean, [3, -0.6, 0.5])) {
      $0.variables[.movingMean] = [3, -0.6, 0.5]
      count(100)(&$0)
    },
    Case(.drift, .warning, "not before the younger has settled", set(.movingMean, [3, -0.6, 0.5])) {
      $0.variables[.movingMean] = [3, -0.6, 0.5]
      record(.movingVariance, .initializer, 100)(&$0)
    },
    // A file's statistics have nothing to settle from, and nobody knows of updates.
    Case(.drift, .warning, "of a file's statistics") {
      $0.variables[.movingMean] = [3, -0.6, 0.5]
      $0.updatesRun = 0
      record(.movingMean, .file)(&$0)
      record(.movingVariance, .file)(&$0)
    } not: {
      $0.updatesRun = 0
      record(.movingMean, .file)(&$0)
      record(.movingVariance, .file)(&$0)
    },
    // A band is 2 / 8 · √(0.01 / 1.99) = 0.0177, and the limit for three channels √(2 ln 3000) = 4.0016 of them, 0.0709.
    Case(
      .staleMean, .warning, "beyond noise", channels: [0], set(.movingMean, [2.072, -1, 0.5]),
      not: set(.movingMean, [2.0708, -1, 0.5])),
  ]

  @Test("are none of a healthy layer")
  func none() {
    #expect(Self.healthy.findings.isEmpty)
  }

  @Test(
    "are made where they hold, and not beyond their limit",
    arguments: updateCases + argumentCases + channelCases + batchCases + driftCases)
  func cases(_ test: Case) throws {
    let findings = test.found(after: test.fires)
    let finding = try #require(findings.first)
    if let channels = test.channels { #expect(finding.channels == channels) }
    #expect(test.found(after: test.isQuiet).isEmpty)
  }

  @Test("cover every criterion")
  func everyCode() {
    let cases = Self.updateCases + Self.argumentCases + Self.channelCases + Self.batchCases + Self.driftCases
    // What only a whole model shows is found by who looks at one.
    let ofModels: Set<Finding.Code> = [.otherEpsilon, .otherRun, .missingVariable, .sharedLayer, .prediction]
    #expect(Set(cases.map(\.code)) == Set(Finding.Code.allCases).subtracting(ofModels))
  }

  // ln(1.1664e-36 / V₀) / ln 0.99 with V₀ = the median of the living channels, 0.0042.
  @Test("say how long a channel of a published network has been dead at least")
  func age() throws {
    var condition = Self.healthy
    condition.variables[.movingVariance] = [0.0042, 0.0042, 1.1664e-36]
    let finding = try #require(condition.findings.first { $0.code == .deadChannel })
    guard case .deadChannels(let updates?, let momentum) = finding.evidence else {
      Issue.record("\(finding) has no age")
      return
    }
    #expect((7680...7700).contains(updates))
    #expect(momentum == 0.99)
  }

  @Test("find the share of the variance along each axis")
  func shares() throws {
    // Along axis 1 the numbers are 0, 1 and 2, and nothing else varies.
    let values = (0..<96).map { (index: Int) -> Double in Double(index / 8 % 3) }
    let shares = LayerCondition.sharesOfVariance(values, shape: [4, 3, 8])
    #expect(shares == [0, 1, 0])
    // Fewer than eight elements a position say nothing.
    #expect(LayerCondition.sharesOfVariance([1, 2, 3, 4], shape: [2, 2]) == [nil, nil])
  }
}
