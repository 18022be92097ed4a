/// The norms that stand beside batch norm, and itself: they differ in which elements share a mean and a variance.
///
/// Shapes are those of batches: examples along axis 0, channels along an axis of their own, the rest are positions. Scale and shift are
/// left out: what comes of a norm is its normalized input.
public enum NormKind: Hashable, Sendable {
  /// One mean a channel, over examples and positions (Ioffe and Szegedy, arXiv 1502.03167).
  case batch
  /// One mean an example, over channels and positions (Ba, Kiros and Hinton, arXiv 1607.06450).
  case layer
  /// One mean an example and group of channels, over these and positions (Wu and He, arXiv 1803.08494).
  case group(Int)
  /// One mean an example and channel, over positions (Ulyanov, Vedaldi and Lempitsky, arXiv 1607.08022).
  case instance
  /// One mean square an example, and no mean (Zhang and Sennrich, arXiv 1910.07467).
  case rms

  /// The kind's name in the field.
  public var name: String {
    switch self {
    case .batch: "batch"
    case .layer: "layer"
    case .group: "group"
    case .instance: "instance"
    case .rms: "RMS"
    }
  }

  /// Whether the mean is taken off.
  public var isCentred: Bool { self != .rms }

  /// Whether an example's output depends on the others of its batch.
  public var looksAtOthers: Bool { self == .batch }
}
