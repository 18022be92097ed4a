/// Something about a layer's state that a person should know, in figures.
///
/// The words for it, and what to do about it, depend on where the layer is met: in a program that trains it, in a file. They
/// are for whoever shows the finding to choose.
public struct Finding: Sendable, Equatable {
  /// How much it matters.
  public enum Severity: String, Sendable, CaseIterable, Comparable {
    /// Worth knowing.
    case info = "INFO"
    /// Probably not what is wanted.
    case warning = "WARN"
    /// Wrong results.
    case error = "ERROR"

    /// The order in which findings are told.
    public static let gravestFirst: [Severity] = [.error, .warning, .info]

    /// Whether one is less grave than another.
    public static func < (one: Severity, other: Severity) -> Bool {
      (gravestFirst.firstIndex(of: one) ?? 0) > (gravestFirst.firstIndex(of: other) ?? 0)
    }
  }

  /// The criteria, by the numbers that the documentation gives them.
  public enum Code: String, Sendable, CaseIterable {
    /// The update operations did not run.
    case updatesForgotten = "A1"
    /// Learning with `training=False` by statistics that never moved.
    case trainingOff = "A2"
    /// A momentum that looks like another framework's, or settles nowhere.
    case momentum = "A4"
    /// Too few updates for the momentum.
    case notSettled = "A5"
    /// Another epsilon than the file's.
    case otherEpsilon = "A6"
    /// Epsilon is larger than the variance.
    case epsilonDominates = "A7"
    /// A channel without variance, and how long it has been so at least.
    case deadChannel = "A8"
    /// Few elements a channel.
    case tinyBatch = "A9"
    /// Bessel's correction shows.
    case besselCorrection = "A10"
    /// A variable that is not finite, or a last batch of one element a channel.
    case nonFinite = "A11"
    /// Update operations are about to divide 0 by 0.
    case renormBeforeTraining = "A12"
    /// A negative variance.
    case negativeVariance = "A13"
    /// A mean so large that float32 loses the differences.
    case largeMean = "A14"
    /// A float16 average that stands still before it arrives, or has arrived at the end of its range.
    case stalledAverage = "A15"
    /// `trainable=False` does not freeze the moving statistics.
    case notFrozen = "A16"
    /// The channels seem to lie along another axis.
    case wrongAxis = "A17"
    /// Batches that are not alike.
    case unlikeBatches = "A18"
    /// A moving mean further from the population's than noise explains.
    case staleMean = "A19"
    /// Renorm's limits.
    case renormClipping = "A20"
    /// Renorm has two momenta.
    case renormMomenta = "A21"
    /// A penalty on gamma or beta, or a gamma that has become small.
    case penalty = "A22"
    /// Channels that a ReLU behind the layer would shut.
    case shutChannel = "A23"
    /// A variable that is missing from the file.
    case missingVariable = "A24"
    /// Statistics that two layers share.
    case sharedLayer = "A25"
    /// The moving statistics are not those of the batches.
    case drift = "A27"
    /// Rows of zeros that count as data.
    case padding = "A28"
    /// Moving means that do not fit to the weights in front.
    case prediction = "A29"
    /// What was recorded ran with other moving statistics than the file's.
    case otherRun = "A30"
  }

  /// What was found, with what else there is to say about it.
  public let evidence: Evidence
  /// How much it matters.
  public let severity: Severity
  /// The channels it is about; empty for the layer as a whole.
  public let channels: [Int]
  /// The figure that was found; ``Evidence`` says of what.
  public let figure: Double
  /// The figure from which on the finding is made.
  public let threshold: Double
  /// What the figure may be, for all that the sample tells that it was computed from; `nil` where it is exact.
  public let interval: ClosedRange<Double>?

  /// Makes a finding; see the properties.
  public init(
    _ evidence: Evidence, _ severity: Severity, channels: [Int] = [], figure: Double, threshold: Double,
    interval: ClosedRange<Double>? = nil
  ) {
    self.evidence = evidence
    self.severity = severity
    self.channels = channels
    self.figure = figure
    self.threshold = threshold
    self.interval = interval
  }

  /// Which criterion.
  public var code: Code { evidence.code }
}
