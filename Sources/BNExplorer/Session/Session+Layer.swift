import BNFiles
import BNCore

extension Session {
  mutating func set(_ setting: Setting, _ files: any FileAccess) throws(CommandError) -> [Output] {
    var setting = setting
    var newLoss: Objective?
    var notes: [Output] = []
    if case .loss(let choice) = setting.value {
      let resolved = try resolved(choice, files)
      newLoss = resolved.loss
      notes = resolved.notes
      setting = Setting(parameter: .loss, value: .loss(resolved.choice))
    }
    notes += try make(.setting(setting, newLoss))
    log.append(.set(setting))
    return notes + warnings(about: setting)
  }

  private func warnings(about setting: Setting) -> [Output] {
    if case .framework(let framework) = setting.value {
      return framework.notes(rank: batchShape?.count).map(Output.note)
    }
    if setting.parameter.isAboutTraining { return advice(about: configuration, loss) }
    if setting.parameter == .dtype, let source { return narrowing(.training).notes(on: source) }
    if let note = setting.noteWithoutEffect(following: configuration.framework) { return [.note(note)] }
    return setting.rangeWarning(in: configuration.options).map { [.warning($0)] } ?? []
  }

  /// Switches a parameter; `fused` left to TensorFlow counts as on.
  mutating func toggle(_ parameter: Parameter, _ files: any FileAccess) throws(CommandError) -> [Output] {
    let isOn = parameter.text(in: configuration) != "off"
    return try set(Setting(parameter: parameter, value: .toggle(!isOn)), files)
      + [.note("\(parameter.rawValue) is \(ValueText.text(!isOn))")]
  }

  mutating func assign(
    _ name: VariableName, _ value: AssignedValue, _ files: any FileAccess
  ) throws(CommandError) -> [Output] {
    var notes = try ensureSource(files)
    guard let count = layer?.values(of: name)?.count else {
      throw CommandError("the layer has no \(name.rawValue); \(Experiment.remedy(name))")
    }
    var logged = value
    let values: [Double]
    switch value {
    case .all(let number): values = Array(repeating: number, count: count)
    case .element(let channel, let number):
      guard (0..<count).contains(channel), var all = layer?.values(of: name) else {
        throw CommandError("\(name.rawValue) has no number \(channel); expected 0..\(count - 1)")
      }
      all[channel] = number
      values = all
    case .list(let numbers): values = numbers
    case .file(let path, let member):
      values = try filing { () throws(FileError) in
        try MemberArray.read(path, member: member, files: files).array.numbers()
      }
      logged = .file(path: files.absolutePath(path), member: member)
    }
    guard values.count == count else {
      throw CommandError("\(name.rawValue) has \(count) values; \(values.count) were given")
    }
    let origin: VariableRecord.Origin = if case .file = value { .file } else { .assigned }
    notes += try make(.values(name, values, from: origin))
    log.append(.assign(name, logged))
    return notes
      + (layer.flatMap { VariableCarryOver.overflow(of: values, in: name, of: $0) }.map { [.note($0)] } ?? [])
  }

  /// Back to the beginning: the experiment as it is before its first step.
  ///
  /// The steps so far stay as a branch.
  mutating func reset() throws(CommandError) -> [Output] {
    let old = end
    experiment = try experiment.begunAnew()
    timeline = Timeline(beginning: branches.newID(), channels: layer?.channels ?? 1)
    log.append(.reset)
    guard old.step > 0 else { return [.note("back to step 0")] }
    return [.note("back to step 0; " + branches.keepFuture(old))]
  }
}
