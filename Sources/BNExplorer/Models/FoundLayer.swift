import BNFiles

/// A layer of a model file, as it is understood: its numbers as inference uses them, and what was assumed where the file
/// is silent.
struct FoundLayer: Sendable {
  typealias Kind = StatedLayer.Kind

  /// Where a number comes from.
  enum Source: String, Sendable {
    /// The file, or a companion of it, says it.
    case file
    /// It is what the library takes unless it is told otherwise, or what a person gave.
    case assumed
    /// Nobody says it.
    case unknown
  }

  /// The file's own name of the layer; "" where its tensors have no more than the names of their roles.
  var name: String
  var kind: Kind
  var channels: Int?
  /// The axis of the channels, where the file tells.
  var axis: Int?
  /// `nil` where the layer does not multiply.
  var gamma: StoredTensor?
  /// `nil` where the layer does not add.
  var beta: StoredTensor?
  /// What inference takes off, and the variance that it divides by the root of.
  var mean: StoredTensor?
  var variance: StoredTensor?
  var epsilon: Double?
  var epsilonSource = Source.assumed
  /// Whether whoever wrote epsilon or momentum into the file had assumed it.
  var isEpsilonDoubtful = false
  var isMomentumDoubtful = false
  /// The momentum as the file or its library has it, which is the other way round in some.
  var storedMomentum: StatedLayer.Momentum?
  var momentumSource = Source.unknown
  /// What training put into the variance.
  var varianceKind = StatedLayer.VarianceKind.unknown
  /// What a person has to know of it, each a line.
  var notes: [String] = []
  /// What was assumed where the file is silent, or given instead, each a line.
  var assumptions: [String] = []

  /// Everything there is to say of it.
  var remarks: [String] { notes + assumptions }

  /// The share of the old value in TensorFlow's sense; `nil` where nobody says it, and for a plain average of all batches.
  var momentum: Double? {
    switch storedMomentum {
    case .ofOld(let share): share
    case .ofNew(let share): 1 - share
    case .cumulative, nil: nil
    }
  }

  var isBatchNorm: Bool { kind == .batchNorm }
}
