import BNCore

/// A session between two steps, small enough to keep many: what its layer learned and where its sources stand.
///
/// Batches and passes are not in it: the step before it is taken again from an earlier one.
struct Checkpoint: Sendable {
  /// The steps taken so far; every change made at that step is in.
  let step: Int
  let setup: Setup
  let layer: (any SessionLayer)?
  let position: Int
  let evalPosition: Int

  /// What changes by commands alone, so that the checkpoints between two changes share it.
  final class Setup: Sendable {
    fileprivate let configuration: Configuration
    fileprivate let source: BatchSource?
    fileprivate let populations: PopulationMemo
    fileprivate let sourceName: String
    fileprivate let loss: Loss?
    fileprivate let eval: EvalPipeline?
    fileprivate let scopes: [String: ParkedScope]

    /// What stands in a session at present.
    init(_ session: Session) {
      configuration = session.configuration
      source = session.source?.withoutMemory
      populations = session.populations
      sourceName = session.sourceName
      loss = session.loss
      eval = session.eval?.unused
      scopes = session.scopes
    }
  }
}

extension EvalPipeline {
  /// The same pipeline before its first batch.
  fileprivate var unused: EvalPipeline { EvalPipeline(source.withoutMemory, name: name) }
}

extension Session {
  /// The session as it stands, to come back to.
  var checkpoint: Checkpoint {
    Checkpoint(
      step: step, setup: timeline.latestSetup ?? Checkpoint.Setup(self), layer: layer, position: position,
      evalPosition: eval?.position ?? 0)
  }

  /// A session at a checkpoint, without a last pass and without memory of what was before.
  init(_ checkpoint: Checkpoint) {
    let setup = checkpoint.setup
    configuration = setup.configuration
    source = setup.source
    populations = setup.populations
    sourceName = setup.sourceName
    position = checkpoint.position
    layer = checkpoint.layer
    loss = setup.loss
    eval = setup.eval
    eval?.position = checkpoint.evalPosition
    scopes = setup.scopes
    step = checkpoint.step
  }
}
