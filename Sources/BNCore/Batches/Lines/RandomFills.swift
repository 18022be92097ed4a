import CLevels

/// Where the random bits of elements that follow each other come from.
struct RandomSource {
  private let counter: SIMD4<UInt32>
  private let key: SIMD2<UInt32>

  /// The bits of a stream from an element with an even number on, all below 2^33.
  init(_ stream: RandomStream, batch: UInt64, first: Int) {
    counter = stream.counter(batch: batch, pair: first >> 1)
    key = stream.key
  }

  /// The bits of sixteen elements, the first of them so far behind the beginning.
  @inline(__always)
  func bits(_ index: Int) -> RandomBits {
    var counter = counter
    counter.x = counter.x &+ UInt32(truncatingIfNeeded: index &>> 1)
    return PhiloxLine(counter: counter, key: key).bits
  }

  /// Sixteen numbers between 0 and 1.
  @inline(__always)
  func uniform(_ index: Int) -> RandomLine {
    RandomLine(bits: (bits(index) &>> RandomBits(repeating: 12)) | RandomBits(repeating: 0x3FF0_0000_0000_0000))
      - (1 - 0x1p-53)
  }
}

/// Fills memory with random bits, in whole lines.
struct BitsFill: RandomWork {
  let source: RandomSource
  let bits: UnsafeMutableRawPointer
  let count: Int

  static func function(_ functions: bncore_random_functions) -> bncore_function { functions.bits }

  @inline(__always)
  func run() {
    var index = 0
    while index < count {
      bits.storeBytes(
        of: source.bits(index), toByteOffset: index &* MemoryLayout<UInt64>.stride, as: RandomBits.self)
      index = index &+ RandomLine.width
    }
  }
}

/// Fills memory with uniform numbers, in whole lines.
struct UniformFill: RandomWork {
  let source: RandomSource
  let numbers: UnsafeMutablePointer<Double>
  let count: Int

  static func function(_ functions: bncore_random_functions) -> bncore_function { functions.uniform }

  @inline(__always)
  func run() {
    var index = 0
    while index < count {
      source.uniform(index).store(numbers, index)
      index = index &+ RandomLine.width
    }
  }
}

/// Rounds numbers to float32, all of them and no more.
struct RoundingFill: RandomWork {
  let numbers: UnsafePointer<Double>
  let rounded: UnsafeMutablePointer<Float>
  let count: Int

  static func function(_ functions: bncore_random_functions) -> bncore_function { functions.rounded }

  @inline(__always)
  func run() {
    var index = 0
    while index &+ RandomLine.width <= count {
      RandomLine.load(numbers, index).store(rounded, index)
      index = index &+ RandomLine.width
    }
    while index < count {
      rounded[index] = Float(numbers[index])
      index = index &+ 1
    }
  }
}
