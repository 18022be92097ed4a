extension GeneratorSpec {
  /// The batch at an index from 0 on; the same one whenever it is asked for.
  @inlinable
  public func batch<Scalar: TensorScalar>(at index: Int, as type: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
    let generated = GeneratedBatch(self, at: index)
    let count = shape.reduce(1, *)
    // In pieces that stay in the fastest cache, and so that a large batch is not held twice. The numbers are made by
    // code of this module; only the rounding is compiled for the caller's scalar type.
    var piece = [Double](repeating: 0, count: min(count, 1024))
    let scalars = [Scalar](unsafeUninitializedCapacity: count) { scalars, initialized in
      piece.withUnsafeMutableBufferPointer { piece in
        while initialized < count {
          let part = UnsafeMutableBufferPointer(rebasing: piece[..<min(piece.count, count - initialized)])
          generated.fill(part, from: initialized)
          for (offset, number) in part.enumerated() {
            scalars.initializeElement(at: initialized + offset, to: Scalar(number))
          }
          initialized += part.count
        }
      }
    }
    return Tensor(shape: shape, scalars: scalars)
  }
}
