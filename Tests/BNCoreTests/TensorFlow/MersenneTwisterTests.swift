import Testing

@Suite("numpy's random numbers")
struct MersenneTwisterTests {
  @Test("are those of RandomState(0)")
  func firstValues() {
    var random = MersenneTwister(seed: 0)
    #expect((0..<3).map { _ in random.uniform() } == [0.5488135039273248, 0.7151893663724195, 0.6027633760716439])
  }

  @Test("are MT19937: the 10,000th word of seed 5489 is the one that the C++ standard requires of std::mt19937")
  func tenThousandth() {
    var random = MersenneTwister(seed: 5489)
    for _ in 1..<10_000 { _ = random.bits() }
    #expect(random.bits() == 4_123_659_995)
  }
}
