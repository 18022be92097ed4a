import BNCore

/// One thing that a random program does to a graph.
indirect enum ScopeAction: Sendable {
  case scope(name: String, reuse: Reuse, [ScopeAction])
  case call(ScopeCall)
}

/// A random call of the function, in the few respects that its names and errors depend on.
struct ScopeCall: Sendable {
  var name: String?
  var reuse: Reuse
  var channels: Int
  var type: DataType
  var training: Training
  var center: Bool
  var scale: Bool
  var renorm: Bool
  var trainable: Bool
  var regularized: Bool
  /// An axis that the input does not have.
  var badAxis: Bool
  /// A clipping key that nobody knows.
  var badKey: Bool
  /// The variable whose initializer has too many values.
  var tooMany: VariableName?

  var options: BatchNormalizationOptions {
    .with {
      $0.axis = badAxis ? 5 : -1
      ($0.center, $0.scale, $0.renorm, $0.trainable) = (center, scale, renorm, trainable)
      if regularized { $0.gammaRegularizer = .l2(0.5) }
      if badKey { $0.renormClipping = ["key": 1] }
      let many = Initializer.values(Array(repeating: 1, count: channels + 1))
      switch tooMany {
      case .gamma: $0.gammaInitializer = many
      case .beta: $0.betaInitializer = many
      case .movingMean: $0.movingMeanInitializer = many
      case .movingVariance: $0.movingVarianceInitializer = many
      default: break
      }
    }
  }

  /// Whether its type has numbers such as 0.5.
  var isFractional: Bool { type.name.hasPrefix("float") }

  /// The names and lengths of the variables that the call wants, in their order; 0 for a single number.
  var wanted: [(name: String, length: Int)] {
    var wanted: [(String, Int)] = []
    if scale { wanted.append(("gamma", channels)) }
    if center { wanted.append(("beta", channels)) }
    wanted += [("moving_mean", channels), ("moving_variance", channels)]
    if renorm {
      wanted += [
        ("renorm_mean", channels), ("renorm_mean_weight", 0), ("renorm_stddev", channels), ("renorm_stddev_weight", 0),
      ]
    }
    return wanted
  }
}

/// TensorFlow's rules of scopes, sharing and failing calls once more, as a person would keep them on paper: what is in
/// each scope is a set of names that begins empty whenever the scope is opened.
struct ScopeModel {
  struct Variable: Equatable {
    let length: Int
    let type: DataType
  }

  private(set) var made: [String: Variable] = [:]
  /// The names of all variables, in their order.
  private(set) var order: [String] = []
  private(set) var trainable: [String] = []
  private(set) var updateCount = 0
  private(set) var lossCount = 0
  /// What each call answered: the variables that it uses, or its error.
  private(set) var answers: [[String]] = []

  mutating func run(_ actions: [ScopeAction]) {
    var used: Set<String> = []
    run(actions, in: "", sharing: nil, &used)
  }

  private mutating func run(_ actions: [ScopeAction], in path: String, sharing: Reuse, _ used: inout Set<String>) {
    for action in actions {
      switch action {
      case .call(let call):
        do throws(Refused) {
          answers.append(try answer(call, in: path, sharing: sharing, &used))
        } catch {
          answers.append([error.words])
        }
      case .scope(let name, let reuse, let inner):
        used.insert(name)
        var fresh: Set<String> = []
        let asksToShare = reuse == true || reuse == .auto
        run(inner, in: path + name + "/", sharing: asksToShare ? reuse : sharing, &fresh)
      }
    }
  }

  private struct Refused: Error {
    let words: String
    init(_ words: String) { self.words = words }
  }

  private mutating func answer(
    _ call: ScopeCall, in path: String, sharing: Reuse, _ used: inout Set<String>
  ) throws(Refused) -> [String] {
    if let name = call.name { used.insert(name) }
    if call.renorm, call.badKey {
      throw Refused("ValueError: renorm_clipping {'key': 1.0} contains keys not in ['rmax', 'rmin', 'dmax']")
    }
    let scope = path + (call.name ?? unnamed(call, used))
    if call.name == nil { used.insert(String(scope.dropFirst(path.count))) }
    if call.badAxis { throw Refused("ValueError: Value of `axis` argument 5 is out of range for input with rank 2") }
    let rule = call.reuse == true || call.reuse == .auto ? call.reuse : sharing
    var names: [String] = []
    for (short, length) in call.wanted {
      let name = scope + "/" + short
      try take(name, Variable(length: length, type: call.type), rule, tooMany: call.tooMany?.rawValue == short)
      names.append(name)
      if order.count > madeBefore { try settle(call, short, name) }
    }
    if !call.isFractional {
      let operand = call.training == false ? "Variable" : "Tensor"
      throw Refused("TypeError: unsupported operand type(s) for +: '\(operand)' and 'float'")
    }
    if call.training != false { updateCount += 2 }
    return names
  }

  private func unnamed(_ call: ScopeCall, _ used: Set<String>) -> String {
    if call.reuse == true || call.reuse == .auto { return "batch_normalization" }
    return (0...).lazy.map { $0 == 0 ? "batch_normalization" : "batch_normalization_\($0)" }
      .first { !used.contains($0) } ?? ""
  }

  /// How many variables there were before the one that is being taken.
  private var madeBefore = 0

  private mutating func take(_ name: String, _ wanted: Variable, _ rule: Reuse, tooMany: Bool) throws(Refused) {
    madeBefore = order.count
    guard let found = made[name] else {
      if rule == true { throw Refused(missing(name)) }
      if tooMany, !wanted.type.name.hasPrefix("float") {
        throw Refused("TypeError: Expected \(wanted.type.name), got 1.0 of type 'float' instead.")
      }
      if tooMany {
        throw Refused(
          "ValueError: Too many elements provided. Needed at most \(wanted.length), but received \(wanted.length + 1)")
      }
      made[name] = wanted
      order.append(name)
      return
    }
    if rule == nil || rule == false { throw Refused(exists(name)) }
    if found.length != wanted.length {
      throw Refused(
        "ValueError: Trying to share variable \(name), but specified shape (\(wanted.length),) and found shape "
          + "(\(found.length),).")
    }
    if found.type != wanted.type {
      throw Refused(
        "ValueError: Trying to share variable \(name), but specified dtype \(wanted.type.name) and found dtype "
          + "\(found.type.name)_ref.")
    }
  }

  /// What comes with a variable that was made.
  private mutating func settle(_ call: ScopeCall, _ short: String, _ name: String) throws(Refused) {
    if call.trainable, short == "gamma" || short == "beta" { trainable.append(name) }
    guard call.regularized, short == "gamma" else { return }
    guard call.isFractional else {
      throw Refused("TypeError: Expected \(call.type.name), got 0.5 of type 'float' instead.")
    }
    lossCount += 1
  }

  init() {}
}
