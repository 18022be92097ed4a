import BNCore

/// A parameter and the value it is to have: what a `set` line says, checked.
struct Setting: Equatable, Sendable {
  let parameter: Parameter
  let value: Value

  enum Value: Equatable, Sendable {
    case toggle(Bool?)
    case number(Double?)
    case integer(Int)
    case dtype(NumberType)
    case trainingSwitch(TrainingSwitch)
    case clipping(RenormClipping)
    case initializer(Initializer)
    case regularizer(Regularizer?)
    case constraint(Constraint?)
    case optimizer(OptimizerChoice)
    case loss(LossChoice)
    /// Update operations behind the optimizer.
    case updatesAfter
    case name(String)
    case reuse(Reuse)
    case arithmetic(Arithmetic)
    case threads(Int?)
    case framework(FrameworkChoice)
  }

  /// Writes the value into a configuration.
  func apply(to configuration: inout Configuration) {
    switch (value, parameter) {
    case (.toggle(let on), .training): configuration.training = on ?? configuration.training
    case (.toggle(let on), .updateOps): configuration.updateOps = on == false ? .off : .on
    case (.updatesAfter, _): configuration.updateOps = .after
    case (.optimizer(let optimizer), _): configuration.optimizer = optimizer
    case (.number(let number), .learningRate): configuration.learningRate = number ?? configuration.learningRate
    case (.loss(let loss), _): configuration.loss = loss
    case (.name(let name), _): configuration.name = name
    case (.reuse(let reuse), _): configuration.reuse = reuse
    case (.dtype(let type), _): configuration.dtype = type
    default: apply(to: &configuration.options)
    }
  }

  private func apply(to options: inout BatchNormalizationOptions) {
    switch value {
    case .toggle(let on): apply(on, to: &options)
    case .number(let number): apply(number, to: &options)
    case .integer(let axis): options.axis = axis
    case .dtype, .updatesAfter, .optimizer, .loss, .name, .reuse: break
    case .trainingSwitch(let trainingSwitch): options.trainingSwitch = trainingSwitch
    case .arithmetic(let arithmetic): options.arithmetic = arithmetic
    case .threads(let threads): options.threads = threads
    case .framework(let framework): framework.apply(to: &options)
    case .clipping(let clipping): options.renormClipping = clipping
    case .initializer(let initializer): apply(initializer, to: &options)
    case .regularizer(let regularizer):
      if parameter == .betaRegularizer {
        options.betaRegularizer = regularizer
      } else {
        options.gammaRegularizer = regularizer
      }
    case .constraint(let constraint):
      if parameter == .betaConstraint {
        options.betaConstraint = constraint
      } else {
        options.gammaConstraint = constraint
      }
    }
  }

  private func apply(_ on: Bool?, to options: inout BatchNormalizationOptions) {
    switch parameter {
    case .fused: options.fused = on
    case .center: options.center = on ?? options.center
    case .scale: options.scale = on ?? options.scale
    case .renorm: options.renorm = on ?? options.renorm
    case .trainable: options.trainable = on ?? options.trainable
    default: break
    }
  }

  private func apply(_ number: Double?, to options: inout BatchNormalizationOptions) {
    switch parameter {
    case .momentum: options.writtenMomentum = number ?? options.writtenMomentum
    case .epsilon: options.epsilon = number ?? options.epsilon
    case .renormMomentum: options.renormMomentum = number ?? options.renormMomentum
    case .rmax: options.renormClipping.rmax = number
    case .rmin: options.renormClipping.rmin = number
    case .dmax: options.renormClipping.dmax = number
    default: break
    }
  }

  private func apply(_ initializer: Initializer, to options: inout BatchNormalizationOptions) {
    switch parameter {
    case .betaInitializer: options.betaInitializer = initializer
    case .gammaInitializer: options.gammaInitializer = initializer
    case .movingMeanInitializer: options.movingMeanInitializer = initializer
    case .movingVarianceInitializer: options.movingVarianceInitializer = initializer
    default: break
    }
  }
}

extension Parameter {
  /// Reads the words behind `set PARAMETER`.
  func setting(from words: ArgumentReader) throws(CommandError) -> Setting {
    var words = words
    let value = try value(from: &words)
    try words.expectEnd()
    return Setting(parameter: self, value: value)
  }

  private func value(from words: inout ArgumentReader) throws(CommandError) -> Setting.Value {
    switch self {
    case .updateOps: return try Self.updates(try words.next("on, off, before or after"))
    case .training, .center, .scale, .renorm, .trainable:
      return .toggle(try ValueText.toggle(try words.next("on or off"), rawValue))
    case .fused:
      let word = try words.next("on, off or none")
      return .toggle(word.text == "none" ? nil : try ValueText.toggle(word, rawValue, orElse: ["none"]))
    case .momentum: return .number(try Self.momentum(try words.next("a number")))
    case .epsilon, .renormMomentum, .learningRate:
      return .number(try ValueText.number(try words.next("a number"), rawValue))
    case .rmax, .rmin, .dmax:
      let word = try words.next("a number or none")
      return .number(word.text == "none" ? nil : try ValueText.number(word, rawValue))
    case .axis:
      return .integer(try ValueText.integer(try words.next("a whole number"), rawValue, in: -32...32))
    case .dtype: return .dtype(try NumberType.named(try words.next(orList(NumberType.available.map(\.rawValue)))))
    case .trainingMode:
      let word = try words.next("bool or placeholder")
      guard let value = TrainingSwitch(rawValue: word.text) else {
        throw CommandError("training_mode needs bool or placeholder, not \"\(word.text)\"", column: word.column)
      }
      return .trainingSwitch(value)
    case .arithmetic:
      let word = try words.next("fast or reference")
      guard let value = Arithmetic(rawValue: word.text) else {
        throw CommandError("arithmetic needs fast or reference, not \"\(word.text)\"", column: word.column)
      }
      return .arithmetic(value)
    case .threads:
      let word = try words.next("a whole number or none")
      return .threads(word.text == "none" ? nil : try ValueText.integer(word, rawValue, in: 1...1024))
    case .renormClipping: return .clipping(try RenormClipping(from: &words))
    case .betaInitializer, .gammaInitializer, .movingMeanInitializer, .movingVarianceInitializer:
      return .initializer(try Initializer(from: &words, rawValue))
    case .betaRegularizer, .gammaRegularizer: return .regularizer(try Regularizer.read(from: &words, rawValue))
    case .betaConstraint, .gammaConstraint: return .constraint(try Constraint.read(from: &words, rawValue))
    case .optimizer: return .optimizer(try OptimizerChoice(from: &words))
    case .loss: return .loss(try LossChoice(from: &words))
    case .name: return .name(try ScopeName.read(from: &words))
    case .reuse: return .reuse(try Reuse.read(from: &words))
    case .framework: return .framework(try FrameworkChoice(from: &words))
    }
  }

  private static func momentum(_ word: Word) throws(CommandError) -> Double {
    guard word.text.lowercased() != "none" else {
      throw CommandError(
        "momentum needs a number, not \"\(word.text)\": a session does not follow torch's plain average of all batches;"
          + " frameworks \"torch momentum=None\" shows it", column: word.column)
    }
    return try ValueText.number(word, Parameter.momentum.rawValue)
  }

  private static func updates(_ word: Word) throws(CommandError) -> Setting.Value {
    switch word.text {
    case "before": .toggle(true)
    case "after": .updatesAfter
    default: .toggle(try ValueText.toggle(word, Parameter.updateOps.rawValue, orElse: ["before", "after"]))
    }
  }
}
