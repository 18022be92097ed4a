/// An experiment between two steps, small enough to keep many: what its layer learned and where its sources stand.
///
/// Batches and passes are not in it: the step before it is replayed from an earlier one.
struct Checkpoint: Sendable {
  let setup: Setup
  /// Every change made at its step is in.
  let state: Experiment.State

  /// The steps taken so far.
  var step: Int { state.step }

  /// What commands alone change: a class, so that the checkpoints between two changes share it.
  final class Setup: Sendable {
    fileprivate let kept: Experiment.Setup

    init(_ setup: Experiment.Setup) { kept = setup.withoutMemory }
  }
}

extension Experiment {
  /// The experiment at a checkpoint, without a last pass.
  init(_ checkpoint: Checkpoint) { self.init(setup: checkpoint.setup.kept, state: checkpoint.state) }
}
