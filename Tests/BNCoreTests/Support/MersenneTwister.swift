/// numpy's generator, `numpy.random.RandomState`: MT19937 (Matsumoto and Nishimura, 1998).
struct MersenneTwister {
  private var state: [UInt32]
  private var position: Int

  /// `numpy.random.seed(seed)`.
  init(seed: UInt32) {
    state = [seed]
    for index in 1..<624 {
      let last = state[index - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index))
    }
    position = 624
  }

  /// The next 32 bits.
  mutating func bits() -> UInt32 {
    if position == 624 { twist() }
    var y = state[position]
    position += 1
    y ^= y >> 11
    y ^= y << 7 & 0x9D2C_5680
    y ^= y << 15 & 0xEFC6_0000
    return y ^ y >> 18
  }

  /// `numpy.random.rand()`: 53 bits, uniform in [0, 1).
  mutating func uniform() -> Double {
    let high = Double(bits() >> 5)
    let low = Double(bits() >> 6)
    return (high * 0x1p26 + low) * 0x1p-53
  }

  private mutating func twist() {
    for index in 0..<624 {
      let y = state[index] & 0x8000_0000 | state[(index + 1) % 624] & 0x7FFF_FFFF
      state[index] = state[(index + 397) % 624] ^ y >> 1 ^ (y & 1) * 0x9908_B0DF
    }
    position = 0
  }
}
