/// The fast path's operations on memory that the caller provides.
///
/// Each goes by the layout and the sizes alone in choosing between columns and runs, between one thread and several, and
/// between plain and non-temporal stores. No result depends on the number of threads.
package struct Kernels: Sendable {
  /// Numbers of every channel that an operation applies, in double precision; `nil` leaves a factor or a term out.
  package struct Parameters: Sendable {
    package var epsilon: Double
    package var gamma: [Double]?
    package var beta: [Double]?

    package init(epsilon: Double, gamma: [Double]? = nil, beta: [Double]? = nil) {
      self.epsilon = epsilon
      self.gamma = gamma
      self.beta = beta
    }
  }

  /// Mean and biased variance of each channel of x.
  package let moments: @Sendable (_ x: UnsafeRawPointer, AxisLayout, _ threads: Int?) -> Moments<Double>

  /// Writes y = (x − mean) / √(variance + epsilon) · gamma + beta.
  package let normalize:
    @Sendable (
      _ x: UnsafeRawPointer, _ y: UnsafeMutableRawPointer, AxisLayout, Moments<Double>, Parameters, _ threads: Int?
    ) -> Void

  /// Normalizes x by its own moments, and returns them.
  package let train:
    @Sendable (_ x: UnsafeRawPointer, _ y: UnsafeMutableRawPointer, AxisLayout, Parameters, _ threads: Int?) ->
      Moments<Double>

  /// Writes the gradient by x of Σ y · u, and returns Σ u and Σ u · xhat of each channel.
  ///
  /// The factor of each channel, gamma with renorm's r, stands in the parameters as gamma.
  package let differentiate:
    @Sendable (
      _ x: UnsafeRawPointer, _ u: UnsafeRawPointer, _ dx: UnsafeMutableRawPointer, AxisLayout, Moments<Double>,
      Parameters, Mode, _ threads: Int?
    ) -> GradientSums

  /// The sums over a batch that gradients need.
  package struct GradientSums: Sendable {
    /// Σ u.
    package var upstream: [Double]
    /// Σ u · xhat.
    package var products: [Double]
  }

  /// The operations for a type of tensors; `nil` for one that BNCore does not know.
  package static func of<Scalar: TensorScalar>(_ type: Scalar.Type, level: InstructionSet = .widest) -> Kernels? {
    if type == Float.self { return level == .widest ? float32 : Kernels(Float.self, level) }
    if type == Double.self { return level == .widest ? float64 : Kernels(Double.self, level) }
    #if !(os(macOS) && arch(x86_64))
      if type == Float16.self { return level == .widest ? float16 : Kernels(Float16.self, level) }
    #endif
    return nil
  }

  // Made once: they hold their level, and a layer asks for them at every pass.
  private static let float32 = Kernels(Float.self, .widest)
  private static let float64 = Kernels(Double.self, .widest)
  #if !(os(macOS) && arch(x86_64))
    private static let float16 = Kernels(Float16.self, .widest)
  #endif

  // Called with a type that the compiler knows, so that it compiles the kernels for it.
  @inline(__always)
  private init<Scalar: KernelScalar>(_ type: Scalar.Type, _ level: InstructionSet) {
    typealias Typed = TypedKernels<Scalar>
    moments = { x, layout, threads in
      Typed.moments(x.assumingMemoryBound(to: Scalar.self), layout, Execution(threads: threads, level: level))
    }
    normalize = { x, y, layout, moments, parameters, threads in
      Typed.normalize(
        x.assumingMemoryBound(to: Scalar.self), into: y.assumingMemoryBound(to: Scalar.self), layout,
        by: moments, parameters, Execution(threads: threads, level: level))
    }
    train = { x, y, layout, parameters, threads in
      Typed.train(
        x.assumingMemoryBound(to: Scalar.self), into: y.assumingMemoryBound(to: Scalar.self), layout, parameters,
        Execution(threads: threads, level: level))
    }
    differentiate = { x, u, dx, layout, moments, parameters, mode, threads in
      Typed.differentiate(
        x.assumingMemoryBound(to: Scalar.self), u.assumingMemoryBound(to: Scalar.self),
        into: dx.assumingMemoryBound(to: Scalar.self), layout, moments, parameters, mode,
        Execution(threads: threads, level: level))
    }
  }
}
