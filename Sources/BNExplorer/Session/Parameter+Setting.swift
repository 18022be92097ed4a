import BNCore

/// A parameter and the value it is to have: what a `set` line says, checked.
struct Setting: Equatable, Sendable {
  let parameter: Parameter
  let value: Value

  enum Value: Equatable, Sendable {
    case toggle(Bool?)
    case number(Double?)
    case integer(Int)
    case dtype(DataType)
    case trainingSwitch(TrainingSwitch)
    case clipping(RenormClipping)
    case initializer(Initializer)
    case regularizer(Regularizer?)
  }

  /// Writes the value into a configuration.
  func apply(to configuration: inout Configuration) {
    switch (value, parameter) {
    case (.toggle(let on), .training): configuration.training = on ?? configuration.training
    case (.toggle(let on), .updateOps): configuration.updateOps = on ?? configuration.updateOps
    case (.dtype(let type), _): configuration.dtype = type
    default: apply(to: &configuration.options)
    }
  }

  private func apply(to options: inout BatchNormalizationOptions) {
    switch value {
    case .toggle(let on): apply(on, to: &options)
    case .number(let number): apply(number, to: &options)
    case .integer(let axis): options.axis = axis
    case .dtype: break
    case .trainingSwitch(let trainingSwitch): options.trainingSwitch = trainingSwitch
    case .clipping(let clipping): options.renormClipping = clipping
    case .initializer(let initializer): apply(initializer, to: &options)
    case .regularizer(let regularizer):
      if parameter == .betaRegularizer {
        options.betaRegularizer = regularizer
      } else {
        options.gammaRegularizer = regularizer
      }
    }
  }

  private func apply(_ on: Bool?, to options: inout BatchNormalizationOptions) {
    switch parameter {
    case .fused: options.fused = on
    case .center: options.center = on ?? options.center
    case .scale: options.scale = on ?? options.scale
    case .renorm: options.renorm = on ?? options.renorm
    default: break
    }
  }

  private func apply(_ number: Double?, to options: inout BatchNormalizationOptions) {
    switch parameter {
    case .momentum: options.momentum = number ?? options.momentum
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
    case .training, .updateOps, .center, .scale, .renorm:
      return .toggle(try ValueText.toggle(try words.next("on or off"), rawValue))
    case .fused:
      let word = try words.next("on, off or none")
      return .toggle(word.text == "none" ? nil : try ValueText.toggle(word, rawValue, orElse: ["none"]))
    case .momentum, .epsilon, .renormMomentum:
      return .number(try ValueText.number(try words.next("a number"), rawValue))
    case .rmax, .rmin, .dmax:
      let word = try words.next("a number or none")
      return .number(word.text == "none" ? nil : try ValueText.number(word, rawValue))
    case .axis:
      return .integer(try ValueText.integer(try words.next("a whole number"), rawValue, in: -32...32))
    case .dtype: return .dtype(try DataType.named(try words.next(orList(DataType.available.map(\.rawValue)))))
    case .trainingMode:
      let word = try words.next("bool or placeholder")
      guard let value = TrainingSwitch(rawValue: word.text) else {
        throw CommandError("training_mode needs bool or placeholder, not \"\(word.text)\"", column: word.column)
      }
      return .trainingSwitch(value)
    case .renormClipping: return .clipping(try Self.clipping(from: &words))
    case .betaInitializer, .gammaInitializer, .movingMeanInitializer, .movingVarianceInitializer:
      return .initializer(try initializer(from: &words))
    case .betaRegularizer, .gammaRegularizer: return .regularizer(try regularizer(from: &words))
    }
  }

  private static func clipping(from words: inout ArgumentReader) throws(CommandError) -> RenormClipping {
    if words.take("none") { return RenormClipping() }
    var clipping = RenormClipping()
    var any = false
    while let option = try words.nextOption(among: ["rmax", "rmin", "dmax"]) {
      let limit = try ValueText.number(option.value, option.name)
      switch option.name {
      case "rmax": clipping.rmax = limit
      case "rmin": clipping.rmin = limit
      default: clipping.dmax = limit
      }
      any = true
    }
    guard any else { throw words.missing("rmax=, rmin= or dmax=, or none") }
    return clipping
  }

  private func initializer(from words: inout ArgumentReader) throws(CommandError) -> Initializer {
    let word = try words.next("zeros, ones, constant NUMBER or a list")
    switch word.text {
    case "zeros": return .zeros
    case "ones": return .ones
    case "constant": return .constant(try ValueText.number(try words.next("a number"), rawValue))
    case let text where text.hasPrefix("["):
      let values = try ValueText.list(word, rawValue)
      guard !values.isEmpty else {
        throw CommandError("\(rawValue) needs at least one value in its list", column: word.column)
      }
      return .values(values)
    default:
      throw CommandError(
        unknown("initializer", word.text, among: ["zeros", "ones", "constant"]) + ", or a list such as [1, 2, 3]",
        column: word.column)
    }
  }

  private func regularizer(from words: inout ArgumentReader) throws(CommandError) -> Regularizer? {
    let word = try words.next("none, l1 SCALE or l2 SCALE")
    if word.text == "none" { return nil }
    guard ["l1", "l2", "sum"].contains(word.text) else {
      throw CommandError(
        unknown("regularizer", word.text, among: ["none", "l1", "l2", "sum"]), column: word.column)
    }
    let scale = try ValueText.number(try words.next("a scale such as 0.1"), rawValue)
    switch word.text {
    case "l1": return .l1(scale)
    case "l2": return .l2(scale)
    default: return .sum(scale)
    }
  }
}
