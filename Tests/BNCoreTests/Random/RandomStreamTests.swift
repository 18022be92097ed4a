import Testing

@testable import BNCore

@Suite("The random stream")
struct RandomStreamTests {
  struct Pinned: Sendable {
    let seed: UInt64
    let bits: [UInt64]
  }

  /// The bits of elements 0 to 3 of batch 0, by a second implementation in another language.
  static let pinnedBits = [
    Pinned(
      seed: 0, bits: [0xe169_c58d_6627_e8d5, 0x9b00_dbd8_bc57_ac4c, 0x5cb2_00db_f8e4_cca4, 0x097e_ff67_b1a5_74eb]),
    Pinned(
      seed: 1, bits: [0xe50a_0ebc_e3e8_0670, 0xb615_aa27_95f2_22c0, 0xdfc5_ccbe_ac08_141b, 0xa7f6_6093_79c0_7a47]),
    Pinned(
      seed: 7, bits: [0xc009_f9dc_f460_7a2d, 0x15ed_ac82_1d3a_ba42, 0xcb97_bc13_682e_8e9b, 0xf535_eea6_2bfa_ff6b]),
    Pinned(
      seed: 0x1234_5678_9abc_def0,
      bits: [0x7838_4bc0_092c_9b44, 0x2b3b_e4dd_c9fb_80be, 0x609c_f517_389d_999a, 0x99b1_6edc_0570_bb00]),
    Pinned(
      seed: .max, bits: [0x1547_4739_72a4_7709, 0x2279_9a5a_9f41_b01f, 0x4b67_e034_19fe_d511, 0x9fe8_57b4_9d2c_02e2]),
  ]

  @Test("gives the same bits for ever", arguments: pinnedBits)
  func bitsForEver(pinned: Pinned) {
    let stream = RandomStream(seed: pinned.seed)
    #expect((0..<4).map { stream.bits(batch: 0, element: $0) } == pinned.bits)
  }

  @Test("gives the same normal numbers for ever")
  func normalsForEver() {
    let pinned: [(seed: UInt64, normals: [UInt64])] = [
      (0, [0xbff7_e218_4521_c3a2, 0x3fe2_b18a_9f26_1951, 0x3ff6_4061_6e35_0fe1, 0x3fe7_e0ff_7423_c5cd]),
      (7, [0xbff2_8021_af84_2964, 0x3fd0_2d91_b241_d4d0, 0xbfb9_cb14_6466_e097, 0x3fac_8068_663c_615e]),
      (.max, [0x3fe7_84a7_97d7_93b3, 0x3fcf_da1e_3694_dd51, 0x3fe1_8794_41c5_4acc, 0xbfff_00f2_7298_33c6]),
    ]
    for (seed, normals) in pinned {
      let stream = RandomStream(seed: seed)
      #expect((0..<4).map { stream.normal(batch: 3, element: $0).bitPattern } == normals)
    }
  }

  @Test("gives the same integers for ever")
  func integersForEver() {
    let stream = RandomStream(seed: 42, purpose: .choice)
    let integers = (0..<12).map { stream.integer(below: 10, batch: 5, element: $0) }
    #expect(integers == [7, 5, 3, 0, 6, 2, 8, 1, 4, 3, 6, 4])
  }

  @Test("reaches the far corners of the counter")
  func corners() {
    let stream = RandomStream(seed: .max, purpose: .init(rawValue: 16))
    #expect(stream.bits(batch: .max, element: (1 << 33) - 1) == 0xf031_d1f5_c64f_8cd0)
    let batches = RandomStream(seed: 0x1234_5678_9abc_def0, purpose: .shuffle)
    #expect(batches.bits(batch: 1 << 40, element: 12345) == 0x764e_509f_9312_7411)
  }

  @Test("uniform numbers are the middles of 2^52 equal parts, never 0 or 1")
  func unitInterval() {
    #expect(RandomStream.unitInterval(0) == 0x1p-53)
    #expect(RandomStream.unitInterval(0xfff) == 0x1p-53)
    #expect(RandomStream.unitInterval(0x1000) == 0x3p-53)
    #expect(RandomStream.unitInterval(1 << 63) == 0.5 + 0x1p-53)
    #expect(RandomStream.unitInterval(.max) == 1 - 0x1p-53)
  }

  @Test("uniform numbers spread evenly over 64 cells")
  func chiSquare() {
    let count = 64 * 2000
    let stream = RandomStream(seed: 3)
    var cells = [Int](repeating: 0, count: 64)
    for element in 0..<count { cells[Int(stream.uniform(batch: 9, element: element) * 64)] += 1 }
    let expected = Double(count) / 64
    let chiSquare = cells.map { (Double($0) - expected) * (Double($0) - expected) / expected }.reduce(0, +)
    // 63 degrees of freedom: mean 63, standard deviation sqrt(126) = 11.2; four of them either side.
    #expect(abs(chiSquare - 63) < 4 * 126.0.squareRoot())
  }

  @Test("neighbours, batches, purposes and seeds are not correlated")
  func independence() {
    let count = 20_000
    let one = RandomStream(seed: 8)
    let base = (0..<count).map { one.normal(batch: 0, element: $0) }
    let purpose = RandomStream(seed: 8, purpose: .choice)
    let seed = RandomStream(seed: 9)
    let others = [
      (0..<count).map { one.normal(batch: 0, element: $0 + 1) }, (0..<count).map { one.normal(batch: 1, element: $0) },
      (0..<count).map { purpose.normal(batch: 0, element: $0) }, (0..<count).map { seed.normal(batch: 0, element: $0) },
    ]
    for other in others {
      let correlation = zip(base, other).map { $0 * $1 }.reduce(0, +) / Double(count)
      // Products of independent standard normals have variance 1: four standard errors.
      #expect(abs(correlation) < 4 / Double(count).squareRoot())
    }
  }

  @Test("integers stay below their bound and every one comes up as often")
  func integersAreEven() {
    let stream = RandomStream(seed: 12)
    var counts = [Int](repeating: 0, count: 7)
    for element in 0..<70_000 { counts[Int(stream.integer(below: 7, batch: 0, element: element))] += 1 }
    let chiSquare = counts.map { (Double($0) - 10_000) * (Double($0) - 10_000) / 10_000 }.reduce(0, +)
    // 6 degrees of freedom: 27.9 is passed once in 10,000 times.
    #expect(chiSquare < 27.9)
    #expect((0..<100).allSatisfy { stream.integer(below: 1, batch: 0, element: $0) == 0 })
  }

  @Test("a draw that would make some integers likelier is drawn anew")
  func rejection() {
    // 2^64 draws do not divide evenly among 3 * 2^62 integers: one draw in four must be rejected, or the integers
    // divisible by 3 would come up twice as often as the others.
    let bound: UInt64 = 3 << 62
    let stream = RandomStream(seed: 13)
    let count = 30_000
    var divisible = 0
    var redrawn = 0
    for element in 0..<count {
      let integer = stream.integer(below: bound, batch: 0, element: element)
      divisible += integer.isMultiple(of: 3) ? 1 : 0
      let first = bound.multipliedFullWidth(by: stream.bits(batch: 0, element: element)).high
      redrawn += integer == first ? 0 : 1
      #expect(integer < bound)
    }
    // Shares 1/3 and 1/4 of a binomial count, four standard deviations.
    let third = Double(count) / 3
    #expect(abs(Double(divisible) - third) < 4 * (third * 2 / 3).squareRoot())
    let quarter = Double(count) / 4
    #expect(abs(Double(redrawn) - quarter) < 4 * (quarter * 3 / 4).squareRoot())
  }
}
