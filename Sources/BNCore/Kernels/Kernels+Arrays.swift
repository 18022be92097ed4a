// The operations on arrays.
extension Kernels {
  func moments<Scalar: TensorScalar>(_ x: [Scalar], _ layout: AxisLayout, threads: Int?) -> Moments<Double> {
    guard layout.elementsPerChannel > 0 else { return .undefined(channels: layout.channels) }
    return x.withUnsafeBytes { x in
      x.baseAddress.map { moments($0, layout, threads) } ?? .undefined(channels: layout.channels)
    }
  }

  func normalize<Scalar: TensorScalar>(
    _ x: [Scalar], into y: inout [Scalar], _ layout: AxisLayout, by moments: Moments<Double>, _ parameters: Parameters,
    threads: Int?
  ) {
    Self.write(x.count, to: &y) { y in
      x.withUnsafeBytes { x in
        if let x = x.baseAddress { normalize(x, y, layout, moments, parameters, threads) }
      }
    }
  }

  func train<Scalar: TensorScalar>(
    _ x: [Scalar], into y: inout [Scalar], _ layout: AxisLayout, _ parameters: Parameters, threads: Int?
  ) -> Moments<Double> {
    var moments = Moments<Double>.undefined(channels: layout.channels)
    Self.write(x.count, to: &y) { y in
      x.withUnsafeBytes { x in
        if let x = x.baseAddress { moments = train(x, y, layout, parameters, threads) }
      }
    }
    return moments
  }

  func differentiate<Scalar: TensorScalar>(
    _ x: [Scalar], _ u: [Scalar], _ layout: AxisLayout, _ moments: Moments<Double>, _ parameters: Parameters,
    _ mode: Mode, threads: Int?
  ) -> (input: [Scalar], sums: GradientSums) {
    let none = [Double](repeating: 0, count: layout.channels)
    var sums = GradientSums(upstream: none, products: none)
    var dx: [Scalar] = []
    Self.write(x.count, to: &dx) { dx in
      x.withUnsafeBytes { x in
        u.withUnsafeBytes { u in
          guard let x = x.baseAddress, let u = u.baseAddress else { return }
          sums = differentiate(x, u, dx, layout, moments, parameters, mode, threads)
        }
      }
    }
    return (dx, sums)
  }

  /// Writes all elements of an array, over those it has if there are as many; nothing is called for an empty one.
  private static func write<Scalar: TensorScalar>(
    _ count: Int, to array: inout [Scalar], _ body: (UnsafeMutableRawPointer) -> Void
  ) {
    guard count > 0 else {
      array = []
      return
    }
    guard array.count == count else {
      // What is of no use goes before its successor comes.
      array = []
      array = [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
        if let start = buffer.baseAddress { body(UnsafeMutableRawPointer(start)) }
        initialized = count
      }
      return
    }
    array.withUnsafeMutableBytes { bytes in
      if let start = bytes.baseAddress { body(start) }
    }
  }
}

extension Moments<Double> {
  /// The moments of channels without elements.
  fileprivate static func undefined(channels: Int) -> Moments<Double> {
    let undefined = [Double](repeating: .nan, count: channels)
    return Moments(mean: undefined, variance: undefined)
  }
}
