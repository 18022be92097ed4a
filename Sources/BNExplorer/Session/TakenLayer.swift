import BNFiles
import BNCore
import Platform

/// A layer of a model file that became the session's: its numbers, and what it is told by.
struct TakenLayer: Sendable {
  /// The file's own name of it.
  let name: String
  /// The model file's name, without its folder.
  let model: String
  let format: String
  /// The model file, from the root.
  let path: String
  /// The layer as the file has it, to be written again.
  let stored: ExportedLayer
  /// The library whose names it has.
  let naming: LayerNaming?
  let channels: Int
  /// The axis of the channels, where the file tells.
  let statedAxis: Int?
  let epsilon: Double
  /// Whether it is the file that says it.
  let isEpsilonStated: Bool
  /// The share of the old value; `nil` where nobody says it.
  let momentum: Double?
  let values: [VariableName: [Double]]
  /// The type that holds its numbers: double precision where the file has it.
  let dtype: NumberType
  /// What a person should know of it.
  let notes: [String]

  /// Reads a layer's numbers.
  ///
  /// - Throws: `CommandError` where it is no batch norm, or the file does not hold them.
  init(_ layer: FoundLayer, of open: OpenModel) throws(CommandError) {
    let shown = layer.name.quoted(limit: 80)
    switch layer.kind {
    case .batchNorm: break
    case .folded(let into): throw CommandError("\(shown) was folded into \(into): there are no statistics to take")
    case .lookAlike(let what): throw CommandError("\(shown) is \(what), not a batch norm")
    }
    let numbers = try filing { () throws(FileError) in try LayerNumbers(layer) }
    guard let mean = numbers.mean, let variance = numbers.variance, mean.count == variance.count, !mean.isEmpty,
      [numbers.gamma, numbers.beta].allSatisfy({ $0 == nil || $0?.count == mean.count })
    else { throw CommandError("\(shown) has no mean and variance of one length; layers says what it has") }
    guard let epsilon = layer.epsilon else {
      throw CommandError("the epsilon of \(shown) is not known; open the file with epsilon=")
    }
    name = layer.name
    model = open.name
    format = open.model.file.format
    path = open.path
    naming = open.naming
    stored = try filing { () throws(FileError) in
      try ExportedLayer(layer, numbers, batches: open.batches(of: layer), path: open.path)
    }
    channels = mean.count
    statedAxis = layer.axis
    self.epsilon = epsilon
    isEpsilonStated = layer.epsilonSource == .file
    momentum = layer.momentum
    var values: [VariableName: [Double]] = [.movingMean: mean, .movingVariance: variance]
    values[.gamma] = numbers.gamma
    values[.beta] = numbers.beta
    self.values = values
    dtype = values.values.allSatisfy { $0.allSatisfy { $0.isNaN || Double(Float($0)) == $0 } } ? .float32 : .float64
    notes = layer.notes + numbers.notes(for: layer)
  }

  /// In a few words: "bn1 of model.pt".
  var title: String { name.isEmpty ? model : "\(name) of \(model)" }

  /// A checksum of the numbers, which a file that has changed no longer has.
  var checksum: String {
    var sum = Checksum()
    for variable in VariableName.allCases { sum.add(values[variable]) }
    sum.add([epsilon, momentum ?? -1])
    return sum.text
  }

  /// Sets what the file says of the layer, so that inference computes as the layer's own library does: an epsilon without
  /// a floor, which only the fused implementation has.
  func apply(to configuration: inout Configuration, axis: Int) {
    configuration.options.axis = axis
    configuration.options.epsilon = epsilon
    if let momentum { configuration.options.momentum = momentum }
    configuration.options.center = values[.beta] != nil
    configuration.options.scale = values[.gamma] != nil
    configuration.options.fused = false
    configuration.options.renorm = false
    if dtype == .float64 { configuration.dtype = .float64 }
  }

  /// Gives a layer the file's numbers, where it has as many channels.
  func begin(in layer: inout (any SessionLayer)?) {
    guard layer?.channels == channels else { return }
    for (variable, numbers) in values where layer?.values(of: variable) != nil {
      layer?.begin(variable, with: numbers, from: .file)
    }
  }

  /// Normal numbers with the mean and the variance of each channel; what is not finite, or below zero, is taken as 0.
  var ownBatches: GeneratorSpec.Kind { .likeStatistics(values[.movingMean] ?? [], values[.movingVariance] ?? []) }
}

extension GeneratorSpec.Kind {
  /// Normal numbers with the mean and the variance of each channel.
  static func likeStatistics(_ means: [Double], _ variances: [Double]) -> Self {
    .normal(
      mean: .each(means.map { $0.isFinite ? $0 : 0 }),
      std: .each(variances.map { $0.isFinite && $0 > 0 ? $0.squareRoot() : 0 }))
  }
}

extension Experiment {
  /// Makes a layer of a model file the experiment's own, with other batches where some are given.
  ///
  mutating func change(
    to taken: TakenLayer, axis: Int, source: BatchSource?, from origin: DataOrigin
  ) throws(CommandError) -> [Output] {
    var changed = configuration
    taken.apply(to: &changed, axis: axis)
    guard let shape = (source ?? self.source)?.batchShape else {
      throw CommandError("name a batch with generate, batch or load first")
    }
    // What it says of the variables that were there is of no interest: all of them have other numbers now.
    _ = try fit(to: shape, changed)
    setup.configuration = changed
    setup.taken = taken
    if let source {
      setup.source = source
      setup.origin = origin
      state.position = 0
    }
    taken.begin(in: &state.layer)
    // The variables are others now: what was made with the former ones is not what they make.
    passes = Passes()
    return []
  }
}
