import BNTestSupport
import Testing

@testable import BNFiles

@Suite("CRC-32C")
struct CRC32CTests {
  /// A bit at a time, by the definition.
  private func slowly(_ bytes: [UInt8]) -> UInt32 {
    var state: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = state & 1 == 0 ? state >> 1 : state >> 1 ^ 0x82F6_3B78 }
    }
    return ~state
  }

  @Test("any number of bytes in any two pieces has the checksum of the definition")
  func pieces() {
    var random = SplitMix(state: 3)
    for count in 0..<70 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      for cut in [0, count / 3, count] {
        var sum = CRC32C()
        sum.add(Array(bytes[..<cut]))
        sum.add(Array(bytes[cut...]))
        #expect(sum.value == slowly(bytes))
      }
    }
  }

  @Test("the checksums of RFC 3720, section B.4")
  func published() {
    for (bytes, value) in [
      (Array(repeating: UInt8(0), count: 32), UInt32(0x8A91_36AA)), (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
      (Array(0...31), 0x46DD_794E),
    ] {
      var sum = CRC32C()
      sum.add(bytes)
      #expect(sum.value == value)
    }
  }
}
