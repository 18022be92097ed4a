import BNCore

/// Something that is so from a checkpoint on, and was not before.
struct SeriesEvent: Sendable {
  enum Kind: Sendable {
    /// What the doctor finds in the file.
    case finding(LayerFinding)
    /// Mean and variance stand still for so many checkpoints while gamma or beta move.
    case standstill(checkpoints: Int)
    /// The output moved by so much, and before at most by so much from one checkpoint to the next.
    case jump(Double, before: Double)
    /// The count of batches is lower than before.
    case countWentBack(from: Int, to: Int)
  }

  let kind: Kind
  let layer: String
  /// The first checkpoint with it, from 0.
  let checkpoint: Int

  var severity: Finding.Severity {
    switch kind {
    case .finding(let finding): finding.finding.severity
    case .standstill, .jump: .warning
    case .countWentBack: .info
    }
  }
}
