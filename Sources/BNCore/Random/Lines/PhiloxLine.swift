/// Eight blocks of ``Philox4x32`` at once, whose counters follow each other in the first word.
struct PhiloxLine {
  typealias Words = SIMD8<UInt64>

  // Words of 32 bits in lanes of 64, whose upper halves may hold anything: only lower halves are multiplied.
  private var x0, x1, x2, x3: Words

  /// The blocks of the counters from one on, without a carry.
  @inline(__always)
  init(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) {
    // In an order that puts the blocks' numbers behind each other by the cheapest exchange of lanes that processors have.
    x0 = Words(repeating: UInt64(counter.x)) &+ Words(0, 2, 1, 3, 4, 6, 5, 7)
    x1 = Words(repeating: UInt64(counter.y))
    x2 = Words(repeating: UInt64(counter.z))
    x3 = Words(repeating: UInt64(counter.w))
    // One by one: of a loop the compiler makes one that moves lanes about.
    round(key, 0)
    round(key, 1)
    round(key, 2)
    round(key, 3)
    round(key, 4)
    round(key, 5)
    round(key, 6)
    round(key, 7)
    round(key, 8)
    round(key, 9)
  }

  @inline(__always)
  private mutating func round(_ key: SIMD2<UInt32>, _ number: UInt32) {
    let product0 = (x0 & Self.lower) &* Words(repeating: 0xD251_1F53)
    let product1 = (x2 & Self.lower) &* Words(repeating: 0xCD9E_8D57)
    let k0 = Words(repeating: UInt64(key.x &+ 0x9E37_79B9 &* number))
    let k1 = Words(repeating: UInt64(key.y &+ 0xBB67_AE85 &* number))
    x0 = (product1 &>> Self.half) ^ (x1 ^ k0)
    x2 = (product0 &>> Self.half) ^ (x3 ^ k1)
    (x1, x3) = (product1, product0)
  }

  @inline(__always)
  private static var lower: Words { Words(repeating: 0xFFFF_FFFF) }

  @inline(__always)
  private static var half: Words { Words(repeating: 32) }

  /// The bits of the blocks' sixteen numbers, in their order.
  @inline(__always)
  var bits: RandomBits {
    let even = (x1 &<< Self.half) | (x0 & Self.lower)
    let odd = (x3 &<< Self.half) | (x2 & Self.lower)
    return RandomBits(
      even[0], odd[0], even[2], odd[2], even[1], odd[1], even[3], odd[3], even[4], odd[4], even[6], odd[6], even[5],
      odd[5], even[7], odd[7])
  }
}
