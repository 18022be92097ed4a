/// A floating-point type that a ``Tensor`` can hold and a layer can compute with.
///
/// Generic code states the arithmetic once; what differs between the types (TensorFlow's name for them, how a number
/// underflows) stands in the conformances.
public protocol TensorScalar: BinaryFloatingPoint, Sendable, LosslessStringConvertible {
  /// TensorFlow's name of the type, for example `float32`.
  static var dataTypeName: String { get }

  /// The value as TensorFlow's kernels keep it: subnormal numbers become zero of the same sign.
  ///
  /// TensorFlow runs its CPU kernels with the processor's flush-to-zero mode on, which shows in small variances: the
  /// variance of inputs around 1e-20 is 0 and not 1e-40.
  var flushed: Self { get }
}

extension TensorScalar {
  /// See ``TensorScalar``.
  @inlinable public var flushed: Self { isSubnormal ? Self(signOf: self, magnitudeOf: 0) : self }
}

extension Float: TensorScalar {
  /// `float32`.
  public static var dataTypeName: String { "float32" }
}

extension Double: TensorScalar {
  /// `float64`.
  public static var dataTypeName: String { "float64" }
}
