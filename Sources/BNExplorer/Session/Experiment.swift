import BNCore

/// One experiment: where batches come from, the layer, and what has happened to it so far.
///
/// Whatever keeps an experiment or brings one back (a checkpoint, a branch, `reset`, `undo`) takes these three parts as
/// they are, so that what is added to one of them is kept and brought back like the rest of it.
struct Experiment: Sendable {
  var setup = Setup()
  var state = State()
  var passes = Passes()

  /// What changes by commands alone; `reset` leaves it as it is, and checkpoints share it.
  struct Setup: Sendable {
    var configuration = Configuration()
    /// `nil` until a source is named or the digits are needed.
    var source: BatchSource?
    /// What is known of the data of the source.
    var populations = PopulationCache()
    /// What is known of where the source's numbers are from.
    var origin = DataOrigin(name: "")
    /// What is minimized, its files read.
    var loss: Objective?
    /// The second input pipeline, if there is one.
    var eval: EvalPipeline?
    /// The layer of a model file that became the session's; `nil` where it is one of our own.
    var taken: TakenLayer?
  }

  /// What steps change, too; `reset` begins it anew, and each checkpoint has its own.
  struct State: Sendable {
    /// Passes so far.
    var step = 0
    /// How many batches of the present source have been taken.
    var position = 0
    /// How many batches of the second pipeline have been taken.
    var evalPosition = 0
    /// `nil` until a batch shape is known.
    var layer: (any SessionLayer)?
    /// The variables of other names.
    var scopes: [String: InactiveScope] = [:]
  }

  /// What the last step left to look at: as large as its batches, and replayed rather than kept.
  struct Passes: Sendable {
    /// `nil` before the first step.
    var last: (any TakenStep)?
    /// The evaluation batch behind it; `nil` where there was none.
    var lastEval: (any TakenStep)?
  }
}

// MARK: Looking at it

/// What an experiment can be looked at through: itself, a branch, a session.
protocol HasExperiment {
  var experiment: Experiment { get }
  /// What stands beside the experiment; an experiment by itself has none.
  var figure: Figure? { get }
}

extension Experiment: HasExperiment {
  var experiment: Experiment { self }
}

extension HasExperiment {
  var figure: Figure? { nil }
  var configuration: Configuration { experiment.setup.configuration }
  var source: BatchSource? { experiment.setup.source }
  var populations: PopulationCache { experiment.setup.populations }
  /// The source in a few words, for the line of status.
  var sourceName: String { experiment.setup.origin.name }
  var loss: Objective? { experiment.setup.loss }
  var eval: EvalPipeline? { experiment.setup.eval }
  var taken: TakenLayer? { experiment.setup.taken }
  var step: Int { experiment.state.step }
  var position: Int { experiment.state.position }
  var layer: (any SessionLayer)? { experiment.state.layer }
  var scopes: [String: InactiveScope] { experiment.state.scopes }
  /// Passes whose update operations ran, on variables that are gone too.
  var updatesRun: Int { layer?.records.total.run ?? 0 }
  var lastStep: (any TakenStep)? { experiment.passes.last }
  var lastEval: (any TakenStep)? { experiment.passes.lastEval }

  /// The shape of the batches to come.
  var batchShape: [Int]? { source?.batchShape }

  /// The names of the channels, where each of them is a column of a table.
  var columnNames: [String]? {
    guard let names = experiment.setup.origin.columnNames, let shape = batchShape, shape.count == 2,
      let layout = try? AxisLayout(shape: shape, axis: configuration.options.axis), layout.axis == 1,
      names.count == layout.channels
    else { return nil }
    return names
  }

  var rank: Int { batchShape?.count ?? 2 }

  /// Which implementation the next training pass runs, and why; `nil` while no batch is known.
  var implementation: FusedChoice? {
    guard let shape = batchShape, let layout = try? AxisLayout(shape: shape, axis: configuration.options.axis)
    else { return nil }
    return FusedChoice(options: configuration.options, rank: shape.count, axis: layout.axis)
  }

  /// Whether TensorFlow 1.4 on a CPU would refuse the next training pass: fused, it takes float32 and channels last only.
  var isRefusedByTensorFlow: Bool {
    guard implementation?.isFused == true, let shape = batchShape,
      let layout = try? AxisLayout(shape: shape, axis: configuration.options.axis)
    else { return false }
    return configuration.dtype != .float32 || layout.axis == 1
  }
}

// MARK: Keeping it small, and beginning anew

extension Experiment.Setup {
  /// The same without what its sources remember in order to answer sooner.
  var withoutMemory: Self {
    var setup = self
    setup.source = source?.withoutMemory
    setup.eval = eval?.withoutMemory
    return setup
  }
}

extension Experiment {
  /// The experiment without what can be computed again.
  var light: Experiment { Experiment(setup: setup.withoutMemory, state: state) }

  /// The same experiment before its first step: variables from their initializers, an optimizer that remembers nothing,
  /// the variables of other names gone, the first batch of both pipelines next.
  func begunAnew() throws(CommandError) -> Experiment {
    var fresh = Experiment(setup: setup)
    if let shape = batchShape { fresh.state.layer = try built(configuration, for: shape) }
    setup.taken?.begin(in: &fresh.state.layer)
    return fresh
  }
}
