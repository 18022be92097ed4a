import BNFiles
import BNCore

extension Session {
  mutating func set(_ setting: Setting, _ files: any FileAccess) throws(CommandError) -> [Output] {
    var setting = setting
    var newLoss: Loss?
    if case .loss(let choice) = setting.value {
      let resolved = try resolved(choice, files)
      newLoss = resolved.loss
      setting = Setting(parameter: .loss, value: .loss(resolved.choice))
    }
    let notes = try make(.setting(setting, newLoss))
    log.append(.set(setting))
    return notes + warnings(about: setting)
  }

  /// Gives a parameter another value, and the layer what follows from it; for `set loss` that is the loss as it was read.
  mutating func change(_ setting: Setting, _ newLoss: Loss?) throws(CommandError) -> [Output] {
    var changed = configuration
    setting.apply(to: &changed)
    var notes: [Output] = []
    if case .name(let name) = setting.value {
      notes = try rename(to: name)
    } else if let shape = batchShape, setting.parameter.rebuildsLayer {
      notes = try fit(to: shape, changed)
    } else {
      layer?.options = changed.options
    }
    configuration = changed
    if setting.parameter == .loss { loss = newLoss }
    layer?.train(with: changed.optimizer.optimizer(learningRate: changed.learningRate), on: loss)
    return notes
  }

  /// TensorFlow takes any number for a momentum; a person should know what a strange one does.
  private func warnings(about setting: Setting) -> [Output] {
    if setting.parameter.isAboutTraining { return advice(about: configuration, loss) }
    if setting.parameter == .dtype, let source { return narrowing(sourceName).notes(on: source) }
    guard case .number(let number?) = setting.value, [.momentum, .renormMomentum].contains(setting.parameter),
      !(0...1).contains(number)
    else { return [] }
    return [.note("\(setting.parameter.rawValue) lies outside 0...1: the averages that it moves will not settle")]
  }

  /// Switches a parameter; `fused` left to TensorFlow counts as on.
  mutating func toggle(_ parameter: Parameter, _ files: any FileAccess) throws(CommandError) -> [Output] {
    let isOn = parameter.text(in: configuration) != "off"
    return try set(Setting(parameter: parameter, value: .toggle(!isOn)), files)
      + [.note("\(parameter.rawValue) is \(ValueText.text(!isOn))")]
  }

  /// Builds the layer for a batch shape and a configuration, keeping every variable that still fits by name and shape.
  ///
  /// - Returns: notes that say what was kept and what was made, if variables were there before.
  mutating func fit(to shape: [Int], _ changed: Configuration) throws(CommandError) -> [Output] {
    var fresh = try built(changed, for: shape)
    try checkReuse(by: fresh)
    try checkEval(fits: fresh)
    guard let layer else {
      self.layer = fresh
      history = History(channels: fresh.channels)
      // Which there would be nobody knew when they were chosen.
      channels.removeAll { $0 >= fresh.channels }
      return []
    }
    let succession = Succession(from: layer, to: &fresh) { isReinitialized($0, changed.options) }
    if fresh.channels != layer.channels {
      history = History(channels: fresh.channels)
      channels = []
      lastStep = nil
      eval?.last = nil
    }
    self.layer = fresh
    return succession.notes
  }

  /// A layer for a batch shape and a configuration, its variables from the initializers.
  func built(_ changed: Configuration, for shape: [Int]) throws(CommandError) -> any SessionLayer {
    do throws(BatchNormalizationError) {
      var fresh = try changed.dtype.layer(changed.options, inputShape: shape)
      fresh.train(with: changed.optimizer.optimizer(learningRate: changed.learningRate), on: loss)
      return fresh
    } catch {
      throw CommandError(error.description)
    }
  }

  /// Whether a variable's initializer changes, which makes the variable anew.
  private func isReinitialized(_ name: VariableName, _ options: BatchNormalizationOptions) -> Bool {
    let old = configuration.options
    return switch name {
    case .gamma: old.gammaInitializer != options.gammaInitializer
    case .beta: old.betaInitializer != options.betaInitializer
    case .movingMean: old.movingMeanInitializer != options.movingMeanInitializer
    case .movingVariance: old.movingVarianceInitializer != options.movingVarianceInitializer
    default: false
    }
  }

  mutating func assign(
    _ name: VariableName, _ value: AssignedValue, _ files: any FileAccess
  ) throws(CommandError) -> [Output] {
    var notes = try ensureSource(files)
    guard let count = layer?.values(of: name)?.count else {
      throw CommandError("the layer has no \(name.rawValue); \(Self.remedy(name))")
    }
    var logged = value
    let values: [Double]
    switch value {
    case .all(let number): values = Array(repeating: number, count: count)
    case .list(let numbers): values = numbers
    case .file(let path):
      values = try filing { () throws(FileError) in try DataFile.read(try files.open(path)).array.numbers() }
      logged = .file(path: files.absolutePath(path))
    }
    guard values.count == count else {
      throw CommandError("\(name.rawValue) has \(count) values; \(values.count) were given")
    }
    notes += try make(.values(name, values))
    log.append(.assign(name, logged))
    return notes + (layer.flatMap { Succession.overflow(of: values, in: name, of: $0) }.map { [.note($0)] } ?? [])
  }

  /// Which command provides a variable.
  static func remedy(_ name: VariableName) -> String {
    switch name {
    case .gamma: "set scale on first"
    case .beta: "set center on first"
    case .movingMean, .movingVariance: "name a batch first"
    case .renormMean, .renormMeanWeight, .renormStddev, .renormStddevWeight: "set renorm on first"
    }
  }

  /// Back to the beginning: variables from their initializers, an optimizer that remembers nothing, the variables of other
  /// names gone, the first batch of both pipelines next.
  ///
  /// The steps so far stay as a branch.
  mutating func reset() throws(CommandError) -> [Output] {
    let old = end.onItsOwn
    if let shape = batchShape {
      let fresh = try built(configuration, for: shape)
      history = History(channels: fresh.channels)
      layer = fresh
    }
    scopes = [:]
    position = 0
    step = 0
    updatesRun = 0
    updatesForgotten = 0
    lastStep = nil
    eval?.last = nil
    eval?.position = 0
    place = .end
    timeline = Timeline(beginning: branches.newID())
    log.append(.reset)
    guard old.step > 0 else { return [.note("back to step 0")] }
    return [.note("back to step 0; " + branches.keepFuture(old))]
  }
}
