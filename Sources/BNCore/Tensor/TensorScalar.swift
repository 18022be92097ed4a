/// A floating-point type that a ``Tensor`` can hold and a layer can compute with.
///
/// Generic code states the arithmetic once; what differs between the types (TensorFlow's name for them, how a number
/// underflows) stands in the conformances.
public protocol TensorScalar: BinaryFloatingPoint, Sendable, LosslessStringConvertible {
  /// The type that moments are taken in: the type itself, but float32 for float16, whose range is too small for sums.
  associatedtype MomentScalar: TensorScalar

  /// The value in the type that moments are taken in; exact.
  var momentValue: MomentScalar { get }

  /// A moment rounded to this type.
  init(moment: MomentScalar)

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

extension TensorScalar where MomentScalar == Self {
  /// The value itself.
  @inlinable public var momentValue: Self { self }

  /// The moment itself.
  @inlinable public init(moment: Self) { self = moment }
}

extension Float: TensorScalar {
  /// `float32`.
  public static var dataTypeName: String { "float32" }
  /// Moments of float32 are taken in float32.
  public typealias MomentScalar = Float
}

extension Double: TensorScalar {
  /// `float64`.
  public static var dataTypeName: String { "float64" }
  /// Moments of float64 are taken in float64.
  public typealias MomentScalar = Double
}

// Apple's x86-64 processors have no Float16 in Swift.
#if !(os(macOS) && arch(x86_64))
  extension Float16: TensorScalar {
    /// `float16`.
    public static var dataTypeName: String { "float16" }

    /// Moments of float16 are taken in float32 and rounded (`tf.nn.moments`).
    public typealias MomentScalar = Float

    /// The value in float32; exact.
    @inlinable public var momentValue: Float { Float(self) }

    /// A moment rounded to float16.
    @inlinable public init(moment: Float) { self.init(moment) }

    /// The value itself: TensorFlow computes float16 in float32, where its subnormal numbers are ordinary ones.
    @inlinable public var flushed: Float16 { self }
  }
#endif
