extension Finding {
  /// What was found: for each kind of trouble what its figure is, and what else there is to say.
  ///
  /// One case for each sentence that a person may want to read, so that a program that has words for all of them, and
  /// switches over them, can't forget one.
  public enum Evidence: Sendable, Equatable {
    /// A variable is not finite; the figure is how many of its values. What made it so is in words, where that is known.
    case notFinite(VariableName, cause: String? = nil)
    /// Update operations did not run; the figure is the share of the steps in which they did.
    case updatesForgotten(run: Int, forgotten: Int)
    /// Inference runs on the moving statistics that the initializer made, after so many steps; the figure is the effect of
    /// that, as ``StatisticsGap`` has it.
    case neverUpdated(steps: Int)
    /// A file's moving statistics are those of a new layer, though gamma or beta learned, or so many batches were counted; the figure
    /// is the number of batches, 0 where the file counts none.
    case initialInFile(learned: Bool)
    /// The model ran with another epsilon than its file says; the figure is the effect on the scale, in units of the output's
    /// deviation.
    case otherEpsilon(file: Double, ran: Double)
    /// What came in was recorded while the model ran with other moving statistics than the file's; the figure is in how many layers, of
    /// so many that are known.
    case otherRun(known: Int)
    /// What comes in behind the layer fits to another epsilon than the model ran with; the figure is the effect on the scale, in units
    /// of the output's deviation.
    case epsilonOfOthers(fits: Double, ran: Double)
    /// Gamma is 1 in every channel, or not there, where the layers around it have learned theirs, and what comes in behind it does not
    /// fit; the figure is the effect there.
    case gammaOfOne
    /// Gamma is exactly 1 in every channel of one layer, whose beta has learned, while every other layer's has learned; the figure is
    /// how many others there are.
    case gammaUnlikeOthers
    /// Two layers have the same moving statistics, of the given name; the figure is how many channels.
    case twinStatistics(other: String, isWhole: Bool)
    /// Variances that stopped at the largest number of float16, which is the threshold.
    case halfLimit
    /// What came in was not finite; the figure is how many numbers.
    case notFiniteInput
    /// The moving means are not those that the layers before and the weights predict; the figure is ``MeanAgreement/residual``, the
    /// threshold ``MeanAgreement/shuffled``.
    case unlikePrediction
    /// Gamma and beta learn by moving statistics that never moved; the figure is how many updates those have had.
    case trainingOff
    /// The figure is the share of the initial moving statistics that is left after so many updates.
    ///
    /// So many more bring it to a hundredth at the present momentum; `nil` where no number is enough.
    case notSettled(updates: Int, more: Int?, sense: MomentumArgument.Sense = .old)
    /// The next update operations divide 0 by 0; the figure is renorm's weight.
    case renormBeforeTraining
    /// A layer that is not trainable moves its moving statistics; the figure is how far at most, in standard deviations.
    case notFrozen
    /// The figure is a momentum, as the argument of the framework that the layer follows states it; `nil` is TensorFlow r1.4.
    case momentum(Momentum, MomentumTrouble, as: MomentumArgument? = nil)
    /// The figure is one of renorm's limits, but for ``ClippingTrouble/noLimits``, ``ClippingTrouble/plain`` and
    /// ``ClippingTrouble/clipsMost``.
    case clipping(ClippingTrouble)
    /// The figure is the half-life of renorm's momentum in updates, the threshold that of the other one.
    case renormMomenta
    /// There are penalties; the figure is how many.
    case penalty
    /// The figure is the median of |gamma|.
    case smallGamma
    /// The figure is the smallest moving variance.
    case epsilonDominates
    /// The figure is the largest moving variance of the channels without variance.
    ///
    /// They have been so for so many updates at least, at this momentum as it is stated; `nil` where it can't be told.
    case deadChannels(updates: Int?, momentum: Double)
    /// What comes in is the same number each time; the figure is how many channels.
    case constantChannels
    /// Rows of nothing but zeros among others; the figure is their share.
    case emptyRows
    /// The figure is the smallest moving variance.
    case negativeVariance(VarianceTrouble)
    /// The figure is the largest |M| / √(V + epsilon), the type the one that loses the differences.
    case largeMean(DataType)
    /// The figure is how far from its goal a moving mean stops, in standard deviations.
    case stalledAverage(sense: MomentumArgument.Sense = .old)
    /// The figure is the largest beta / |gamma| of the channels.
    case shutChannels
    /// The moving statistics are not the moments of what comes in; the figure is ``StatisticsGap/effect``.
    case drift(Drift)
    /// The figure is the largest |M − µ| in bands of noise.
    case staleMean
    /// The figure is the number of elements a channel, in a layer that may be told to do renorm or not.
    ///
    /// What the framework that the layer follows says of such a batch, where it refuses it.
    case tinyBatch(mayRenorm: Bool, refusal: String? = nil)
    /// The figure is by which share the unbiased variance is above the biased one.
    ///
    /// The framework that stores it, where that is not TensorFlow's fused implementation.
    case besselCorrection(by: String? = nil)
    /// The figure is the number of elements a channel in the last batch of an epoch.
    ///
    /// What the framework that the layer follows says of such a batch, where it refuses it.
    case lastBatchOfOne(refusal: String? = nil)
    /// The figure is the variance between batches as a multiple of what chance makes, in the median channel.
    case unlikeBatches
    /// The figure is the share of the variance that lies along another axis than the layer's.
    case wrongAxis(Int, better: Int)
  }

  /// In what way moving statistics are not the moments of what comes in.
  public struct Drift: Sendable, Equatable {
    /// Where it comes in.
    public var pipeline: Pipeline
    /// The median of the means' distances, in standard deviations.
    public var shift: Double
    /// The median ratio of the standard deviations, what comes in against what is stored; `nil` where it can't be told.
    public var ratio: Double?
    /// How many examples tell; `nil` for a population.
    public var examples: Int?

    /// Describes it; see the properties.
    public init(_ pipeline: Pipeline, shift: Double, ratio: Double?, examples: Int?) {
      (self.pipeline, self.shift, self.ratio, self.examples) = (pipeline, shift, ratio, examples)
    }

    init(_ pipeline: Pipeline, _ gap: StatisticsGap) {
      self.init(pipeline, shift: gap.shift, ratio: gap.ratio, examples: gap.examples)
    }

    /// Whether the ratio is that of numbers from 0 to 255 against numbers from 0 to 1: -1 where those come in and were not meant,
    /// 1 the other way round, 0 for neither.
    public var byteScale: Int {
      guard let ratio else { return 0 }
      // A tenth is less than domains differ by, and no other scale that is usual lies so near.
      if (ratio / 255 - 1).magnitude < 0.1 { return 1 }
      return (ratio * 255 - 1).magnitude < 0.1 ? -1 : 0
    }
  }

  /// Where batches come in.
  public enum Pipeline: Sendable, CaseIterable {
    /// The layer's own.
    case own
    /// A second one, that is only evaluated.
    case evaluated
  }

  /// The momenta that a layer has.
  public enum Momentum: String, Sendable, CaseIterable {
    /// That of the moving statistics.
    case momentum
    /// That of renorm's averages.
    case renormMomentum = "renorm_momentum"
  }

  /// What may be wrong with a momentum.
  public enum MomentumTrouble: Sendable, CaseIterable {
    /// Nothing of the old value is kept: each update forgets everything before it.
    case forgetsAll
    /// All of the old value is kept: nothing moves.
    case neverMoves
    /// Less than half of the old value is kept: perhaps meant as the other share.
    case looksComplementary
    /// Outside 0 to 1: the averages settle nowhere.
    case unstable
  }

  /// What may be wrong with renorm's limits.
  public enum ClippingTrouble: Sendable, CaseIterable {
    /// rmax is below 1.
    case rmaxBelowOne
    /// rmin is above 1.
    case rminAboveOne
    /// rmin is above rmax, which is the threshold.
    case rminAboveRmax
    /// dmax is below 0.
    case dmaxBelowZero
    /// rmax is given and rmin is not; the threshold is 1 / rmax, which the paper would have.
    case rminMissing
    /// There are no limits at first; the figure is the number of steps.
    case noLimits
    /// The limits leave plain batch normalization; the figure is the number of steps.
    case plain
    /// The figure is the share of the channels that the limits clipped in the last pass.
    case clipsMost
  }

  /// What may be wrong with a variance below 0.
  public enum VarianceTrouble: Sendable, CaseIterable {
    /// Below −epsilon: inference takes the root of a negative number.
    case belowMinusEpsilon
    /// Many below 0, and no mean: the two may be swapped.
    case swapped
    /// Exactly −epsilon.
    case minusEpsilon
    /// Between −epsilon and 0.
    case slight
  }
}

extension Finding.Evidence {
  /// The criterion that it belongs to.
  public var code: Finding.Code {
    switch self {
    case .updatesForgotten, .neverUpdated, .initialInFile: .updatesForgotten
    case .otherEpsilon, .epsilonOfOthers: .otherEpsilon
    case .otherRun: .otherRun
    case .gammaOfOne, .gammaUnlikeOthers: .missingVariable
    case .twinStatistics: .sharedLayer
    case .unlikePrediction: .prediction
    case .trainingOff: .trainingOff
    case .momentum: .momentum
    case .notSettled: .notSettled
    case .epsilonDominates: .epsilonDominates
    case .deadChannels, .constantChannels: .deadChannel
    case .tinyBatch: .tinyBatch
    case .besselCorrection: .besselCorrection
    case .notFinite, .notFiniteInput, .lastBatchOfOne: .nonFinite
    case .renormBeforeTraining: .renormBeforeTraining
    case .negativeVariance: .negativeVariance
    case .largeMean: .largeMean
    case .stalledAverage, .halfLimit: .stalledAverage
    case .notFrozen: .notFrozen
    case .wrongAxis: .wrongAxis
    case .unlikeBatches: .unlikeBatches
    case .staleMean: .staleMean
    case .clipping: .renormClipping
    case .renormMomenta: .renormMomenta
    case .penalty, .smallGamma: .penalty
    case .shutChannels: .shutChannel
    case .drift: .drift
    case .emptyRows: .padding
    }
  }
}
