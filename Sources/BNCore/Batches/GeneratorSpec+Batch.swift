extension GeneratorSpec {
  /// The batch at an index from 0 on; the same one whenever it is asked for.
  @inlinable
  public func batch<Scalar: TensorScalar>(at index: Int, as type: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
    let generated = GeneratedBatch(self, at: index)
    let count = shape.reduce(1, *)
    let scalars = [Scalar](unsafeUninitializedCapacity: count) { scalars, initialized in
      initialized = count
      // The numbers are made by code of this module, and rounded there for the usual type; for others the rounding is
      // compiled for the caller's.
      if Scalar.self == Float.self, let start = UnsafeMutableRawPointer(scalars.baseAddress) {
        return generated.write(start.assumingMemoryBound(to: Float.self))
      }
      generated.forEachPiece { piece, first in
        for offset in piece.indices { scalars.initializeElement(at: first + offset, to: Scalar(piece[offset])) }
      }
    }
    return Tensor(shape: shape, scalars: scalars)
  }
}
