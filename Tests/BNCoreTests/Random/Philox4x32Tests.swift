import Testing

@testable import BNCore

@Suite("Philox4x32")
struct Philox4x32Tests {
  struct KnownAnswer: Sendable {
    let counter: SIMD4<UInt32>
    let key: SIMD2<UInt32>
    let block: SIMD4<UInt32>
  }

  /// The lines `philox4x32 10` of kat_vectors, published with Random123.
  static let knownAnswers = [
    KnownAnswer(
      counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0),
      block: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    KnownAnswer(
      counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
      block: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    KnownAnswer(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0),
      block: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test("gives the published answers", arguments: knownAnswers)
  func publishedAnswers(known: KnownAnswer) {
    #expect(Philox4x32.block(counter: known.counter, key: known.key) == known.block)
  }

  @Test("eight blocks at once are the eight blocks")
  func eightBlocks() {
    let counter = SIMD4<UInt32>(0xffff_fff0, 0x1234_5678, .max, 0x89ab_cdef)
    let key = SIMD2<UInt32>(0xdead_beef, 0xffff_ffff)
    let bits = PhiloxLine(counter: counter, key: key).bits
    for lane in 0..<8 {
      var single = counter
      single.x += UInt32(lane)
      let block = Philox4x32.block(counter: single, key: key)
      #expect(bits[2 * lane] == UInt64(block.y) << 32 | UInt64(block.x))
      #expect(bits[2 * lane + 1] == UInt64(block.w) << 32 | UInt64(block.z))
    }
  }
}
