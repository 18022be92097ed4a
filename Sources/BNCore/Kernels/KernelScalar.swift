#if arch(x86_64)
  import CLevels
#endif

/// A type of tensors that kernels read and write, a line at a time.
protocol KernelScalar: TensorScalar, BitwiseCopyable {
  /// What its numbers are computed in.
  associatedtype Number: KernelNumber

  /// The line of numbers that begins at an index.
  static func line(_ scalars: UnsafePointer<Self>, _ index: Int) -> Number.Line

  /// Rounds and stores a line.
  static func store(_ line: Number.Line, _ scalars: UnsafeMutablePointer<Self>, _ index: Int)

  /// Stores a line past the cache, where the processor can; the address is a multiple of 64.
  static func stream(_ line: Number.Line, _ scalars: UnsafeMutablePointer<Self>, _ index: Int)

  var number: Number { get }
  init(number: Number)

  #if arch(x86_64)
    /// What does the pieces of kernels' work at a level above the base.
    static func functions(for level: InstructionSet) -> bncore_functions
  #endif
}

extension KernelScalar {
  typealias Line = Number.Line

  /// Stores a line, past the cache where that is asked for; then the address is a multiple of 64.
  @inline(__always)
  static func store(_ line: Line, _ scalars: UnsafeMutablePointer<Self>, _ index: Int, nonTemporal: Bool) {
    if nonTemporal {
      stream(line, scalars, index)
    } else {
      store(line, scalars, index)
    }
  }
}

extension KernelScalar where Number == Self {
  @inline(__always)
  static func line(_ scalars: UnsafePointer<Self>, _ index: Int) -> Number.Line { .load(scalars, index) }

  @inline(__always)
  static func store(_ line: Number.Line, _ scalars: UnsafeMutablePointer<Self>, _ index: Int) {
    line.store(scalars, index)
  }

  @inline(__always)
  static func stream(_ line: Number.Line, _ scalars: UnsafeMutablePointer<Self>, _ index: Int) {
    NonTemporalStore.store(unsafeBitCast(line, to: SIMD16<Float>.self), UnsafeMutableRawPointer(scalars + index))
  }

  @inline(__always)
  var number: Self { self }

  @inline(__always)
  init(number: Self) { self = number }
}

extension Float: KernelScalar { typealias Number = Float }
extension Double: KernelScalar { typealias Number = Double }
