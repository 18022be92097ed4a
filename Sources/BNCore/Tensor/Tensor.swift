/// A dense array of numbers: a shape and its scalars in row-major order.
///
/// A tensor is a value that never changes; copies share their storage. The empty shape is a single number (rank 0); a
/// dimension of 0 makes an empty tensor.
public struct Tensor<Scalar: TensorScalar>: Sendable, Equatable {
  /// The extent of each dimension, outermost first.
  public let shape: [Int]

  /// The elements, row-major: the last dimension varies fastest.
  public let scalars: [Scalar]

  /// Makes a tensor of the given scalars.
  ///
  /// - Parameters:
  ///   - shape: the extents, none negative.
  ///   - scalars: as many numbers as the extents' product.
  public init(shape: [Int], scalars: [Scalar]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "a tensor's extents are not negative: \(shape)")
    precondition(
      shape.reduce(1, *) == scalars.count, "shape \(shape) does not hold \(scalars.count) scalars")
    self.shape = shape
    self.scalars = scalars
  }

  /// Makes a tensor that holds one number everywhere.
  public init(shape: [Int], repeating scalar: Scalar) {
    self.init(shape: shape, scalars: Array(repeating: scalar, count: shape.reduce(1, *)))
  }

  /// The number of dimensions.
  public var rank: Int { shape.count }

  /// The number of elements.
  public var count: Int { scalars.count }
}
