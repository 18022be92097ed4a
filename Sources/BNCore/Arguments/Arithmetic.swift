/// How a layer computes.
///
/// Both ways have TensorFlow's meaning; they differ in speed and in rounding.
public enum Arithmetic: String, Sendable, CaseIterable {
  /// By vectors and threads, with sums that lose next to nothing: closer to the exact result than TensorFlow.
  case fast
  /// In TensorFlow r1.4's own order of operations, with its rounding errors.
  case reference
}
